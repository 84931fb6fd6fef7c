"""Clocks that jump, and the two nights in which they are changed: nothing goes out early, and nothing twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageLogEntry

from news.models import NewsItem
from portal.models import PublicationEvent, Release, ReleaseItem
from portal.scheduling import ahead
from portal.scheduling.scheduled_publishing import next_moment, publish_due, publish_what_is_next
from recommendations.models import ProcurementNotice
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import complete, drafted
from tests.portal.releases import live, read_by_two, release_of

pytestmark = pytest.mark.django_db

SWEDEN = ZoneInfo("Europe/Stockholm")
NIGHTS = (datetime(2027, 3, 28, tzinfo=SWEDEN), datetime(2027, 10, 31, tzinfo=SWEDEN))
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def people() -> dict[str, Desk]:
    return {
        "olle": desk("olle", roles.OFFICERS),
        "rut": desk("rut", roles.READERS),
        "pia": desk("pia", roles.PUBLISHERS),
    }


class SetClock:
    """The portal's clock, set by the test. It goes on while the worker waits, and may jump just then."""

    def __init__(self, now: datetime) -> None:
        self.at, self.waited, self.jump = now, 0.0, timedelta(0)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.waited

    def sleep(self, seconds: float) -> None:
        self.waited += seconds
        self.at += timedelta(seconds=seconds) + self.jump
        self.jump = timedelta(0)


@pytest.fixture
def clock(monkeypatch) -> SetClock:
    found = SetClock(timezone.now())
    monkeypatch.setattr(timezone, "now", found.now)
    monkeypatch.setattr(ahead, "time", found)
    return found


def turn() -> None:
    """What the worker does when it is time to begin, or past it."""
    publish_what_is_next()
    publish_due()


def at_its_own_time(at: datetime, model: Any = NewsItem, **fields: Any) -> Any:
    """A page that has a go-live date of Wagtail's."""
    page = complete(model, publish=False, go_live_at=at, **fields)
    page.save_revision().publish()
    return page


@pytest.mark.parametrize("night", NIGHTS, ids=["clocks forward", "clocks back"])
def test_each_moment_of_the_night_comes_once_and_in_its_turn(night, people, clock):
    # Half past one, two and three, as the clocks show it; in October half past two comes twice.
    moments = [night.astimezone(UTC) + hours * HOUR for hours in (1.5, 2.5, 3.5)]
    pages = []
    for at in moments:
        together = read_by_two(NewsItem, people)
        release_of(together, by=people["pia"], at=at)
        pages.append((together, at_its_own_time(at)))
    clock.at = night.astimezone(UTC) - SECOND
    while clock.at < moments[-1] + timedelta(minutes=20):
        turn()
        for both, at in zip(pages, moments, strict=True):
            assert live(*both) == [clock.at >= at] * 2, clock.at
        clock.at += timedelta(minutes=10)
    told = PublicationEvent.objects.order_by("created_at").values_list("created_at", flat=True)
    assert list(told)[::2] == list(told)[1::2] == moments


JUMPS = [-3600, -60, 1, 60, 3599, 3600]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(JUMPS), st.sampled_from([0, -3600, 3600])), min_size=3, max_size=9))
def test_a_clock_that_jumps_by_an_hour_publishes_nothing_early_and_nothing_twice(people, clock, jumps):
    with transaction.atomic():
        _live_through(people, clock, jumps)
        transaction.set_rollback(True)


def _live_through(people: dict[str, Desk], clock: SetClock, jumps: list[tuple[int, int]]) -> None:
    at = clock.at + HOUR + SECOND
    together, alone = read_by_two(NewsItem, people), at_its_own_time(at)
    release_of(together, by=people["pia"], at=at)
    Release.objects.update(next_try_at=clock.at - 24 * HOUR)
    began, has_come = clock.at, False
    for before, while_waiting in jumps:
        clock.at += timedelta(seconds=before)
        clock.jump = timedelta(seconds=while_waiting)
        turn()
        has_come = has_come or clock.at >= at
        assert live(together, alone) == [has_come] * 2
        assert PublicationEvent.objects.count() == 2 * has_come
        assert next_moment() == (None if has_come else at)
    assert ReleaseItem.objects.get().is_open is not has_come
    clock.at = began


@pytest.fixture
def a_second_before(clock) -> Iterator[datetime]:
    """It is a second before the moment that the test is given, which is a midnight."""
    at = timezone.localtime(clock.at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)
    yield at
    assert clock.at >= at


def test_what_is_published_ahead_bears_the_moment_and_is_of_its_day(people, clock, a_second_before):
    at = a_second_before
    page = at_its_own_time(at, ProcurementNotice, announced_on=at.date(), tender_deadline=at.date())
    together = read_by_two(NewsItem, people)
    release_of(together, by=people["pia"], at=at)
    clock.at = at - SECOND
    publish_what_is_next()
    assert live(page, together) == [True, True] and Release.objects.get().out_at == at
    page.refresh_from_db()
    assert (page.first_published_at, page.last_published_at, page.go_live_at) == (at, at, at)
    assert page.status == "open", "of the new day, not of the one on which it was done"
    assert {event.created_at for event in PublicationEvent.objects.all()} == {at}
    assert PageLogEntry.objects.get(page=page.pk, action="wagtail.publish.scheduled").timestamp == at


def test_what_is_not_ready_is_named_at_the_moment_and_stops_nothing(people, clock, a_second_before):
    alone, draft = at_its_own_time(a_second_before), complete(NewsItem, publish=False)
    drafted(draft, people["olle"].user, ingress="En har läst den.")
    release = release_of(draft, by=people["pia"], at=a_second_before)
    Release.objects.update(next_try_at=clock.at - HOUR)
    clock.at = a_second_before - SECOND
    publish_what_is_next()
    release.refresh_from_db()
    assert live(alone, draft) == [True, False] and not release.attempts and not mail.outbox
    publish_due()
    release.refresh_from_db()
    assert release.attempts == 1 and release.reason and len(mail.outbox) == 1


def test_a_release_that_is_tried_again_just_before_does_not_delay_what_comes(people, clock, a_second_before):
    draft, alone = complete(NewsItem, publish=False), at_its_own_time(a_second_before)
    drafted(draft, people["olle"].user, ingress="En har läst den.")
    release_of(draft, by=people["pia"], at=clock.at)
    Release.objects.update(next_try_at=a_second_before - SECOND / 2)
    clock.at = a_second_before - SECOND
    publish_what_is_next()
    assert live(alone, draft) == [True, False]
