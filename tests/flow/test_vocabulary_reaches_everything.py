"""A change in the vocabulary, or of a document, is seen at once on page, list, search, facets, feeds and exports."""

import csv
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import override_settings
from wagtail.documents import get_document_model

from news.models import FeedEntry, NewsItem
from portal.models import Organisation, ProductArea, PublicationDocument, PublicationEvent, Region
from portal.outbox.delivery import drain
from portal.outbox.reconciliation import reconcile
from recommendations.models import AssessmentSummary, ProcurementNotice, Recommendation
from search.index.attachments import read_waiting
from tests.factories import (
    HealthcareRegionFactory,
    OrganisationFactory,
    ProcurementRegionFactory,
    ProductAreaFactory,
    ProgrammeAreaFactory,
    RegionFactory,
    make,
)
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def everywhere(client, query: str) -> dict[str, list[str]]:
    """The titles that each way out gives for a selection."""
    drain()
    exported = json.loads(client.get(f"/sok/?{query}&format=json").content)["publications"]
    table = io.StringIO(client.get(f"/sok/?{query}&format=csv").content.decode("utf-8-sig"))
    rows = {cell for row in csv.reader(table, delimiter=";") for cell in row}
    feed = client.get(f"/sok/?{query}&format=atom").content.decode()
    page = client.get(f"/sok/?{query}").content.decode()
    titles = ["Rådet för syd", "Rådet för riket"]
    return {
        "page": [title for title in titles if title in page],
        "json": [title for title in titles if title in {row["languages"][0]["title"] for row in exported}],
        "csv": [title for title in titles if title in rows],
        "feed": [title for title in titles if f"<title>{title}</title>" in feed],
    }


def stale() -> dict[str, int]:
    return {difference.channel.name: len(difference.stale) for difference in reconcile(repair=False)}


def test_a_region_that_joins_or_leaves_a_healthcare_region_is_concerned_or_not_everywhere(client):
    south, halland = HealthcareRegionFactory(), RegionFactory(code="halland", name="Halland")
    halland.healthcare_regions.set([HealthcareRegionFactory(code="vast", name="Västra")])
    make(Recommendation, title="Rådet för syd", level="healthcare_region", healthcare_regions=[south])
    for joined in (True, False, True):
        everywhere(client, "region=halland")
        if joined:
            halland.healthcare_regions.add(south)
        else:
            south.regions.remove(halland)
        assert stale() == {"search": 1, "feed": 1}
        found = everywhere(client, "region=halland")
        assert set(map(bool, found.values())) == {joined}, found
        assert stale() == {"search": 0, "feed": 0}
    halland.healthcare_regions.clear()
    assert set(map(bool, everywhere(client, "region=halland").values())) == {False}


def test_what_names_a_region_that_joins_a_healthcare_region_is_found_by_that(client):
    south, halland = HealthcareRegionFactory(), RegionFactory(code="halland", name="Halland")
    halland.healthcare_regions.set([HealthcareRegionFactory(code="vast", name="Västra")])
    RegionFactory(healthcare_regions=[south])
    make(Recommendation, title="Rådet för Halland", level="region", regions=[halland])
    drain()
    assert "Rådet för Halland" not in client.get("/sok/?healthcare_region=sodra").content.decode()
    halland.healthcare_regions.add(south)
    for place in ("sodra", "vast"):
        drain()
        for format in ("", "&format=atom", "&format=csv"):
            assert "Halland" in client.get(f"/sok/?healthcare_region={place}{format}").content.decode(), (place, format)


def test_a_region_that_changes_its_procurement_region_is_bought_for_by_the_other(client):
    south = HealthcareRegionFactory()
    region = RegionFactory(healthcare_regions=[south], procurement_region=ProcurementRegionFactory(code="H"))
    RegionFactory(code="ny", procurement_region=ProcurementRegionFactory(code="H"))
    make(Recommendation, title="Rådet för syd", level="region", regions=[region])
    make(Recommendation, title="Rådet för riket", level="healthcare_region", healthcare_regions=[south])
    drain()
    region.procurement_region = ProcurementRegionFactory(code="G")
    region.save()
    assert stale() == {"search": 2, "feed": 2}
    assert set(map(len, everywhere(client, "procurement_region=G").values())) == {2}
    assert everywhere(client, "procurement_region=H")["feed"] == ["Rådet för riket"]


def test_a_region_that_is_deleted_is_concerned_no_more(client):
    south, region = HealthcareRegionFactory(), RegionFactory(code="ny", name="Nya regionen")
    region.healthcare_regions.set([south])
    page = make(Recommendation, title="Rådet för syd", level="healthcare_region", healthcare_regions=[south])
    assert set(map(bool, everywhere(client, "region=ny").values())) == {True}
    region.delete()
    assert PublicationEvent.objects.filter(page_id=page.pk).first().kind == "refiled"
    assert stale() == {"search": 1, "feed": 1}
    assert set(map(bool, everywhere(client, "region=ny").values())) == {False}
    assert "Nya regionen" not in client.get("/sok/?q=Rådet").content.decode()


def test_a_documents_new_title_reaches_page_search_and_feed(client):
    document = get_document_model().objects.create(title="Underlag", file=ContentFile(b"text", name="u.txt"))
    page = make(NewsItem, title="Rådet för riket", publish=False)
    page.documents.add(PublicationDocument(document=document))
    page.save_revision().publish()
    drain()
    read_waiting()
    page.refresh_from_db()
    assert "Underlag" in client.get(page.url).content.decode()
    document.refresh_from_db()
    document.title = "Kostnadsberäkning"
    document.save()
    assert "Kostnadsberäkning" in client.get(page.url).content.decode()
    assert stale() == {"search": 1, "feed": 1}
    drain()
    feed = client.get("/floden/alla.atom").content.decode()
    assert "Kostnadsberäkning" in feed and "Underlag" not in feed
    assert "Rådet för riket" in client.get("/sok/?q=Kostnadsberäkning").content.decode()


def test_a_documents_new_title_reaches_a_page_that_shows_it_in_its_text(client, django_capture_on_commit_callbacks):
    document = get_document_model().objects.create(title="Underlag", file=ContentFile(b"text", name="u.txt"))
    with django_capture_on_commit_callbacks(execute=True):
        page = make(NewsItem, title="Rådet för riket", publish=False)
        page.body = [("document", {"document": document, "title": ""})]
        page.save_revision().publish()
    drain()
    document.refresh_from_db()
    document.title = "Kostnadsberäkning"
    document.save()
    drain()
    assert "Kostnadsberäkning" in FeedEntry.objects.get(page_id=page.pk).html


def test_whatever_changes_in_a_word_reaches_what_is_filed_under_it():
    buyer, area = OrganisationFactory(), ProductAreaFactory()
    region, programme = RegionFactory(), ProgrammeAreaFactory()
    letter = ProcurementRegionFactory(code="A", name="Upphandlingsregion A")
    page = make(ProcurementNotice, areas=[area], regions=[region], level="region", buyer=buyer)
    page.procurement_regions.set([letter])
    page.programme_areas.set([programme])
    page.save_revision().publish()
    before = PublicationEvent.objects.count()
    for row, name, value in (
        (buyer, "url", "https://upphandlaren.example"),
        (buyer, "kind", "region"),
        (buyer, "name_en", "The buyer"),
        (area, "name_fi", "Alue"),
        (region, "procurement_region", letter),
        (letter, "name", "Region A"),
        (programme, "name", "Nya namnet"),
    ):
        setattr(row, name, value)
        row.save()
        before += 1
        assert PublicationEvent.objects.count() == before, (row, name)
        row.save()
        assert PublicationEvent.objects.count() == before, "saved without a change"


def test_a_new_name_of_an_assessor_is_the_same_in_facets_and_list(client):
    assessor = OrganisationFactory(code="enheten", name="HTA-enheten", kind="hta")
    make(AssessmentSummary, title="Rådet för riket", assessor=assessor)
    drain()
    assert "HTA-enheten" in client.get("/sok/").content.decode()
    assessor.name = "Enheten för HTA"
    assessor.save()
    drain()
    shown = client.get("/sok/").content.decode()
    assert "Enheten för HTA" in shown
    assert "HTA-enheten" not in shown


@pytest.mark.parametrize("model", [ProductArea, Region, Organisation])
def test_a_code_stays_as_it_is_in_the_form_and_in_the_model(model):
    administrator = desk("åsa", roles.ADMINISTRATORS)
    factory = {ProductArea: ProductAreaFactory, Region: RegionFactory, Organisation: OrganisationFactory}[model]
    row = factory()
    name = row.code_field
    before = getattr(row, name)
    address = f"/admin/snippets/portal/{model._meta.model_name}/edit/{row.pk}/"
    form = administrator.client.get(address)
    assert form.context["form"].fields[name].disabled
    assert "flöden som läsare har sparat" in form.content.decode()
    administrator.client.post(address, {"name": "Nytt namn", name: "ny-kod", "emdn_code": "Z99"})
    assert getattr(model.objects.get(pk=row.pk), name) == before
    setattr(row, name, "ny-kod")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert name in refused.value.message_dict
    added = administrator.client.get(f"/admin/snippets/portal/{model._meta.model_name}/add/").content.decode()
    assert "flöden som läsare har sparat" not in added
