"""The page of a programme area: in force, under way, new, overdue; each as search has it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from portal.models import ProgrammeArea, Publication, SiteSettings, StandardPage
from portal.outbox.delivery import drain
from portal.selections.selection import Selection
from recommendations.models import Case, ProcurementNotice, Recommendation
from recommendations.programme_areas import SHOWN, content_of, counted
from tests.factories import ProgrammeAreaFactory, make, make_many, make_site

pytestmark = pytest.mark.django_db

ADDRESS = "/programomraden/endokrina-sjukdomar/"
SELECTION = Selection(programme=("endokrina-sjukdomar",))


@pytest.fixture
def endocrine() -> ProgrammeArea:
    area: ProgrammeArea = ProgrammeAreaFactory(name_en="Endocrine diseases")
    return area


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def text(client: Client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def titles() -> dict[str, list[str]]:
    """List → the titles on it."""
    content = content_of(SELECTION)
    found = {listed.code: [row.title for row in listed.rows] for listed in content.lists}
    return {**found, "overdue": [row.title for _day, row in content.overdue]}


def recommend(title: str, area: ProgrammeArea, **fields: Any) -> Recommendation:
    page: Recommendation = make(Recommendation, title=title, programmes=[area], **{"standing": "in_force", **fields})
    return page


def test_each_list_has_what_belongs_to_it(endocrine):
    recommend("Gäller", endocrine)
    recommend("Gäller, försenad", endocrine, review_by=in_days(-1))
    recommend("Gäller, i dag", endocrine, review_by=in_days(0))
    recommend("Ses över", endocrine, standing="under_review", review_by=in_days(-9))
    recommend("Okänd", endocrine, standing="unknown", review_by=in_days(-9))
    recommend("Ersatt", endocrine, standing="withdrawn", review_by=in_days(-9), dated_on=in_days(-89))
    recommend("Nyss", endocrine, standing="unknown", dated_on=in_days(0))
    recommend("I morgon", endocrine, standing="unknown", dated_on=in_days(1))
    recommend("Länge sedan", endocrine, standing="unknown", dated_on=in_days(-90))
    make(Recommendation, title="Något annat", standing="in_force")
    make(Case, title="Ärendet", programmes=[endocrine])
    make(ProcurementNotice, title="Upphandlingen", programmes=[endocrine], tender_deadline=in_days(9))
    make(ProcurementNotice, title="Avtalet", programmes=[endocrine], contract_from=in_days(-9))
    found = titles()
    assert set(found["in-force"]) == {"Gäller", "Gäller, försenad", "Gäller, i dag", "Ses över"}
    assert set(found["under-way"]) == {"Ärendet", "Upphandlingen"}
    assert found["new"] == ["Nyss", "Ersatt"]
    assert found["overdue"] == ["Ses över", "Gäller, försenad"]
    content = content_of(SELECTION)
    assert (len(found["unknown"]), content.total) == (4, 12)


def test_each_list_leads_to_as_many_in_search(client, endocrine):
    for number in range(SHOWN + 2):
        recommend(f"Gäller {number}", endocrine)
    recommend("Okänd", endocrine, standing="unknown")
    drain()
    shown = text(client)
    assert shown.count("<h3><a") == SHOWN + 1
    assert f"Visa i sökningen ({SHOWN + 2})" in shown and "Status ej känd</h2>" in shown
    assert "/sok/?programme=endokrina-sjukdomar&amp;status=in_force&amp;status=under_review" in shown
    for listed in content_of(SELECTION).lists[:2]:
        assert client.get(f"/sok/?{listed.query}").context["total"] == listed.total


def test_the_page_names_its_feeds_to_readers_and_stands_in_two_languages(client, endocrine):
    recommend("Insulinpumpar", endocrine)
    swedish, english = text(client), text(client, "/en/programme-areas/endokrina-sjukdomar/")
    assert "/sok/?programme=endokrina-sjukdomar&amp;format=events-atom" in swedish.split("</head>")[0]
    assert "/sok/?programme=endokrina-sjukdomar&amp;format=follow" in swedish
    assert 'hreflang="en" href="http' in swedish and "/en/programme-areas/endokrina-sjukdomar/" in swedish
    assert "Endocrine diseases" in english and "Search in 1 publication" in english
    assert '<h3 lang="sv"><a href="/recommendations/' in english and "In Swedish." in english
    assert client.get("/programomraden/nagot-annat/").status_code == 404


def test_an_area_without_pages_says_so_and_leads_to_how_a_case_is_nominated(client, endocrine):
    home = make_site()
    shown = text(client)
    assert "Inget är publicerat i det här området ännu" in shown and "Så nominerar du" not in shown
    page = home.add_child(instance=StandardPage(title="Nominera", slug="nominera", locale=home.locale))
    settings = SiteSettings.for_site(Site.objects.get())
    settings.nomination_page = page
    settings.save()
    assert '<a href="/nominera/">Så nominerar du ett ärende</a>' in text(client)
    page.unpublish()
    assert "/nominera/" not in text(client)


def test_the_list_of_areas_counts_what_their_pages_show(client, endocrine):
    empty = ProgrammeAreaFactory(code="tandvard", name="Tandvård")
    recommend("Insulinpumpar", endocrine)
    make(Recommendation, publish=False, programmes=[endocrine])
    secret = make(Case, title="Novosenss", programmes=[endocrine])
    secret.is_secret, secret.anonymous_title = True, "Ett ärende"
    secret.save_revision().publish()
    assert dict(counted("sv")) == {endocrine: 1, empty: 0}
    assert content_of(SELECTION).total == 1 and not titles()["under-way"]
    shown = text(client, "/programomraden/")
    assert f'<a href="{ADDRESS}">Endokrina sjukdomar <span' in shown and "/programomraden/tandvard/" in shown
    assert '<a href="/programomraden/">' in text(client, "/")


def test_a_page_that_changes_is_seen_at_once(client, endocrine):
    page = recommend("Insulinpumpar", endocrine)
    assert "Insulinpumpar" in text(client)
    page.unpublish()
    assert "Insulinpumpar" not in text(client) and "Inget är publicerat" in text(client)


def test_a_publication_leads_to_the_page_of_its_area(client, endocrine):
    page = recommend("Insulinpumpar", endocrine)
    shown = text(client, page.url)
    assert f'<a href="{ADDRESS}" >Endokrina sjukdomar</a>' in shown
    assert shown.count("/sok/?programme=endokrina-sjukdomar&amp;format=") == 3


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_page_costs_the_same_for_many_and_next_to_nothing_when_it_is_kept(client, endocrine):
    template = recommend("Insulinpumpar", endocrine, review_by=in_days(-1))
    for address in (ADDRESS, "/programomraden/"):
        client.get(address)
        assert cost(client, address) <= 2
    before = _built()
    make_many(template, 30)
    copies = Publication.objects.exclude(pk=template.pk)
    filed = Publication.programme_areas.through
    filed.objects.bulk_create(filed(publication_id=page.pk, programmearea_id=endocrine.pk) for page in copies)
    assert _built() == before <= 12
    content = content_of(SELECTION)
    assert (content.total, content.overdue_total, len(content.overdue)) == (31, 31, SHOWN)


def _built() -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        content_of(SELECTION)
    return len(asked)
