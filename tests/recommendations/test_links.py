"""Two relations: assessments that a recommendation builds on, and assessments on the same subject."""

import pytest
from django.test import Client
from wagtail.models import Locale

from recommendations.models import AssessmentSummary, Recommendation
from tests.factories import make
from tests.portal.people import desk

pytestmark = pytest.mark.django_db


def section(client: Client, address: str, heading: str) -> str:
    """What stands under a heading, up to the next section; nothing when there is no such heading."""
    return client.get(address).content.decode().partition(f"{heading}</h")[2].partition("</section>")[0]


@pytest.fixture
def pages() -> tuple[Recommendation, AssessmentSummary, AssessmentSummary]:
    basis, related = make(AssessmentSummary, title="Underlaget"), make(AssessmentSummary, title="Samma ämne")
    page = make(Recommendation, title="Rådets besked", publish=False)
    page.assessments.set([basis])
    page.related_assessments.set([related])
    page.save_revision().publish()
    return page, basis, related


def test_both_pages_say_which_kind_of_link_it_is(client: Client, pages):
    page, basis, related = pages
    chain = section(client, page.url, "Från bedömning till upphandling")
    assert "Bygger på bedömningen" in chain
    assert "Underlaget" in chain
    assert "Samma ämne" not in chain
    beside = section(client, page.url, "Bedömningar som hör ihop med den här")
    assert "Samma ämne" in beside
    assert "Underlaget" not in beside
    builds, belongs = "Rekommendationer som bygger på den här", "Rekommendationer som hör ihop med den här"
    assert "Rådets besked" in section(client, basis.url, builds)
    assert not section(client, basis.url, belongs)
    assert "Rådets besked" in section(client, related.url, belongs)
    assert not section(client, related.url, builds)


def test_an_assessment_that_is_not_public_is_not_named(client: Client, pages):
    page, basis, related = pages
    basis.unpublish()
    related.unpublish()
    html = client.get(page.url).content.decode()
    assert "Underlaget" not in html
    assert "Samma ämne" not in html
    assert "hör ihop med den här" not in html


def test_the_form_asks_for_each_kind_by_itself(pages):
    html = desk("anna", chief=True).client.get(f"/admin/pages/{pages[0].pk}/edit/").content.decode()
    assert 'name="assessments"' in html
    assert 'name="related_assessments"' in html
    assert "rekommendationen bygger inte på dem" in html


def test_what_is_in_two_languages_is_named_in_the_readers_alone(client: Client, pages):
    page, basis, _related = pages
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "The council's answer"
    english.save_revision().publish()
    builds = section(client, basis.url, "Rekommendationer som bygger på den här")
    assert "Rådets besked" in builds
    assert "The council" not in builds
    page.refresh_from_db()
    page.unpublish()
    assert "The council" in section(client, basis.url, "Rekommendationer som bygger på den här")
