"""One link says what replaces what. Standing, banner, versions, feed and search follow it when it is set or removed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from news.models import FeedEntry, NewsItem
from portal.models import Publication, PublicationEvent
from portal.moderation.gate_rules.succession import ReplacesConsistently
from portal.outbox.events import restate
from portal.publications.versions import makes_a_circle
from portal.references.reference_index import InUse
from portal.scheduling.calendar_changes import refresh_statuses
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation, RecommendationIndex
from tests.factories import make, make_index

pytestmark = pytest.mark.django_db


def status(page: Page) -> str:
    return Publication.objects.get(pk=page.pk).status


def kinds(page: Page) -> list[str]:
    return list(PublicationEvent.objects.filter(page_id=page.pk).order_by("pk").values_list("kind", flat=True))


def in_english(page: Page, *, publish: bool = True) -> Page:
    make_index(type(page), "en")
    parent = page.get_parent()
    english = Locale.objects.get(language_code="en")
    if not parent.has_translation(english):
        Page.objects.filter(pk=make_index(type(page), "en").pk).update(translation_key=parent.translation_key)
    copy = page.specific.copy_for_translation(english)
    copy.title, copy.slug = f"{page.title} (en)", f"{page.slug}-en"
    revision = copy.save_revision()
    if publish:
        revision.publish()
        copy.refresh_from_db()
    return copy


@pytest.fixture
def first() -> Recommendation:
    return make(Recommendation, title="Mätare 2018", verdict="can")


def test_a_draft_replaces_nothing(first):
    make(Recommendation, replaces=first, publish=False)
    restate()
    assert status(first) == "in_force" and kinds(first) == ["published"]


def test_a_new_version_replaces_the_old_one_and_tells_every_channel(first):
    second = make(Recommendation, title="Mätare 2020", replaces=first)
    assert (status(first), status(second)) == ("replaced", "in_force")
    assert kinds(first) == ["published", "replaced"]
    event = PublicationEvent.objects.filter(page_id=first.pk).latest("pk")
    assert event.facets["status"] == ["replaced"] and event.deliveries.exists()
    assert Recommendation.objects.get(pk=second.pk).version_number == 2
    shown = Client().get(first.url).content.decode()
    assert "Den här rekommendationen är ersatt." in shown and f'href="{second.url}"' in shown
    assert "Version 1" in shown and "Version 2" in shown and ">Gäller<" not in shown
    assert "Version 2" in Client().get(second.url).content.decode()


@pytest.mark.parametrize("way", ["unpublish", "delete", "close", "close the branch", "link taken away", "link moved"])
def test_it_holds_again_when_its_successor_is_no_longer_public_or_names_another(first, way):
    second = make(Recommendation, replaces=first)
    other = make(Recommendation)
    if way == "close":
        PageViewRestriction.objects.create(page=second, restriction_type="login")
    elif way == "close the branch":
        shelf = (
            make_index(Recommendation)
            .get_parent()
            .add_child(instance=RecommendationIndex(title="Undan", slug="undan", locale=second.locale))
        )
        PageViewRestriction.objects.create(page=shelf, restriction_type="login")
        Page.objects.get(pk=second.pk).specific.move(shelf, pos="last-child")
    elif way.startswith("link"):
        second.replaces = other if way == "link moved" else None
        second.save_revision().publish()
    else:
        getattr(Recommendation.objects.get(pk=second.pk), way)()
    assert status(first) == "in_force"
    assert kinds(first) == ["published", "replaced", "status"]
    assert status(other) == ("replaced" if way == "link moved" else "in_force")
    assert "är ersatt" not in Client().get(first.url).content.decode()


def test_a_scheduled_successor_replaces_on_its_day(first):
    second = make(Recommendation, replaces=first, publish=False)
    second.go_live_at = timezone.now() - timedelta(seconds=1)
    second.save_revision(approved_go_live_at=second.go_live_at)
    restate()
    assert status(first) == "in_force"
    call_command("publish_scheduled")
    assert status(first) == "replaced"


def shown_at(url: str) -> str:
    """A page as markup, whatever lines its templates are broken into."""
    return " ".join(Client().get(url).content.decode().split())


class TestChains:
    def test_each_earlier_version_points_at_the_newest(self, first):
        second = make(Recommendation, replaces=first)
        third = make(Recommendation, title="Mätare 2024", replaces=second)
        assert [status(page) for page in (first, second, third)] == ["replaced", "replaced", "in_force"]
        for page in (first, second):
            assert f'Läs i stället: <a href="{third.url}">' in shown_at(page.url)
        assert [version.version_number for version in Recommendation.objects.get(pk=first.pk).versions] == [3, 2, 1]

    def test_taking_the_middle_one_away_brings_nothing_back(self, first):
        second = make(Recommendation, replaces=first)
        third = make(Recommendation, replaces=second)
        with pytest.raises(InUse):
            Recommendation.objects.get(pk=second.pk).delete()
        Recommendation.objects.get(pk=second.pk).unpublish()
        assert status(first) == "replaced" and kinds(first) == ["published", "replaced"]
        assert f'<a href="{third.url}">' in Client().get(first.url).content.decode()
        Recommendation.objects.get(pk=third.pk).unpublish()
        assert status(first) == "in_force"

    def test_a_deleted_branch_leaves_no_trace(self, first):
        second = make(Recommendation, replaces=first)
        make(Recommendation, replaces=second)
        RecommendationIndex.objects.get(pk=make_index(Recommendation).pk).delete()
        assert not Publication.objects.exists()
        assert kinds(second)[-1] == "withdrawn"

    def test_a_circle_is_seen_before_it_is_made_and_ends_where_it_was_made_all_the_same(self, first):
        second = make(Recommendation, replaces=first)
        third = make(Recommendation, replaces=second)
        english = in_english(first)
        for old in (first, english, second, third):
            assert makes_a_circle(first, old)
        assert not makes_a_circle(third, first)
        first.replaces = Publication.objects.get(pk=english.pk)
        assert [said.message for said in ReplacesConsistently().find(first)] == ["En sida kan inte ersätta sig själv."]
        Publication.objects.filter(pk=first.pk).update(replaces=third)
        restate()
        assert {status(page) for page in (first, second, third)} == {"replaced"}
        assert Client().get(first.url).status_code == 200


class TestLanguages:
    def test_a_translation_of_the_new_replaces_the_translation_of_the_old(self, first):
        english = in_english(first)
        second = make(Recommendation, replaces=first)
        english_second = in_english(second)
        assert status(english) == "replaced"
        shown = Client().get(english.url).content.decode()
        assert "This recommendation has been replaced." in shown and f'<a href="{english_second.url}">' in shown

    def test_where_only_swedish_has_the_new_one_english_does_not_say_in_force(self, first):
        english = in_english(first)
        second = make(Recommendation, title="Mätare 2020", replaces=first)
        in_english(second, publish=False)
        assert status(english) == "replaced" and kinds(english)[-1] == "replaced"
        shown = Client().get(english.url).content.decode()
        assert "In force" not in shown
        assert f'<a href="{second.url}" lang="sv" hreflang="sv">Mätare 2020</a>' in shown
        second = Recommendation.objects.get(pk=second.pk)
        second.unpublish()
        assert status(english) == "in_force"


class TestStandings:
    @pytest.mark.parametrize(
        ("standing", "replaced", "then"),
        [
            ("in_force", False, "in_force"),
            ("in_force", True, "replaced"),
            ("under_review", False, "under_review"),
            ("under_review", True, "replaced"),
            ("withdrawn", False, "withdrawn"),
            ("withdrawn", True, "withdrawn"),
        ],
    )
    def test_what_was_withdrawn_stays_so_all_else_gives_way(self, standing, replaced, then):
        old = make(Recommendation, standing=standing)
        if replaced:
            make(Recommendation, replaces=old)
        assert status(old) == then

    def test_a_correction_of_a_replaced_page_does_not_bring_it_back(self, first):
        make(Recommendation, replaces=first)
        old = Recommendation.objects.get(pk=first.pk)
        old.ingress = "Ett rättat stavfel."
        old.save_revision().publish()
        assert status(first) == "replaced" and kinds(first)[-1] == "corrected"

    def test_the_calendar_does_not_open_a_replaced_procurement(self):
        today = timezone.localdate()
        old = make(ProcurementNotice, announced_on=today, tender_deadline=today + timedelta(days=9))
        new = make(ProcurementNotice, announced_on=today, tender_deadline=today + timedelta(days=19), replaces=old)
        assert refresh_statuses() == 0
        assert (status(old), status(new)) == ("replaced", "open")

    def test_the_worker_finds_what_was_not_settled(self, first):
        make(Recommendation, replaces=first)
        Publication.objects.filter(pk=first.pk).update(status="in_force", series=None)
        assert refresh_statuses() == 1
        assert status(first) == "replaced" and Publication.objects.get(pk=first.pk).series


@pytest.mark.parametrize("model", [AssessmentSummary, ProcurementNotice, NewsItem])
def test_other_types_say_so_too(model):
    old = make(model, title="Den gamla")
    new = make(model, title="Den nya", replaces=old)
    assert status(old) == "replaced"
    shown = shown_at(old.url)
    assert "Den här sidan är ersatt." in shown and f'Läs i stället: <a href="{new.url}">Den nya</a>' in shown
    assert ">Versioner<" in shown and ">Versioner<" in Client().get(new.url).content.decode()
    assert ">Ersatt<" in Client().get(old.get_parent().url).content.decode()


def test_a_case_goes_on_in_its_stages():
    old = make(Case)
    make(Case, replaces=old)
    assert status(old) == "nominated"


def test_list_search_feed_and_facet_learn_of_it(first, client):
    call_command("deliver")
    before = FeedEntry.objects.get(page_id=first.pk).updated_at
    make(Recommendation, title="Mätare 2020", replaces=first)
    call_command("deliver")
    entry = FeedEntry.objects.get(page_id=first.pk)
    assert entry.facets["status"] == ["replaced"] and entry.updated_at > before
    assert "Mätare 2018" not in client.get("/").content.decode()
    found = client.get("/sok/?type=recommendation&status=replaced").content.decode()
    assert "Mätare 2018" in found and "Mätare 2020" not in found
    assert ">Ersatt<" in client.get(first.get_parent().url).content.decode()
