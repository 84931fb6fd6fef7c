"""A programme area that an editor chooses reaches all readers: search, feeds, open data, and the page itself."""

import csv
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from news.models import FeedEntry
from portal.models import ProgrammeArea, Publication, PublicationEvent
from portal.outbox.delivery import drain
from portal.selections.facets import facets, filing_of
from recommendations.models import Case, Recommendation
from tests.factories import ProgrammeAreaFactory, make
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db

CHOSEN = "programme=endokrina-sjukdomar"


@pytest.fixture
def endocrine() -> ProgrammeArea:
    area: ProgrammeArea = ProgrammeAreaFactory(name_en="Endocrine diseases")
    return area


@pytest.fixture
def heart() -> ProgrammeArea:
    area: ProgrammeArea = ProgrammeAreaFactory(code="hjart", name="Hjärt- och kärlsjukdomar")
    return area


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_an_editor_files_a_page_under_a_programme_area(endocrine):
    page = make(Recommendation, publish=False)
    assert desk("olle", roles.OFFICERS).edit(page, programme_areas=[str(endocrine.pk)]).status_code == 302
    draft = Recommendation.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert filing_of(draft)["programme"] == [endocrine.code]


def test_what_is_filed_under_a_programme_area_is_found_followed_and_exported_by_it(client, endocrine, heart):
    page = make(Recommendation, title="Insulinpumpar", programmes=[endocrine])
    make(Recommendation, title="Pacemaker", programmes=[heart])
    drain()
    search = text(client, f"/sok/?{CHOSEN}")
    assert "Insulinpumpar" in search and "Pacemaker" not in search
    assert 'name="programme" value="hjart"' in search and "Programområde" in search
    assert ">Endokrina sjukdomar</a>" in text(client, page.url)
    for format in ("atom", "events-atom"):
        feed = text(client, f"/sok/?{CHOSEN}&format={format}")
        assert "Insulinpumpar" in feed and "Pacemaker" not in feed
        assert '/floden/schema/programomrade" term="endokrina-sjukdomar" label="Endokrina sjukdomar"' in feed
    assert "Endokrina sjukdomar" in text(client, "/floden/schema/programomrade")
    table = client.get(f"/sok/?{CHOSEN}&format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table), delimiter=";"))
    assert [row["Nationella programområden"] for row in rows] == ["Endokrina sjukdomar"]
    found = client.get(f"/data/v1/publications?{CHOSEN}").json()["publications"]
    assert [item["languages"][0]["title"] for item in found] == ["Insulinpumpar"]
    assert client.get("/data/v1/publications?programme=nothing").status_code == 400


def test_a_page_that_leaves_a_programme_area_is_told_to_its_followers(client, endocrine, heart):
    page = make(Recommendation, title="Insulinpumpar", programmes=[endocrine])
    page.programme_areas.set([heart])
    page.save_revision().publish()
    drain()
    assert "Insulinpumpar" in text(client, f"/sok/?{CHOSEN}&format=events-atom")
    assert "Insulinpumpar" not in text(client, f"/sok/?{CHOSEN}&format=atom")
    page.unpublish()
    drain()
    assert "Insulinpumpar" in text(client, "/sok/?programme=hjart&format=atom")


def test_a_secret_case_is_not_found_by_its_programme_area(client, endocrine):
    shown = make(Case, title="Novosenss X1", programmes=[endocrine])
    rule = facets()["programme"].rule((endocrine.code,))
    assert Publication.objects.filter(rule).get().pk == shown.pk
    shown.is_secret, shown.anonymous_title = True, "Ett ärende"
    shown.save_revision().publish()
    drain()
    assert filing_of(shown.for_outsiders())["programme"] == []
    assert not Publication.objects.filter(rule).exists()
    for address in (f"/sok/?{CHOSEN}", f"/sok/?{CHOSEN}&format=atom", f"/data/v1/publications?{CHOSEN}"):
        assert "Ett ärende" not in text(client, address)
    assert "Endokrina" not in text(client, shown.url)


def test_a_programme_area_costs_a_feed_one_query_however_many_pages_it_has(client, endocrine):
    for number in range(6):
        make(Recommendation, title=f"Pump {number}", programmes=[endocrine])
    drain()
    with CaptureQueriesContext(connection) as asked:
        client.get("/floden/alla.atom")
    assert sum('FROM "portal_programmearea"' in query["sql"] for query in asked.captured_queries) == 1


def test_what_was_told_before_there_was_the_facet_is_filed_by_it(endocrine):
    page = make(Recommendation, programmes=[endocrine])
    gone = make(Recommendation, programmes=[endocrine])
    gone.unpublish()
    drain()
    for row in (*PublicationEvent.objects.all(), *FeedEntry.objects.all()):
        del row.facets["programme"]
        type(row).objects.filter(pk=row.pk).update(facets=row.facets)
    import_module("portal.migrations.0018_filing_of_events").take_from_data(apps, None)
    import_module("news.migrations.0007_filing_of_entries").take_from_events(apps, None)
    assert {*PublicationEvent.objects.values_list("page_id", flat=True)} == {page.pk, gone.pk}
    for row in (*PublicationEvent.objects.all(), *FeedEntry.objects.all()):
        assert row.facets["programme"] == [endocrine.code]
