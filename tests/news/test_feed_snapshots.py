"""Feeds kept as they were built: who asks again is answered quickly, and never with what is no longer so."""

from email.utils import parsedate_to_datetime

import feedparser
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import feed_snapshots
from news.feed_snapshots import AskedFeed, FeedNow, Known, held
from news.models import FeedSnapshot, NewsItem
from portal.models import Delivery, SiteSettings
from portal.outbox import delivery
from portal.outbox.changes import note_change
from portal.selections.selection import Selection
from search.index import indexer
from tests.factories import ProductAreaFactory, make, make_site
from tests.news.polling import FEED, OWN, a_day_later, publish

pytestmark = pytest.mark.django_db

ADDRESSES = ("/floden/alla.atom", "/floden/handelser/alla.atom", "/en/feeds/all.rss", "/en/feeds/events/all.rss")


def rows_of(address: str) -> list[str]:
    """The keys of the rows that a request for the address makes."""
    before = set(FeedSnapshot.objects.values_list("pk", flat=True))
    assert Client().get(address).status_code == 200
    return list(FeedSnapshot.objects.exclude(pk__in=before).values_list("pk", flat=True))


# What it costs


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("known", ["ETag", "Last-Modified", ""])
def test_who_asks_again_costs_one_query(client, told_page, address, known):
    first = client.get(address)
    names = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}
    condition = {names[known]: first[known]} if known else {}
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, headers=condition)
    assert len(queries) == 1
    assert (again.status_code, again.content) == ((304, b"") if known else (200, first.content))
    assert again["ETag"] == first["ETag"] and again["Last-Modified"] == first["Last-Modified"]


@pytest.mark.parametrize("known", [Known(etags=("own",)), Known(since=1_800_000_000)])
def test_the_bytes_are_not_read_for_who_has_them(clock, known):
    make_site()
    asked = AskedFeed("state", Selection(), "atom")
    first = held(asked, Known(), lambda: b"bytes", lambda: None)
    if known.etags:
        known = Known(etags=(first.etag,))
    assert held(asked, known, pytest.fail, lambda: None) == FeedNow(first.etag, first.modified, None)


# What is true


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("known", ["ETag", "Last-Modified"])
def test_of_two_publishes_in_one_second_with_a_poll_between_none_is_missed(client, clock, told_page, address, known):
    condition = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}[known]
    answer, moment = client.get(address), None
    for title in ("Andra", "Tredje", "Fjärde"):
        publish(told_page, title)
        answer = client.get(address, headers={condition: answer[known]})
        assert answer.status_code == 200 and title in answer.content.decode()
        assert moment is None or answer["Last-Modified"] != moment
        moment = answer["Last-Modified"]
        assert parsedate_to_datetime(moment).timestamp() <= clock[0]
        assert client.get(address, headers={condition: answer[known]}).status_code == 304


def test_the_second_that_readers_wait_for_is_a_real_one(client, told_page, real_seconds):
    first = client.get(FEED)
    publish(told_page, "Andra")
    second = client.get(FEED)
    told = [parsedate_to_datetime(answer["Last-Modified"]) for answer in (first, second)]
    assert told[0] < told[1] <= timezone.now()


def test_a_clock_that_was_put_back_tells_no_time_that_is_to_come(client, clock, told_page):
    first = client.get(FEED)
    clock[0] -= 3600
    publish(told_page, "Andra")
    answer = client.get(FEED, headers={"if-modified-since": first["Last-Modified"]})
    assert answer.status_code == 200 and "Andra" in answer.content.decode()
    assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize("address", [*ADDRESSES, OWN])
def test_what_is_withdrawn_is_gone_at_once_although_no_worker_has_run(client, told_page, address):
    for _ in range(2):
        assert "En ingress." in client.get(address).content.decode() or "Första" in client.get(address).content.decode()
        a_day_later()
    known = client.get(address)
    NewsItem.objects.get(pk=told_page.pk).unpublish()
    answer = client.get(address, headers={"if-none-match": known["ETag"]})
    assert answer.status_code == 200 and "En ingress." not in answer.content.decode()
    delivery.drain()
    told = client.get(address, headers={"if-none-match": known["ETag"]})
    assert told.status_code == 200 and feedparser.parse(told.content).entries


def test_a_change_that_a_feed_does_not_have_leaves_its_tag_and_time(client, told_page):
    first = client.get(FEED)
    SiteSettings.objects.get().save()
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(FEED)["Last-Modified"] == first["Last-Modified"]
    with CaptureQueriesContext(connection) as queries:
        client.get(FEED)
    assert len(queries) == 1


def test_what_was_written_past_django_shows_after_a_while(client, told_page):
    client.get(FEED)
    NewsItem.objects.filter(pk=told_page.pk).update(live=False)
    FeedSnapshot.objects.update(checked_at=timezone.now() - feed_snapshots.NEWEST_FOR)
    assert not feedparser.parse(client.get(FEED).content).entries


def test_a_new_page_shows_when_the_worker_has_brought_it_to_the_feeds(client, told_page):
    assert len(feedparser.parse(client.get(FEED).content).entries) == 1
    make(NewsItem, title="Andra")
    assert len(feedparser.parse(client.get(FEED).content).entries) == 1
    for one in Delivery.objects.open().filter(channel="feed").select_related("event"):
        assert delivery.deliver(one)
    assert len(feedparser.parse(client.get(FEED).content).entries) == 2


def test_a_feed_of_words_waits_for_the_search_index(client, told_page):
    address = "/sok/?q=fjärde&format=atom"
    client.get(address)
    a_day_later()
    assert not feedparser.parse(client.get(address).content).entries
    told_page.title = "Fjärde"
    told_page.save_revision().publish()
    for one in Delivery.objects.open().filter(channel="feed").select_related("event"):
        assert delivery.deliver(one)
    assert not feedparser.parse(client.get(address).content).entries
    indexer.refresh([told_page.pk])
    assert [entry.title for entry in feedparser.parse(client.get(address).content).entries] == ["Fjärde"]


def test_a_slow_builder_never_writes_over_a_newer_feed():
    make_site()
    asked = AskedFeed("state", Selection(), "atom")
    builders = iter([b"old", b"newer", b"newer", b"newer"])

    def build() -> bytes:
        body = next(builders)
        if body == b"old":
            # Meanwhile something changes, and another process builds the feed with it.
            note_change()
            assert held(asked, Known(), build, lambda: None).content == b"newer"
        return body

    assert held(asked, Known(), build, lambda: None).content == b"newer"
    assert bytes(FeedSnapshot.objects.get().body) == b"newer"


def test_no_reader_waits_for_those_who_write(client, told_page):
    def refuse(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        answer = client.get(FEED)
    assert "Första" in answer.content.decode() and "ETag" in answer.headers
    assert "Last-Modified" not in answer.headers and "Last-Modified" in client.get(FEED).headers


# Which are kept


def test_what_is_asked_for_on_one_day_only_has_a_tag_and_no_time(client, told_page):
    first = client.get(OWN)
    assert "Last-Modified" not in first.headers
    assert client.get(OWN, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert not FeedSnapshot.objects.get().etag


def test_what_is_asked_for_again_on_a_later_day_is_kept(client, told_page):
    first = client.get(OWN)
    client.get(OWN)
    a_day_later()
    second = client.get(OWN)
    assert second["ETag"] == first["ETag"] and "Last-Modified" in second.headers
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/sok/?level=national&sort=oldest&type=news&format=atom").content == second.content
    assert len(queries) == 1


def test_the_least_used_gives_way_and_a_listed_feed_never(client, told_page, monkeypatch):
    monkeypatch.setattr(feed_snapshots, "MOST_ROWS", 4)
    (listed,), (_once,), (often,), (lately,) = (
        rows_of(address) for address in (FEED, OWN, f"{OWN}&region=skane", f"{OWN}&region=halland")
    )
    FeedSnapshot.objects.filter(pk=listed).update(asked_on="2020-01-01")
    FeedSnapshot.objects.filter(pk=often).update(asked_on="2021-01-01", days=9)
    FeedSnapshot.objects.filter(pk=lately).update(days=2)
    (new,) = rows_of(f"{OWN}&region=gotland")
    assert set(FeedSnapshot.objects.values_list("pk", flat=True)) == {listed, often, lately, new}
    FeedSnapshot.objects.filter(pk=new).update(days=2)
    (newest,) = rows_of(f"{OWN}&region=uppsala")
    assert set(FeedSnapshot.objects.values_list("pk", flat=True)) == {listed, lately, new, newest}


def test_an_area_that_is_none_has_no_feed_at_a_short_address(client, told_page):
    for _ in range(2):
        client.get("/sok/?area=glukos&format=atom")
        a_day_later()
    assert client.get("/floden/omrade/glukos.atom").status_code == 404
    area = ProductAreaFactory.create(slug="glukos")
    assert client.get("/floden/omrade/glukos.atom").status_code == 200
    area.delete()
    assert "har upphört" in client.get("/floden/omrade/glukos.atom").content.decode()
