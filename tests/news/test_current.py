"""What was taken down is gone from the feeds at once, although no worker has run since."""

import json
import re

import pytest
from wagtail.models import PageViewRestriction

from news import current
from news.models import FeedEntry, NewsItem, Newsletter
from portal.outbox import delivery
from recommendations.models import Case
from tests.factories import make, make_index
from tests.portal.asking import made_secret

pytestmark = pytest.mark.django_db

ADDRESSES = ("/floden/alla.atom", "/floden/alla.rss", "/en/feeds/all.atom", "/sok/?format=atom&q=Topphemlig")
CANARY = "opphemlig"


def anywhere(client) -> list[str]:
    """The feeds that have the word in an entry; the title of a feed repeats what was asked."""
    bodies = {address: client.get(address).content.decode() for address in ADDRESSES}
    return [address for address, body in bodies.items() if CANARY in "".join(re.split("<(?:entry|item)>", body)[1:])]


@pytest.fixture
def page():
    page = make(NewsItem, title="Topphemlig", ingress="Topphemlig", summary_en="Topphemlig", slug="topphemlig")
    delivery.drain()
    return NewsItem.objects.get(pk=page.pk)


def close(page):
    return PageViewRestriction.objects.create(page=make_index(NewsItem), restriction_type="login")


def delete(page):
    NewsItem.objects.get(pk=page.pk).delete()


def unpublish(page):
    NewsItem.objects.get(pk=page.pk).unpublish()


def deliver(page):
    delivery.drain()


@pytest.mark.parametrize(
    "history",
    [
        (close,),
        (close, delete),
        (close, deliver, delete),
        (close, unpublish),
        (close, unpublish, delete),
        (unpublish, close),
        (unpublish, deliver, close),
        (delete, close),
        (delete, deliver, close),
    ],
    ids=lambda history: ", ".join(step.__name__ for step in history),
)
def test_a_closed_page_leaves_no_word_whatever_becomes_of_it_and_whenever_the_worker_comes(client, page, history):
    assert anywhere(client)
    for step in history:
        step(page)
    assert anywhere(client) == []
    delivery.drain()
    assert anywhere(client) == []
    restriction = PageViewRestriction.objects.get()
    if delete in history[history.index(close) :]:
        restriction.delete()
        assert anywhere(client) == []


def test_a_page_that_was_only_taken_away_keeps_its_title(client, page):
    delete(page)
    delivery.drain()
    assert "Återkallad: Topphemlig" in client.get("/floden/alla.atom").content.decode()


def test_a_newsletter_names_nothing_that_was_closed_a_moment_ago(client, page):
    topic = {"title": "Beslut", "items": [{"page": page.pk, "blurb": ""}]}
    letter = make(Newsletter, title="Brev", number=1, topics=[])
    letter.topics = json.dumps([{"type": "topic", "value": topic}])
    letter.save_revision().publish()
    delivery.drain()
    address = "/floden/nyhetsbrev.atom"
    assert CANARY in client.get(address).content.decode()
    close(page)
    assert CANARY not in client.get(address).content.decode()


def test_a_case_that_became_secret_is_gone_at_once_and_anonymous_when_delivered(client):
    case = make(Case, title="Topphemlig pump", product="Topphemlig", summary_en="Topphemlig", ingress="Topphemlig")
    delivery.drain()
    assert anywhere(client)
    made_secret(case)
    assert anywhere(client) == []
    delivery.drain()
    assert "En pump" in client.get("/floden/alla.atom").content.decode()
    Case.objects.get().unpublish()
    assert anywhere(client) == []
    delivery.drain()
    assert anywhere(client) == []


def test_a_text_that_cannot_be_made_now_is_left_out_and_the_feed_answers(client, page, monkeypatch):
    page.title = "Rättad"
    page.save_revision().publish()
    monkeypatch.setattr(current, "snapshot", lambda page: 1 / 0)
    assert anywhere(client) == []
    assert FeedEntry.objects.exists()
