"""A publication is filed as its original is, in all its languages: feeds, search, open data and exports agree."""

import csv
import io
import json

import feedparser
import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape, strip_tags
from wagtail.models import PageViewRestriction, ReferenceIndex

from portal.models import Publication, PublicationEvent
from portal.outbox import delivery
from portal.publications.filing import filed_by
from portal.selections.facets import filing_of
from recommendations.models import Case, Recommendation
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, ProgrammeAreaFactory, RegionFactory, make, republish
from tests.portal.people import desk, roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]

HEART, SKIN = "area=heart", "area=skin"


@pytest.fixture
def areas():
    return {slug: ProductAreaFactory(slug=slug, name=slug.title()) for slug in ("heart", "skin")}


@pytest.fixture
def pair(areas):
    """A recommendation and its English translation, filed under the heart."""
    swedish = make(Recommendation, title="Pump i hemmet", verdict="wait", areas=[areas["heart"]])
    english = make(Recommendation, language="en", title="Pump at home", verdict="wait", publish=False)
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    return swedish, republish(english)


def found_by(client, query: str) -> dict[str, bool]:
    """Each way to ask for a selection, in both languages → whether it has the publication. Nothing waits any more."""
    delivery.drain()
    found = {}
    for language, start in (("sv", "/sok/"), ("en", "/en/search/")):
        address = f"{start}?{query}"
        state = feedparser.parse(client.get(f"{address}&format=atom").content)
        found[f"{language} state feed"] = bool(state.entries)
        events = feedparser.parse(client.get(f"{address}&format=events-atom").content)
        found[f"{language} event feed"] = bool(events.entries) and not events.entries[0].title.startswith(
            ("Ingår inte längre", "No longer")
        )
        for name, words in (("search", ""), ("search by words", "&q=pump")):
            found[f"{language} {name}"] = "Pump " in strip_tags(client.get(f"{address}{words}").content.decode())
        rows = csv.DictReader(
            io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig")), delimiter=";"
        )
        found[f"{language} export"] = bool(list(rows))
        found[f"{language} open data"] = bool(open_data(client, f"{query}&lang={language}"))
    return found


def open_data(client, query: str) -> list[dict]:
    return json.loads(client.get(f"/data/v1/publications?{query}").content)["publications"]


def assert_filed_under(client, here: str, elsewhere: str) -> None:
    """Everything that can be asked has the publication here, and nothing has it elsewhere."""
    assert {how for how, is_there in found_by(client, here).items() if not is_there} == set()
    assert {how for how, is_there in found_by(client, elsewhere).items() if is_there} == set()


def test_a_publication_is_refiled_in_all_languages_by_its_original_and_by_no_old_draft(client, areas, pair):
    swedish, english = pair
    republish(swedish)
    rebuild()
    assert_filed_under(client, HEART, SKIN)
    draft = Recommendation.objects.get(pk=english.pk)
    draft.ingress = "A draft from before."
    old = draft.save_revision()
    republish(swedish, areas=[areas["skin"]])
    assert_filed_under(client, SKIN, HEART)
    old.publish()
    assert Recommendation.objects.get(pk=english.pk).ingress == "A draft from before."
    assert_filed_under(client, SKIN, HEART)
    (told,) = open_data(client, SKIN)
    assert [page["product_areas"][0]["code"] for page in told["languages"]] == ["skin", "skin"]


def test_verdict_and_status_are_the_originals_while_the_translation_says_what_it_said(client, pair):
    swedish, english = pair
    rebuild()
    republish(swedish, verdict="can", standing="under_review")
    assert_filed_under(client, "verdict=can", "verdict=wait")
    assert_filed_under(client, "status=under_review", "status=in_force")
    assert open_data(client, "status=under_review") and not open_data(client, "status=in_force")
    text = client.get(english.url).content.decode()
    assert "Wait → Can be used" in text and Recommendation.objects.get(pk=english.pk).verdict == "wait"
    swedish.unpublish()
    # The translation is alone now and is what it says.
    assert found_by(client, "verdict=wait")["en search"] and not found_by(client, "verdict=can")["en search"]


def test_the_whole_filing_is_taken_over_as_the_list_of_uses_knows(areas, pair):
    swedish, english = pair
    region, programme = RegionFactory(), ProgrammeAreaFactory()
    swedish = Recommendation.objects.get(pk=swedish.pk)
    swedish.level = "region"
    swedish.regions.set([region])
    swedish.programme_areas.set([programme])
    swedish.save_revision().publish()
    english = Recommendation.objects.get(pk=english.pk)
    assert (english.level, *english.regions.all(), *english.programme_areas.all()) == ("region", region, programme)
    assert ReferenceIndex.get_references_to(region).filter(object_id=english.pk).exists()
    kinds = PublicationEvent.objects.filter(page_id=english.pk).order_by("-pk").values_list("kind", flat=True)
    assert kinds[0] == "refiled"
    republish(swedish, ingress="Ett rättat stavfel.")
    assert len(kinds.all()) == len(kinds)


def test_the_rule_is_the_same_in_the_database_and_in_python(areas, pair):
    swedish, _english = pair
    make(Recommendation, language="en", title="Alone", verdict="can", areas=[areas["skin"]])
    for change in ({"verdict": "can"}, {"areas": [areas["skin"]]}):
        republish(swedish, **change)
    for state in ("public", "closed", "opened", "unpublished"):
        if state == "closed":
            closing = PageViewRestriction.objects.create(page=swedish, restriction_type=PageViewRestriction.LOGIN)
        elif state == "opened":
            closing.delete()
        elif state == "unpublished":
            Recommendation.objects.get(pk=swedish.pk).unpublish()
        for verdict in ("wait", "can"):
            by_database = set(Publication.objects.published().filter(filed_by(Q(verdict=verdict))))
            by_python = {
                page for page in Publication.objects.published() if filing_of(page.specific)["verdict"] == [verdict]
            }
            assert by_database == by_python, (state, verdict)
        for page in Publication.objects.published():
            last = PublicationEvent.objects.filter(page_id=page.pk).order_by("-pk")[0]
            assert last.facets == filing_of(page.specific), state


def test_a_closed_original_does_not_tell_where_it_is_filed_now(areas, pair):
    swedish, english = pair
    PageViewRestriction.objects.create(page=swedish, restriction_type=PageViewRestriction.LOGIN)
    republish(swedish, areas=[areas["skin"]])
    assert [area.slug for area in Recommendation.objects.get(pk=english.pk).product_areas.all()] == ["heart"]


def test_a_secret_case_gives_its_filing_to_no_page_that_is_not_secret(areas):
    case = make(Case, title="Novosenss X1")
    english = make(Case, language="en", title="Novosenss X1 at home", publish=False)
    Publication.objects.filter(pk=english.pk).update(translation_key=case.translation_key)
    case = Case.objects.get(pk=case.pk)
    case.programme_areas.set([ProgrammeAreaFactory()])
    case.is_secret, case.anonymous_title = True, "Ett ärende"
    case.save_revision().publish()
    assert not Case.objects.get(pk=english.pk).programme_areas.exists()


def test_the_form_of_a_translation_shows_the_filing_and_where_to_change_it(areas, pair):
    _swedish, english = pair
    officer = desk("olle", roles.OFFICERS)
    shown = officer.client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()
    assert 'name="product_areas"' not in shown and 'name="level"' not in shown and 'name="keywords"' in shown
    assert "Heart" in shown and escape("Som på den svenska sidan; ändra där.") in shown
    assert officer.edit(english, product_areas=[str(areas["skin"].pk)], ingress="Revised.").status_code == 302
    draft = Recommendation.objects.get(pk=english.pk).get_latest_revision_as_object()
    assert draft.ingress == "Revised." and [area.slug for area in draft.product_areas.all()] == ["heart"]
