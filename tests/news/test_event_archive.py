"""The archive of an event feed (RFC 5005): the months that are over, each a document that changes no more."""

from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from news.feeds import ATOM, FH
from portal.models import PublicationEvent
from recommendations.models import Case, Recommendation
from tests.factories import ProductAreaFactory, make, republish

pytestmark = pytest.mark.django_db

ALL = "/floden/handelser/alla.atom"


def months_ago(count: int):
    day = timezone.localdate().replace(day=15)
    for _ in range(count):
        day = (day.replace(day=1) - timedelta(days=1)).replace(day=15)
    return day


def move(event: PublicationEvent, months: int) -> None:
    day = months_ago(months)
    when = timezone.now().replace(year=day.year, month=day.month, day=day.day)
    PublicationEvent.objects.filter(pk=event.pk).update(created_at=when)


def in_archive(months: int, address: str = ALL) -> str:
    return f"{address}?month={months_ago(months):%Y-%m}"


@pytest.fixture
def page():
    """Published three months ago as “can”, changed two months ago to “wait”, with a new title today."""
    page = make(Recommendation, title="Pump", verdict="can", areas=[ProductAreaFactory(slug="pumpar", name="Pumpar")])
    move(PublicationEvent.objects.latest("pk"), 3)
    republish(page, verdict="wait", change_note="Nya data.")
    move(PublicationEvent.objects.latest("pk"), 2)
    republish(page, title="Pump, nytt namn", verdict="should")
    return page


def links(content: bytes) -> dict[str, str]:
    root = etree.fromstring(content)
    return {link.get("rel"): link.get("href") for link in root.iterfind(f"{{{ATOM}}}link")}


def test_following_the_links_gives_every_event_once(client, page):
    found, address, seen = [], ALL, 0
    while address and seen < 9:
        content = client.get(address).content
        found += [entry.id for entry in feedparser.parse(content).entries]
        address, seen = links(content).get("prev-archive", "").removeprefix("http://testserver"), seen + 1
    assert seen == 4
    told = PublicationEvent.objects.exclude(kind="corrected")
    assert {identity.rsplit("/")[-1] for identity in found} == {str(event.pk) for event in told}


def test_a_month_has_titles_of_its_time_summaries_and_permanent_addresses(client, page):
    content = client.get(in_archive(2)).content
    (entry,) = feedparser.parse(content).entries
    assert entry.title == "Ändrad, Kan användas → Avvakta: Pump"
    assert entry.summary == "Nya data." and "content" not in entry
    assert entry.link == f"http://testserver/id/{PublicationEvent.objects.latest('pk').number}/sv"
    assert etree.fromstring(content).find(f"{{{FH}}}archive") is not None
    assert links(content)["current"] == f"http://testserver{ALL}"


def test_a_closed_month_does_not_change_with_the_page_or_the_vocabulary(client, page):
    before = client.get(in_archive(2)).content
    area = page.product_areas.get()
    area.name = "Insulinpumpar"
    area.save()
    republish(page, title="Ännu ett namn", slug="annat", verdict="should")
    assert client.get(in_archive(2)).content == before


def test_a_closed_month_is_blanked_when_a_case_becomes_secret(client):
    case = make(Case, title="Pumpen Novosense", product="Novosense", anonymous_title="Ett ärende")
    move(PublicationEvent.objects.latest("pk"), 2)
    assert "Novosense" in client.get(in_archive(2)).content.decode()
    republish(case, is_secret=True)
    assert "Novosense" not in client.get(in_archive(2)).content.decode()


def test_a_month_in_english_and_of_a_selection(client, page):
    english = client.get(in_archive(2, "/en/feeds/events/area/pumpar.atom")).content
    (entry,) = feedparser.parse(english).entries
    assert entry.title == "Revised, Can be used → Wait: Pump"
    chosen = client.get(f"/sok/?verdict=wait&format=events-atom&month={months_ago(2):%Y-%m}")
    assert len(feedparser.parse(chosen.content).entries) == 1
    assert links(chosen.content)["current"].endswith("verdict=wait&format=events-atom")


@pytest.mark.parametrize("month", ["2026-13", "x", "", "0000-01", "0001-01", "1900-01", "9999-12", "2026-1", "२०२६-०१"])
def test_what_is_no_month_or_not_of_the_log_or_not_over_is_not_found(client, page, month):
    assert client.get(ALL, {"month": month}).status_code == 404


def test_the_month_that_runs_is_in_the_feed_itself(client, page):
    assert client.get(in_archive(0)).status_code == 404
    assert "nytt namn" in client.get(ALL).content.decode()
