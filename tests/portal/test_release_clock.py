"""Clocks that jump, and the two nights in which they are changed: nothing goes out early, and nothing twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.models import NewsItem
from portal.models import PublicationEvent, Release, ReleaseItem
from portal.scheduling.scheduled_publishing import next_moment, publish_due
from tests.portal.people import Desk, desk, roles
from tests.portal.releases import live, read_by_two, release_of

pytestmark = pytest.mark.django_db

SWEDEN = ZoneInfo("Europe/Stockholm")
NIGHTS = (datetime(2027, 3, 28, tzinfo=SWEDEN), datetime(2027, 10, 31, tzinfo=SWEDEN))


@pytest.fixture
def people() -> dict[str, Desk]:
    return {
        "olle": desk("olle", roles.OFFICERS),
        "rut": desk("rut", roles.READERS),
        "pia": desk("pia", roles.PUBLISHERS),
    }


@pytest.mark.parametrize("night", NIGHTS, ids=["clocks forward", "clocks back"])
def test_each_moment_of_the_night_comes_once_and_in_its_turn(night, people, monkeypatch):
    hours = (1.5, 3.5)
    pages = [read_by_two(NewsItem, people) for _hour in hours]
    moments = [night.replace(hour=int(hour), minute=30).astimezone(UTC) for hour in hours]
    for page, at in zip(pages, moments, strict=True):
        release_of(page, by=people["pia"], at=at)
    Release.objects.update(next_try_at=moments[0] - timedelta(days=1))
    now = night.astimezone(UTC)
    while now < moments[1] + timedelta(minutes=20):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        publish_due()
        assert live(*pages) == [now >= at for at in moments], now
        now += timedelta(minutes=10)
    assert PublicationEvent.objects.count() == 2


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(jumps=st.lists(st.sampled_from([-3600, -60, 1, 60, 600, 3600]), min_size=3, max_size=12))
def test_a_clock_that_jumps_by_an_hour_publishes_nothing_early_and_nothing_twice(people, jumps):
    with transaction.atomic():
        _live_through(people, jumps)
        transaction.set_rollback(True)


def _live_through(people: dict[str, Desk], jumps: list[int]) -> None:
    page = read_by_two(NewsItem, people)
    began = timezone.now()
    release = release_of(page, by=people["pia"], at=began + timedelta(minutes=30))
    Release.objects.update(next_try_at=began - timedelta(days=1))
    now, has_come = began, False
    with pytest.MonkeyPatch.context() as patched:
        for seconds in jumps:
            now += timedelta(seconds=seconds)
            patched.setattr(timezone, "now", lambda now=now: now)
            publish_due()
            has_come = has_come or now >= release.at
            assert live(page) == [has_come]
            assert PublicationEvent.objects.count() == has_come
            assert next_moment() == (None if has_come else release.at)
    assert ReleaseItem.objects.get().is_open is not has_come
