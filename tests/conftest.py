"""Fixtures for every test: what a test may require of the machine, a quick database, a watched browser."""

import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache as once
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection
from django.utils import translation

from tests.browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["tests.alone", "tests.database", "tests.running", "tests.staff", "tests.variants"]

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    named = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return named if os.access(named, os.X_OK) else shutil.which("chromium")


def _without_elasticsearch() -> str:
    """Why there is no Elasticsearch; empty when one answers or can be started (tests/search/elastic_server.py)."""
    if url := os.environ.get("ELASTICSEARCH_URL", "").split(",")[0]:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            # It answers, if only to say that it wants a password.
            return ""
        except (OSError, ValueError):
            return "no Elasticsearch answers at ELASTICSEARCH_URL"
        return ""
    home = os.environ.get("ELASTICSEARCH_HOME", "")
    there = home and os.access(os.path.join(home, "bin", "elasticsearch"), os.X_OK)
    return "" if there else "no Elasticsearch at ELASTICSEARCH_HOME nor at ELASTICSEARCH_URL"


@once
def _missing(thing: str) -> str:
    """Say in words why a test that needs this thing can't run here; empty when it can."""
    if thing == "chromium":
        return "" if chromium_path() else "no Chromium at /usr/bin/chromium nor where CHROMIUM points"
    if thing == "postgresql":
        given = os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))
        return "" if given else "the tests run on SQLite: DATABASE_URL names no PostgreSQL"
    if thing == "feed_readers":
        from tests.flow.feed_readers import READERS

        absent = [reader.name for reader in READERS if not reader.is_installed()]
        return f"not installed: {', '.join(absent)}" if absent else ""
    if thing == "nginx":
        from tests.flow.nginx import nginx_path

        return "" if nginx_path() else "no nginx is installed"
    if thing == "postfix":
        from tests.flow.postfix import postfix_path

        return "" if postfix_path() else "no Postfix is installed, or it may not be started: it needs root"
    return _without_elasticsearch()


def pytest_configure() -> None:
    # A real hash takes a third of a second for each person that a test makes up.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # How long an example takes is the machine's affair: a benchmark measures, a test must not fail of a busy neighbour.
    hypothesis.settings.register_profile("portal", deadline=None)
    hypothesis.settings.load_profile("portal")


def pytest_runtest_setup(item: pytest.Item) -> None:
    required = os.environ.get("PORTAL_REQUIRE", "").replace(" ", "").split(",")
    for thing in ("chromium", "postgresql", "elasticsearch", "feed_readers", "nginx", "postfix"):
        if item.get_closest_marker(f"needs_{thing}") and (reason := _missing(thing)):
            if thing in required:
                pytest.fail(f"{reason}, and PORTAL_REQUIRE names {thing}", pytrace=False)
            pytest.skip(reason)


@pytest.fixture(autouse=True)
def _in_swedish() -> Iterator[None]:
    """The language of a test's last request would be the next test's language."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages, menus and concepts of a test's database would outlive it; within a test nothing grows too old."""
    from search.index import site_analyzer

    monkeypatch.setattr("portal.outbox.changes.SECONDS", 3600)
    cache.clear()
    site_analyzer.forget()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _no_second_is_waited_for(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A feed changes once a second, and tests change it more often: to wait only puts the feeds' clock on.

    Not for those that ask for `real_seconds`.
    """
    passed = [0.0]
    if "real_seconds" not in request.fixturenames:
        monkeypatch.setattr("news.feed_snapshots.time", lambda: time.time() + passed[0])
        monkeypatch.setattr("news.feed_snapshots.sleep", lambda seconds: passed.append(passed.pop() + seconds))


@pytest.fixture
def real_seconds() -> None:
    """The feeds wait as they do for readers, and tell the time that it is."""


@pytest.fixture(autouse=True)
def own_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """An index for each test: what another left there may have the numbers of this one's pages.

    Not for those that start a worker beside them, which looks for the index where the settings have it.
    """
    if "start_worker" not in request.fixturenames:
        monkeypatch.setattr(settings, "SEARCH_INDEX", tmp_path / "search")
    return Path(settings.SEARCH_INDEX)


@pytest.fixture
def counted_from_one(db: None) -> None:
    """The first publication is number 1. PostgreSQL counts on after what another test has rolled back."""
    tables = ("portal_permanentnumber", "portal_publicationevent")
    counters = [{"table": table, "column": "id"} for table in tables]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), counters):
            cursor.execute(statement)


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """The system's Chromium, one for all tests of a worker. Mark the test `needs_chromium` and `browser`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: "Browser", request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A browser tab that remembers console messages and requests to other hosts, and fails on either.

    Parametrize indirectly with keyword arguments of a Playwright context (viewport, color_scheme, …).
    A test that expects a message clears `visit.messages`.
    """
    context = chromium.new_context(**getattr(request, "param", {}))
    seen = Visit(context.new_page())
    yield seen
    context.close()
    assert not seen.foreign, f"requests to other hosts: {seen.foreign}"
    assert not seen.messages, f"console messages: {seen.messages}"


@pytest.fixture
def no_build_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """One reader may have as many feeds built as a test asks for."""
    monkeypatch.setattr("news.build_limit.MOST", 100_000)
