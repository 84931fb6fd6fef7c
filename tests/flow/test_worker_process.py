"""The worker as it runs in production: a separate process that may be killed at any moment."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.models import Delivery
from portal.outbox.channels import channels
from portal.outbox.reconciliation import reconcile
from recommendations.models import Recommendation
from search.index.indexer import rebuild
from tests.factories import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Start = Callable[[], "subprocess.Popen[bytes]"]


def database_url() -> str:
    """The test database as the worker's process must name it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    user, password, host = quote(given["USER"]), quote(given["PASSWORD"]), quote(given["HOST"], safe="")
    return f"postgres://{user}:{password}@{host}:{given['PORT']}/{given['NAME']}"


@pytest.fixture
def start_worker() -> Iterator[Start]:
    """Starts workers on the test database and an index of its own."""
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "worker"],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": database_url()},
            cwd=settings.BASE_DIR,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(true: Callable[[], bool], seconds: float = 30) -> float:
    """Seconds until it was true. Fails when that takes too long."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it never came true"
        time.sleep(0.05)
    return time.monotonic() - began


def nothing_waits() -> bool:
    return not Delivery.objects.open().exists()


def shows(client: Client, address: str) -> bool:
    return b"skallbenet</" in client.get(address).content


def test_what_is_published_is_soon_in_search_feed_and_listing(start_worker: Start, client: Client):
    start_worker()
    make(Recommendation, title="Sensor för glukos")
    wait_until(nothing_waits)
    page = make(Recommendation, title="Ultraljud genom skallbenet", ingress="Vid essentiell tremor.")

    for address in (page.get_parent().url, "/sok/?q=skallbenet", "/floden/alla.atom"):
        wait_until(partial(shows, client, address), seconds=10)


def test_kill_9_at_any_point_loses_nothing(start_worker: Start):
    pages = [make(Recommendation) for _number in range(4)]
    for number in range(4):
        worker = start_worker()
        pages += [make(Recommendation) for _number in range(3)]
        time.sleep(1.5 + 0.37 * number)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        # As if the lease of what the killed worker held had run out.
        Delivery.objects.open().update(next_try_at=timezone.now())
    start_worker()
    wait_until(nothing_waits)
    assert Delivery.objects.count() == len(channels()) * len(pages)
    assert not any(row.all for row in reconcile(repair=False))


def test_two_workers_at_once_do_no_harm(start_worker: Start):
    # Whoever built it would settle for both what waits for it.
    rebuild()
    start_worker()
    start_worker()
    pages = [make(Recommendation) for _number in range(12)]
    wait_until(nothing_waits)
    assert Delivery.objects.filter(attempts=1).count() == len(channels()) * len(pages), "none was delivered twice"
    assert not any(row.all for row in reconcile(repair=False))


def test_the_worker_ends_when_it_is_asked_to(start_worker: Start):
    worker = start_worker()
    make(Recommendation)
    wait_until(nothing_waits)
    worker.terminate()
    assert worker.wait(timeout=10) == 0
