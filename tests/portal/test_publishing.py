"""Every change that readers see writes exactly one event, in the transaction of the change."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import PageViewRestriction

from portal.models import Delivery, HomePage, Publication, PublicationEvent
from portal.outbox import events
from portal.outbox.channels import channels
from portal.scheduling.calendar_changes import announce_reviews, refresh_statuses
from recommendations.models import AssessmentSummary, ProcurementNotice, Recommendation, RecommendationIndex
from tests.factories import ProductAreaFactory, make, make_index, republish

pytestmark = pytest.mark.django_db


def kinds(page) -> list[str]:
    return list(PublicationEvent.objects.filter(page_id=page.pk).order_by("pk").values_list("kind", flat=True))


def test_publishing_writes_one_event_and_one_delivery_for_each_channel():
    area = ProductAreaFactory(slug="diabetes")
    page = make(Recommendation, areas=[area], verdict="can")
    event = PublicationEvent.objects.get(page_id=page.pk)
    assert (event.kind, event.new_verdict, event.revision_id) == ("published", "can", page.live_revision_id)
    assert event.facets["area"] == ["diabetes"]
    assert event.facets["year"] == ["2022"]
    assert set(event.deliveries.values_list("channel", flat=True)) == {c.name for c in channels()}


def test_a_draft_leaves_no_event():
    page = make(Recommendation, publish=False)
    page.title = "Nytt namn"
    page.save_revision()
    assert kinds(page) == []


def test_page_and_event_stand_or_fall_together(monkeypatch):
    """The failure comes after Wagtail has saved the page and before the event is written."""
    page = make(Recommendation, publish=False)
    revision = page.get_latest_revision()

    def fail(*args, **kwargs):
        raise RuntimeError("between the page and the event")

    monkeypatch.setattr(events, "record", fail)
    with pytest.raises(RuntimeError):
        revision.publish()
    page.refresh_from_db()
    assert not page.live
    assert not Publication.objects.published().filter(pk=page.pk).exists()
    assert kinds(page) == []


def test_a_second_publish_is_a_revision_when_it_says_what_changed_and_a_correction_otherwise():
    page = make(Recommendation)
    page.change_note = "Gränsen sänkt från 70 till 60."
    page.save_revision().publish()
    page.ingress = "Ett rättat stavfel."
    page.save_revision().publish()
    assert kinds(page) == ["published", "revised", "corrected"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"verdict": "can"}, "revised"),
        ({"conditions": "Endast i specialistvård."}, "revised"),
        ({"dated_on": date(2026, 3, 1)}, "revised"),
        ({"review_by": date(2030, 3, 1)}, "revised"),
        ({"products": {"Sensor": "can"}}, "revised"),
        ({"products": {"Sensor": "wait"}}, "corrected"),
        ({"for_whom": "<p>Ett rättat stavfel.</p>"}, "corrected"),
    ],
)
def test_a_change_of_what_readers_act_on_is_a_revision_without_a_note_too(change, kind):
    page = make(Recommendation, verdict="wait", publish=False)
    page.products = [page.products.model(name="Sensor", verdict="wait")]
    page.save_revision().publish()
    page = Recommendation.objects.get(pk=page.pk)
    for name, value in change.items():
        if name == "products":
            value = [page.products.model(name=product, verdict=verdict) for product, verdict in value.items()]
        setattr(page, name, value)
    page.save_revision().publish()
    assert kinds(page) == ["published", kind]


def test_a_changed_verdict_keeps_the_old_one_beside_the_new():
    page = make(Recommendation, verdict="wait")
    page.verdict = "can"
    page.save_revision().publish()
    event = PublicationEvent.objects.filter(page_id=page.pk).latest("pk")
    assert (event.old_verdict, event.new_verdict) == ("wait", "can")


def test_withdrawn_and_replaced_standing_say_so():
    page = make(Recommendation)
    page.standing = "replaced"
    page.save_revision().publish()
    other = make(Recommendation)
    other.standing = "withdrawn"
    other.save_revision().publish()
    assert kinds(page)[-1] == "replaced"
    assert kinds(other)[-1] == "withdrawn"


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_taking_a_page_away_is_a_withdrawal(how):
    page = make(Recommendation)
    getattr(page, how)()
    assert kinds(page) == ["published", "withdrawn"]


def test_what_a_program_brings_back_under_another_slug_is_told_once():
    page = make(Recommendation)
    page.unpublish()
    republish(page, slug="tillbaka", change_note="Rättad.")
    assert kinds(page) == ["published", "withdrawn", "published"]


def test_deleting_a_draft_leaves_no_event():
    page = make(Recommendation, publish=False)
    page.delete()
    assert kinds(page) == []


def test_a_new_slug_of_the_list_page_reaches_every_page_below():
    pages = [make(Recommendation), make(Recommendation)]
    draft = make(Recommendation, publish=False)
    index = RecommendationIndex.objects.get(locale__language_code="sv")
    index.slug = "rad"
    index.save_revision().publish()
    for page in pages:
        event = PublicationEvent.objects.filter(page_id=page.pk).latest("pk")
        page.refresh_from_db()
        assert (event.kind, event.path) == ("moved", page.url_path)
        assert "/rad/" in event.path
    assert kinds(draft) == []


def test_a_move_reaches_every_page_below():
    page = make(Recommendation)
    english_home = HomePage.objects.get(locale__language_code="en")
    make_index(Recommendation).move(english_home, pos="last-child")
    event = PublicationEvent.objects.filter(page_id=page.pk).latest("pk")
    page.refresh_from_db()
    assert (event.kind, event.path) == ("moved", page.url_path)
    assert page.url_path.startswith(english_home.url_path)


def test_what_moves_under_a_closed_page_is_withdrawn_and_published_when_it_comes_back():
    page, first = make(Recommendation), make_index(Recommendation)
    closed = type(first)(title="Stängt", slug="stangt", locale=first.locale)
    first.get_parent().add_child(instance=closed)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    for there in (closed, first):
        Recommendation.objects.get(pk=page.pk).move(type(there).objects.get(pk=there.pk), "last-child")
    assert kinds(page) == ["published", "withdrawn", "published"]


def test_a_new_order_of_pages_moves_nothing():
    page = make(Recommendation)
    make_index(AssessmentSummary)
    index = make_index(Recommendation)
    index.move(index.get_parent(), pos="last-child")
    assert kinds(page) == ["published"]


def test_deleting_the_list_page_withdraws_every_page_below():
    page, draft = make(Recommendation), make(Recommendation, publish=False)
    RecommendationIndex.objects.get(pk=make_index(Recommendation).pk).delete()
    assert kinds(page)[-1] == "withdrawn"
    assert kinds(draft) == []


def test_unpublishing_a_branch_withdraws_every_page_below(admin_user):
    page = make(Recommendation)
    index = RecommendationIndex.objects.get(pk=make_index(Recommendation).pk)
    UnpublishPageAction(index, user=admin_user, include_descendants=True).execute()
    assert kinds(page)[-1] == "withdrawn"


def test_closing_a_branch_hides_its_pages_and_opening_it_shows_them_again():
    page = make(Recommendation)
    restriction = PageViewRestriction.objects.create(
        page=make_index(Recommendation), restriction_type=PageViewRestriction.LOGIN
    )
    assert kinds(page)[-1] == "withdrawn"
    restriction.delete()
    assert kinds(page)[-1] == "published"


def test_the_calendar_closes_a_procurement():
    today = timezone.localdate()
    page = make(
        ProcurementNotice,
        announced_on=today - timedelta(days=20),
        tender_deadline=today + timedelta(days=2),
    )
    assert page.status == "open"
    ProcurementNotice.objects.filter(pk=page.pk).update(tender_deadline=today - timedelta(days=1))
    assert refresh_statuses() == 1
    assert Publication.objects.get(pk=page.pk).status == "evaluation"
    assert kinds(page) == ["published", "status"]
    assert refresh_statuses() == 0


def test_a_review_date_that_passes_is_announced_once():
    page = make(Recommendation, review_by=date(2024, 1, 1))
    assert announce_reviews() == 1
    assert announce_reviews() == 0
    assert kinds(page) == ["published", "review_due"]


def test_a_scheduled_page_stays_hidden_until_it_is_due():
    page = make(Recommendation, publish=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert kinds(page) == []
    assert not Publication.objects.published().filter(pk=page.pk).exists()


def test_no_delivery_without_an_event():
    make(Recommendation)
    assert not Delivery.objects.filter(event=None).exists()
