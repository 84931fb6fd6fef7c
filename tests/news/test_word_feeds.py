"""The feeds of a search have what its page has: the same list, the same words, in both languages."""

import feedparser
import pytest
from django.test import Client

from news.models import NewsItem
from portal.outbox.changes import note_change
from portal.outbox.delivery import drain
from recommendations.models import Recommendation
from search.index.indexer import rebuild
from tests.factories import make, make_site, republish

pytestmark = pytest.mark.django_db

SEARCH = {"sv": "/sok/", "en": "/en/search/"}


@pytest.fixture(autouse=True)
def site(db):
    make_site()
    rebuild()


def feed(client: Client, language: str, query: str, format: str = "atom"):
    note_change()
    found = feedparser.parse(client.get(f"{SEARCH[language]}?{query}&format={format}").content)
    assert not found.bozo
    return found.entries


def page(client: Client, language: str, query: str) -> set[str]:
    return {f"http://testserver{hit.url}" for hit in client.get(f"{SEARCH[language]}?{query}").context["hits"]}


def test_a_feed_of_words_has_the_hits_of_its_page_and_nothing_by_letters_within_a_word(client):
    make(Recommendation, title="Insulinpumpar", summary_en="Devices that deliver insulin; product and practice.")
    translated = make(NewsItem, title="Doctor", summary_en="Insulin pumps.")
    make(NewsItem, title="Insulin news", language="en", translation_key=translated.translation_key)
    make(NewsItem, title="Only in English: insulin pumps", language="en")
    drain()
    for language in ("sv", "en"):
        for query in ("q=insulin", "q=pump", "q=insulinpump", "q=CT", "q=deliver", "q=insulin&type=news", "q=rod"):
            found = {entry.link for entry in feed(client, language, query)}
            assert found == page(client, language, query), (language, query)
        assert not feed(client, language, "q=CT") and not feed(client, language, "q=CT", "events-atom")
    assert len(feed(client, "en", "q=insulin")) == 3


def test_the_events_of_an_original_are_told_where_its_translation_has_the_words(client):
    original = make(NewsItem, title="Nyhet")
    make(NewsItem, title="Leadless devices", language="en", translation_key=original.translation_key)
    drain()
    republish(original, change_note="Ändrat.", change_note_en="Changed.")
    drain()
    assert len(feed(client, "en", "q=leadless", "events-atom")) == 2
    assert not feed(client, "sv", "q=leadless", "events-atom")


def test_who_follows_words_is_told_what_is_withdrawn_by_the_words_as_search_knows_them(client):
    gone = make(Recommendation, title="Insulinpumpar vid diabetes", verdict="should")
    drain()
    for query in ("q=insulinpump", "q=pump&verdict=should"):
        assert len(feed(client, "en", query)) == 1, query
    gone.unpublish()
    drain()
    for language in ("sv", "en"):
        for query in ("q=insulinpump", "q=pump&verdict=should"):
            for format in ("atom", "events-atom"):
                newest = feed(client, language, query, format)[0]
                assert newest.title.startswith(("Återkallad", "Withdrawn")), (language, query, format)
        assert not feed(client, language, "q=umpar") and not feed(client, language, "q=umpar", "events-atom")


def test_what_leaves_by_another_verdict_is_told_to_who_follows_words(client):
    page = make(Recommendation, title="Pump", verdict="should")
    drain()
    republish(page, verdict="wait", change_note="Nytt utfall.")
    drain()
    newest = feed(client, "sv", "q=pump&verdict=should", "events-atom")[0]
    assert newest.title.startswith("Ingår inte längre")


def test_a_swedish_feed_has_what_is_in_english_alone_in_its_own_words(client):
    make(NewsItem, title="News", ingress="In short.", language="en")
    drain()
    (entry,) = feed(client, "sv", "type=news")
    assert (entry.title, entry.title_detail.language, entry.summary) == ("News", "en", "In short.")
    assert entry.content[0].language == "en" and "In short." in entry.content[0].value
    assert "summary" not in entry.content[0].value
