"""Feeds as nginx serves them from files: the same as from the portal, and never what is no longer so."""

import gzip
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.utils import translation

from news.addresses import FORMATS, event_feed_path, feed_path
from news.models import NewsItem
from news.nginx import feed_files
from portal.outbox import delivery
from portal.selections.selection import Selection
from tests.factories import make, make_site
from tests.flow.nginx import configuration, running
from tests.flow.test_worker_process import database_url
from tests.news.polling import FEED
from tests.running import free_port

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.needs_nginx,
]

# It is made from the event log, so that it is new as soon as a change is committed.
EVENTS = "/floden/handelser/alla.atom"
# Each server says its own of these.
OF_THE_SERVER = {"date", "server", "connection", "etag"}
# Writes files much more often than a worker does.
WRITER = """
import django, time
django.setup()
from news.nginx.feed_files import write_files
while True:
    write_files()
    time.sleep(0.01)
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_file(self) -> bool:
        """Whether nginx answered: its ETags are made of time and length."""
        return "-" in self.headers["etag"].replace("-gzip", "")


def ask(port: int, path: str, method: str = "GET", host: str = "localhost", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    given = {"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=given)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    connection.close()
    return Answer(answer.status, told, body)


def text_of(answer: Answer) -> str:
    packed = answer.headers.get("content-encoding") == "gzip"
    return (gzip.decompress(answer.body) if packed else answer.body).decode()


@dataclass(frozen=True)
class Front:
    """nginx before a live portal, and the portal itself."""

    port: int
    portal: int
    files: Path

    def until_file(self, path: str) -> Answer:
        """What nginx answers from a file, as soon as somebody has written it."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if (answer := ask(self.port, path)).is_file:
                return answer
            time.sleep(0.01)
        raise AssertionError(f"{path} never became a file")


@pytest.fixture
def front(live_server, tmp_path, settings) -> Iterator[Front]:
    make_site()
    settings.FEED_FILES = str(tmp_path / "feeds")
    port, portal = free_port(), live_server.thread.port
    inner = configuration(tmp_path / "feeds", f"127.0.0.1:{portal}", port)
    with running(tmp_path / "nginx", inner, port):
        yield Front(port, portal, tmp_path / "feeds")


def addresses() -> Iterator[str]:
    for language in ("sv", "en"):
        with translation.override(language):
            for path_of in (feed_path, event_feed_path):
                yield from (path_of(Selection(language=language), format) for format in FORMATS)


def told(answer: Answer) -> dict[str, str]:
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_SERVER}
    # Django's LocaleMiddleware says so of every address without a language; feeds do not differ by it.
    return headers | {"vary": headers["vary"].removesuffix(", Accept-Language")}


def test_nginx_says_the_same_as_the_portal(front: Front):
    make(NewsItem, title="Första")
    delivery.drain()
    for path in addresses():
        ask(front.portal, path)
    feed_files.write_files()
    for path in addresses():
        for headers in ({}, {"accept_encoding": "gzip"}, {"accept_encoding": "gzip, br", "via": "1.1 proxy"}):
            for method in ("GET", "HEAD"):
                own = ask(front.portal, path, method, **headers)
                answer = ask(front.port, path, method, **headers)
                assert answer.is_file and not own.is_file
                assert (answer.status, answer.body) == (own.status, own.body) and own.status == 200
                assert told(answer) == told(own)
            for known in (
                {"if_none_match": answer.headers["etag"]},
                {"if_modified_since": own.headers["last-modified"]},
            ):
                again = ask(front.port, path, **headers, **known)
                assert (again.status, again.body) == (304, b"")
            # Who comes from the portal with its ETag gets the feed once more, and has nginx's from then on.
            assert ask(front.port, path, **headers, if_none_match=own.headers["etag"]).status == 200
    plain, packed = (ask(front.port, FEED, accept_encoding=coding) for coding in ("identity", "gzip"))
    assert plain.headers["etag"] != packed.headers["etag"]


def test_what_is_no_file_is_asked_of_the_portal(front: Front):
    make(NewsItem, title="Första")
    assert ask(front.port, FEED).status == 200
    feed_files.write_files()
    assert ask(front.port, FEED).is_file
    paths = (
        f"{EVENTS}?month=2020-01",
        f"{FEED}?a=1",
        f"{FEED}.gz",
        "/floden/finns-inte.atom",
        "/floden/",
        "/floden/Z.atom",
    )
    for path in paths:
        assert ask(front.port, path).status == ask(front.portal, path).status
        assert "-" not in ask(front.port, path).headers.get("etag", "")
    for method in ("POST", "PUT", "OPTIONS"):
        own = ask(front.portal, FEED, method)
        assert (ask(front.port, FEED, method).status, own.status) in ((403, 403), (405, 405))
    assert ask(front.port, FEED, host="another.example").status == 421
    live = front.files / "live"
    os.chmod(live, 0)
    try:
        assert ask(front.port, FEED).status == 200
    finally:
        os.chmod(live, 0o755)


@pytest.fixture
def start_writer(front: Front) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts processes that do nothing but write files."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        own = {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": database_url(),
            "FEED_FILES": str(front.files),
        }
        process = subprocess.Popen([sys.executable, "-c", WRITER], env={**os.environ, **own}, cwd=ours.BASE_DIR)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def reader(front: Front) -> Iterator[None]:
    """Somebody who asks all the time, so that there is always something to write."""
    ended = threading.Event()

    def read() -> None:
        while not ended.wait(0.01):
            ask(front.port, EVENTS)

    thread = threading.Thread(target=read)
    thread.start()
    yield
    ended.set()
    thread.join()


def publish(page: NewsItem, title: str) -> None:
    page = NewsItem.objects.get(pk=page.pk)
    page.title, page.change_note = title, f"Nu {title}"
    page.save_revision().publish()


def test_after_a_commit_no_answer_is_old_while_two_write_and_others_read(front: Front, start_writer, reader):
    page = make(NewsItem, title="Version 0")
    start_writer()
    start_writer()
    for number in range(1, 6):
        assert f"Version {number - 1}<" in front.until_file(EVENTS).body.decode()
        publish(page, f"Version {number}")
        for coding in ("identity", "gzip", "identity"):
            answer = ask(front.port, EVENTS, accept_encoding=coding)
            assert f"Version {number}<" in text_of(answer)
    front.until_file(EVENTS)
    NewsItem.objects.get(pk=page.pk).unpublish()
    assert "Återkallad" in text_of(ask(front.port, EVENTS))
    assert "Återkallad" in text_of(front.until_file(EVENTS))


def test_a_writer_that_is_killed_leaves_whole_files_that_a_change_takes_away(front: Front, start_writer, reader):
    page = make(NewsItem, title="Version 0")
    for number in range(1, 3):
        writer = start_writer()
        front.until_file(EVENTS)
        for more in range(number):
            publish(page, f"Version {number}.{more}")
            time.sleep(0.03 * number)
        writer.kill()
        writer.wait()
        own = ask(front.portal, EVENTS)
        assert ask(front.port, EVENTS).body == own.body
        assert all(path.read_bytes() == own.body for path in (front.files / "live").rglob("*.atom"))
        publish(page, f"Version {number}")
        assert not (front.files / "live").exists()
        assert f"Version {number}<" in text_of(ask(front.port, EVENTS))
