"""A release at its moment, by workers that are processes of their own: whatever happens to them, all of it or none."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from news.models import NewsItem
from portal.forms.refusals import Refused
from portal.models import PublicationEvent, Release
from portal.releases import planning
from portal.scheduling import ahead, scheduled_publishing
from recommendations.models import Recommendation
from tests.flow.test_worker_process import database_url, nothing_waits, wait_until
from tests.portal.people import Desk, desk, roles
from tests.portal.releases import live, moment_comes, read_by_two, release_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def people() -> dict[str, Desk]:
    return {
        "olle": desk("olle", roles.OFFICERS),
        "rut": desk("rut", roles.READERS),
        "pia": desk("pia", roles.PUBLISHERS),
    }


def process(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": database_url()},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )


@pytest.fixture
def start() -> Iterator[Callable[..., Any]]:
    started: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> "subprocess.Popen[bytes]":
        started.append(process(*arguments))
        return started[-1]

    yield begin
    for one in started:
        one.kill()
        one.wait()


@pytest.mark.one_database
def test_kill_9_at_any_query_leaves_all_of_it_or_none(people, start):
    pages = [read_by_two(model, people) for model in (Recommendation, NewsItem, NewsItem)]
    release = release_of(*pages, by=people["pia"])
    moment_comes(release)
    for query in (2, 40, 90, 150, 250):
        done = start("tests.flow.killed_release", str(release.pk), str(query))
        status = done.wait(60)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        assert live(*pages) == [False] * 3 and not PublicationEvent.objects.exists()
        assert Release.objects.get().is_coming
    else:
        assert start("tests.flow.killed_release", str(release.pk), "0").wait(60) == 0
    assert all(live(*pages)) and Release.objects.get().state == "out"
    assert PublicationEvent.objects.count() == 3


def test_two_workers_release_once_and_not_before_the_moment(people, start):
    pages = [read_by_two(NewsItem, people) for _number in range(4)]
    release = release_of(*pages, by=people["pia"], at=timezone.now() + timedelta(seconds=20))
    start("django", "worker")
    start("django", "worker")
    wait_until(lambda: all(live(*pages)), seconds=60)
    release.refresh_from_db()
    assert release.out_at and release.out_at >= release.at
    wait_until(nothing_waits)
    assert PublicationEvent.objects.count() == 4 and release.attempts == 0


def test_nobody_sees_what_is_ready_before_its_moment_and_who_calls_it_off_meanwhile_is_told(people, monkeypatch):
    pages = [read_by_two(NewsItem, people) for _number in range(2)]
    release = release_of(*pages, by=people["pia"])
    Release.objects.update(next_try_at=timezone.now() - timedelta(days=1))
    ready, moment = threading.Event(), threading.Event()

    def wait(*_: Any) -> None:
        ready.set()
        moment.wait(60)

    def work() -> None:
        try:
            scheduled_publishing.publish_what_is_next()
        finally:
            connections.close_all()

    monkeypatch.setattr(ahead, "_wait", wait)
    monkeypatch.setattr(ahead, "begins", lambda at: at - timedelta(hours=2))
    worker = threading.Thread(target=work)
    worker.start()
    assert ready.wait(60)
    assert live(*pages) == [False, False] and not PublicationEvent.objects.exists()
    threading.Timer(1, moment.set).start()
    with pytest.raises(Refused):
        planning.call_off(release, people["pia"].user)
    worker.join()
    assert all(live(*pages)) and Release.objects.get().state == "out"
