"""Tombstones (RFC 6721): what a state feed had and has no more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from news import following
from news.feeds import AT, ATOM
from news.models import FeedEntry, NewsItem
from portal.outbox import delivery
from recommendations.models import Recommendation
from tests.factories import ProductAreaFactory, make, republish

pytestmark = pytest.mark.django_db


def dead_and_live(client, address: str) -> tuple[list[str], list[str]]:
    delivery.drain()
    root = etree.fromstring(client.get(address).content)
    dead = [node.get("ref") for node in root.iter(f"{{{AT}}}deleted-entry")]
    live = [node.text for node in root.iterfind(f"{{{ATOM}}}entry/{{{ATOM}}}id")]
    assert not set(dead) & set(live)
    return dead, live


@pytest.mark.parametrize("address", ["/sok/?verdict=can&format=atom", "/en/search/?verdict=can&format=atom"])
def test_what_leaves_a_selection_by_its_verdict_has_a_tombstone_there(client, address):
    page = make(Recommendation, verdict="can")
    _, live = dead_and_live(client, address)
    republish(page, verdict="refrain")
    assert dead_and_live(client, address) == (live, [])
    republish(page, verdict="can")
    assert dead_and_live(client, address) == ([], live)


def test_what_moves_to_another_product_area_has_a_tombstone_in_the_old_one(client):
    old, new = ProductAreaFactory(slug="gammalt"), ProductAreaFactory(slug="nytt")
    page = make(Recommendation, areas=[old])
    _, live = dead_and_live(client, "/floden/omrade/gammalt.atom")
    republish(page, areas=[new])
    assert dead_and_live(client, "/floden/omrade/gammalt.atom") == (live, [])
    assert dead_and_live(client, "/floden/omrade/nytt.atom") == ([], live)
    assert dead_and_live(client, "/floden/alla.atom") == ([], live)


def test_a_withdrawn_publication_is_told_as_an_entry_and_then_by_a_tombstone(client, monkeypatch):
    monkeypatch.setattr(following, "FEWEST_ENTRIES", 1)
    page = make(NewsItem, title="Gammal nyhet")
    _, live = dead_and_live(client, "/floden/alla.atom")
    page.unpublish()
    assert dead_and_live(client, "/floden/alla.atom") == ([], live)
    FeedEntry.objects.update(updated_at=timezone.now() - timedelta(days=30))
    make(NewsItem, title="Ny nyhet")
    dead, _ = dead_and_live(client, "/floden/alla.atom")
    assert dead == live


def test_a_tombstone_says_nothing_but_the_id_and_the_time(client):
    page = make(Recommendation, verdict="can")
    republish(page, verdict="refrain")
    delivery.drain()
    root = etree.fromstring(client.get("/sok/?verdict=can&format=atom").content)
    (stone,) = root.iter(f"{{{AT}}}deleted-entry")
    assert set(stone.attrib) == {"ref", "when"} and not len(stone) and not stone.text
