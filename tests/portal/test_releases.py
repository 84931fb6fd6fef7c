"""The pages of a release become public together at its moment, by no door before it, or what blocks is named."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from news.models import NewsItem
from portal.forms.refusals import Refused
from portal.models import PublicationEvent, Release, ReleaseItem, Withdrawal
from portal.releases import planning
from portal.scheduling.scheduled_publishing import next_moment, publish_due
from recommendations.models import AssessmentSummary, ProcurementNotice, Recommendation
from tests.portal import test_gate as doors
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import answer, complete, drafted, reviewed
from tests.portal.releases import live, moment_comes, read_by_two, release_of
from tests.portal.scheduled import schedule

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def people() -> dict[str, Desk]:
    return {
        "olle": desk("olle", roles.OFFICERS),
        "rut": desk("rut", roles.READERS),
        "pia": desk("pia", roles.READERS, roles.PUBLISHERS),
    }


def kept(page: Any) -> Any:
    """The moment that a page is scheduled for; None when it is not."""
    found = Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False)
    return found.values_list("approved_go_live_at", flat=True).first()


def test_pages_of_every_type_and_both_languages_become_public_together(people):
    types = (Recommendation, AssessmentSummary, ProcurementNotice, NewsItem)
    pages = [read_by_two(model, people) for model in types]
    english = read_by_two(NewsItem, people, language="en", title="In English")
    release = release_of(*pages, english, by=people["pia"])
    assert publish_due() == (0, 0) and not any(live(*pages, english))
    assert next_moment() == release.at
    moment_comes(release)
    assert publish_due() == (1, 0) and all(live(*pages, english))
    release.refresh_from_db()
    assert release.state == "out" and release.out_at and next_moment() is None
    assert PublicationEvent.objects.count() == 5
    assert publish_due() == (0, 0), "nothing comes twice"


def shell(page: Any, pia: Desk, people: Any) -> None:
    Page.objects.get(pk=page.pk).get_latest_revision().publish()


def at_its_own_time(page: Any, pia: Desk, people: Any) -> Any:
    return doors.schedule(page, pia, people)


EARLY = [
    *(doors.button, doors.bulk, doors.bulk_of_the_branch, doors.admin_api, doors.revert, doors.approval_from_list),
    *(shell, at_its_own_time),
]


@pytest.mark.parametrize("is_live", [True, False], ids=["was public", "was never public"])
@pytest.mark.parametrize("door", [*EARLY, doors.last_approval], ids=lambda door: door.__name__)
def test_no_door_publishes_before_the_moment(door, is_live, people):
    page = complete(NewsItem, publish=is_live, title="Förut")
    drafted(page, people["olle"].user, title="Ny lydelse")
    release = release_of(page, by=people["pia"])
    assert kept(page) is None, "one person alone has read it"
    if "approval" in door.__name__:
        fresh = Page.objects.get(pk=page.pk).specific
        state = fresh.get_workflow().start(fresh, people["olle"].user)
        state.current_task_state.task.specific.on_action(state.current_task_state, people["rut"].user, "approve")
    else:
        reviewed(drafted(page, people["olle"].user, people["rut"].user, title="Ny lydelse"))
    before = answer(page.url)
    door(page, people["pia"], people)
    assert answer(page.url) == before and live(page) == [is_live]
    if kept(page) is None:
        people["pia"].edit(page, "workflow:approve" if "approval" in door.__name__ else "publish")
    assert kept(page) is not None
    moment_comes(release)
    assert publish_due() == (1, 0)
    assert NewsItem.objects.get(pk=page.pk).title == "Ny lydelse" and live(page) == [True]


def test_an_overdue_release_does_not_let_its_pages_out_one_by_one(people):
    ready, late = read_by_two(NewsItem, people), complete(NewsItem, publish=False, title="Sen")
    drafted(late, people["olle"].user, ingress="En har läst den.")
    release = release_of(ready, late, by=people["pia"])
    moment_comes(release)
    assert publish_due() == (0, 1) and live(ready, late) == [False, False]
    another = complete(NewsItem, publish=False)
    reviewed(drafted(another, people["olle"].user, people["rut"].user, ingress="Två har läst den."))
    planning.add(release, [another], people["pia"].user)
    assert live(another) == [False]
    reviewed(drafted(late, people["olle"].user, people["rut"].user, ingress="Två har läst den."))
    people["pia"].edit(late, "publish")
    assert live(ready, late, another) == [False] * 3, "it is kept, although the moment has passed"
    assert publish_due() == (1, 0) and all(live(ready, late, another)), "and is tried at once"


def test_what_blocks_is_named_page_by_page_and_publishers_are_told_once(people):
    ready = read_by_two(NewsItem, people, title="Klar")
    missing = read_by_two(AssessmentSummary, people, title="Utan bedömare")
    draft = complete(NewsItem, publish=False, title="Bara ett utkast")
    drafted(draft, people["olle"].user, ingress="En har läst den.")
    release = release_of(ready, missing, draft, by=people["pia"])
    revision = Revision.objects.get(object_id=str(missing.pk), approved_go_live_at__isnull=False)
    revision.content["assessor"] = None
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    moment_comes(release)
    for _time in range(3):
        assert publish_due() == (0, 1)
        Release.objects.update(next_try_at=timezone.now())
    release.refresh_from_db()
    assert "Utan bedömare: Bedömare" in release.reason and "Bara ett utkast: " in release.reason
    assert "Klar" not in release.reason and live(ready, missing, draft) == [False] * 3
    assert not PublicationEvent.objects.exists()
    [told] = mail.outbox
    assert told.to == [people["pia"].user.email] and release.name in told.subject
    assert "Bara ett utkast" in told.body and reverse("releases:edit", args=[release.pk]) in told.body


def test_an_error_in_the_last_page_leaves_nothing_of_the_others(people, monkeypatch):
    pages = [read_by_two(NewsItem, people) for _number in range(3)]
    release = release_of(*pages, by=people["pia"])
    moment_comes(release)
    publish = NewsItem.publish

    def fail(page, *args, **kwargs):
        if page.pk == pages[-1].pk:
            raise RuntimeError("sist")
        return publish(page, *args, **kwargs)

    monkeypatch.setattr(NewsItem, "publish", fail)
    assert publish_due() == (0, 1) and live(*pages) == [False] * 3
    assert not PublicationEvent.objects.exists() and not ReleaseItem.objects.filter(is_open=False).exists()
    assert "RuntimeError: sist" in Release.objects.get().reason


def test_two_new_pages_of_one_address_are_both_held_and_named(people):
    first, second = complete(NewsItem, title="Ett"), complete(NewsItem, title="Två")
    for page in (first, second):
        reviewed(drafted(page, people["olle"].user, people["rut"].user, slug="samma"))
    release = release_of(first, second, by=people["pia"])
    moment_comes(release)
    assert publish_due() == (0, 1)
    assert "finns redan" in Release.objects.get().reason
    assert not NewsItem.objects.filter(slug="samma").exists()


def test_a_database_that_is_locked_for_once_is_nobodys_affair(people, monkeypatch):
    page = read_by_two(NewsItem, people)
    moment_comes(release_of(page, by=people["pia"]))
    with monkeypatch.context() as patched:
        patched.setattr(NewsItem, "publish", lambda *args, **kwargs: (_ for _ in ()).throw(OperationalError("locked")))
        assert publish_due() == (0, 1)
    assert not mail.outbox
    Release.objects.update(next_try_at=timezone.now())
    assert publish_due() == (1, 0) and live(page) == [True]


def test_a_release_holds_up_nothing_else(people):
    draft, alone = complete(NewsItem, publish=False), complete(NewsItem, publish=False)
    drafted(draft, people["olle"].user, ingress="En har läst den.")
    release = release_of(draft, by=people["pia"])
    schedule(alone)
    moment_comes(release)
    assert publish_due() == (1, 1) and live(draft, alone) == [False, True]
    assert next_moment() == Release.objects.get().next_try_at


def test_a_page_is_in_one_release_at_most_and_what_is_public_as_it_is_in_none(people):
    page, public = read_by_two(NewsItem, people, title="Upptagen"), complete(NewsItem)
    release_of(page, by=people["pia"])
    other = Release.objects.create(name="Den andra", at=timezone.now() + HOUR)
    for refused in (page, public):
        with pytest.raises(Refused):
            planning.add(other, [refused], people["pia"].user)
    assert not other.items.exists()
    with pytest.raises(Refused):
        planning.add(other, [read_by_two(NewsItem, people)], people["olle"].user)


def test_what_is_taken_out_or_called_off_has_no_time_any_more(people):
    out, stays = read_by_two(NewsItem, people), read_by_two(NewsItem, people)
    release = release_of(out, stays, by=people["pia"])
    planning.take_out(release.items.get(page=out), people["pia"].user)
    assert kept(out) is None and kept(stays) == release.at
    planning.call_off(release, people["pia"].user)
    Release.objects.update(at=timezone.now() - HOUR)
    assert publish_due() == (0, 0) and live(out, stays) == [False, False] and kept(stays) is None
    with pytest.raises(Refused):
        planning.move(release, timezone.now(), people["pia"].user)
    people["pia"].edit(out, "publish")
    assert live(out) == [True], "it stayed approved"


def test_a_moment_of_its_own_gives_way_to_that_of_the_release(people):
    page = read_by_two(NewsItem, people)
    doors.schedule(page, people["pia"], people)
    assert kept(page) is not None
    release = release_of(page, by=people["pia"])
    assert kept(page) == release.at
    moment_comes(release)
    publish_due()
    row = NewsItem.objects.get(pk=page.pk)
    assert row.live and row.get_latest_revision_as_object().go_live_at is None


def test_only_an_approval_puts_other_words_into_a_release(people):
    page = read_by_two(NewsItem, people, title="Godkänd")
    release = release_of(page, by=people["pia"])
    held = kept(page)
    assert people["olle"].edit(page, title="Smyg").status_code != 302 or kept(page) == held, "Wagtail has locked it"
    drafted(page, people["olle"].user, title="Utan läsare")
    moment_comes(release)
    publish_due()
    assert NewsItem.objects.get(pk=page.pk).title == "Godkänd"


@pytest.mark.parametrize("is_sent_back", [True, False])
def test_a_review_goes_on_to_its_end_in_a_release(people, is_sent_back):
    page = complete(NewsItem, publish=False)
    people["olle"].edit(page, "submit", ingress="Ny lydelse.")
    people["rut"].approve(page)
    if is_sent_back:
        people["pia"].edit(page, "workflow:reject")
    release = release_of(page, by=people["pia"])
    state = Page.objects.get(pk=page.pk).current_workflow_state
    assert kept(page) is None and state.status == ("needs_changes" if is_sent_back else "in_progress")
    moment_comes(release)
    assert publish_due() == (0, 1) and live(page) == [False]


def test_a_page_in_a_release_is_taken_out_before_it_is_deleted(people):
    page = read_by_two(NewsItem, people)
    release = release_of(page, by=people["pia"])
    people["pia"].client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert Page.objects.filter(pk=page.pk).exists() and release.items.count() == 1
    planning.take_out(release.items.get(), people["pia"].user)
    people["pia"].client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(pk=page.pk).exists()


def test_a_withdrawn_page_keeps_its_release_back_and_whoever_confirmed_it_is_told(people):
    page = complete(NewsItem)
    reviewed(drafted(page, people["olle"].user, people["rut"].user, ingress="Ny lydelse."))
    release = release_of(page, by=people["pia"])
    Withdrawal.objects.create(page=page, reason="Fel dos.", asked_by=people["olle"].user)
    asked_at = Withdrawal.objects.get().asked_at.isoformat()
    address = reverse("portal_withdraw", args=[page.pk])
    told = people["pia"].client.post(address, {"confirm": "", "asked_at": asked_at}, follow=True).content.decode()
    assert live(page) == [False] and "”Beslut i november” väntar" in told
    shown = people["pia"].client.get(reverse("releases:edit", args=[release.pk])).content.decode()
    assert "Läsarna har inte längre den här sidan." in shown


def test_the_author_is_not_told_that_new_words_of_a_public_page_are_published_before_the_moment(people):
    page = complete(NewsItem)
    people["olle"].edit(page, "submit", ingress="Ny lydelse.")
    release = release_of(page, by=people["pia"])
    people["rut"].approve(page)
    people["pia"].approve(page)
    assert kept(page) == release.at
    [letter] = [letter.body for letter in mail.outbox if letter.to == [people["olle"].user.email]]
    assert "är godkänd och går ut vid den tid som är satt" in letter


def test_the_history_of_page_and_release_tells_what_was_done(people):
    page = read_by_two(NewsItem, people)
    release = release_of(page, by=people["pia"])
    assert PageLogEntry.objects.filter(page=page.pk, action="portal.release.hold").exists()
    moment_comes(release)
    publish_due()
    told = people["pia"].client.get(reverse("releases:history", args=[release.pk])).content.decode()
    assert page.title in told and "ej registrerad" not in told
    assert people["pia"].client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200
