"""Fixtures for the tests of feeds that are kept."""

import pytest

from news import build_limit, feed_snapshots
from news.models import NewsItem
from portal.outbox import delivery
from tests.factories import make


@pytest.fixture
def told_page():
    """A news item that has reached the feeds."""
    page = make(NewsItem, title="Första")
    delivery.drain()
    return page


@pytest.fixture
def clock(monkeypatch):
    """The feeds' clock, in seconds: it stands still but for who waits."""
    seconds = [1_800_000_000.25]
    monkeypatch.setattr(feed_snapshots, "time", lambda: seconds[0])
    monkeypatch.setattr(feed_snapshots, "sleep", lambda more: seconds.append(seconds.pop() + more))
    monkeypatch.setattr(build_limit, "time", lambda: seconds[0])
    return seconds
