"""A recommendation of which nobody knows whether it still holds, wherever readers meet it."""

import csv
import io

import feedparser
import pytest
from django.test import Client

from portal.outbox.delivery import drain
from recommendations.models import Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db
UNKNOWN = "Status ej känd"


@pytest.fixture
def unknown(site) -> Recommendation:
    make(Recommendation, title="Pacemaker utan sladd", slug="gallande", standing="in_force", verdict="can")
    page = make(Recommendation, title="Pacemaker utan sladd", slug="okand", standing="unknown", verdict="can")
    drain()
    return page


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_page_says_so_before_anything_else_and_keeps_the_verdict_uncoloured(client: Client, unknown):
    shown = text(client, unknown.url)
    assert shown.index("Det är inte känt om den här rekommendationen fortfarande gäller.") < shown.index("<h1>")
    assert f"<dt>Status</dt> <dd> {UNKNOWN} </dd>" in shown
    assert '<header class="head">' in shown
    assert "Gäller" not in shown.partition("<main")[2]
    assert "Utfall vid beslutet" not in shown


def test_every_list_says_so_beside_the_verdict(client: Client, unknown):
    for address in (unknown.get_parent().url, "/sok/?q=pacemaker"):
        shown = text(client, address)
        after = shown[shown.index(f'{unknown.url}"') :]
        assert after.index("Kan användas") < after.index(UNKNOWN) < after.index("</li>")


def test_what_holds_is_asked_for_without_it_and_found_before_it(client: Client, unknown):
    assert f'{unknown.url}"' not in text(client, "/sok/?q=pacemaker&status=in_force")
    only = text(client, "/sok/?q=pacemaker&status=unknown")
    assert f'{unknown.url}"' in only
    assert "/gallande/" not in only
    both = text(client, "/sok/?q=pacemaker")
    assert both.index("/gallande/") < both.index("/okand/")


def test_feed_and_exports_say_so_too(client: Client, unknown):
    entries = feedparser.parse(client.get("/sok/?q=pacemaker&status=unknown&format=atom").content).entries
    assert [UNKNOWN in entry.content[0].value for entry in entries] == [True]
    table = list(csv.reader(io.StringIO(client.get("/sok/?format=csv").content.decode("utf-8-sig")), delimiter=";"))
    assert sorted(row[table[0].index("Status")] for row in table[1:]) == ["Gäller", UNKNOWN]
    rows = client.get("/sok/?status=unknown&format=json").json()["publications"]
    assert [(row["languages"][0]["status"]["code"], row["languages"][0]["status"]["sv"]) for row in rows] == [
        ("unknown", UNKNOWN)
    ]


def test_the_start_page_does_not_count_it_among_the_latest_decisions(client: Client, unknown):
    shown = text(client, "/")
    assert "/gallande/" in shown
    assert "/okand/" not in shown
