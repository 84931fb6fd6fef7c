"""What feed readers find when they are given the address of a page: the event feed first, each by its name."""

import feedparser
import pytest
from lxml import html
from wagtail.models import Locale

from recommendations.models import Case, ProcurementNotice, Recommendation
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, make, make_index, make_site

pytestmark = pytest.mark.django_db


def found(client, address, status=200):
    """(title, address) of each feed that the page names, in their order."""
    answer = client.get(address)
    assert answer.status_code == status, address
    page = html.fromstring(answer.content.decode())
    links = page.iterfind(".//head/link[@type='application/atom+xml']")
    return [(link.get("title"), link.get("href")) for link in links if link.get("rel") == "alternate"]


def check(client, feeds, language):
    """Pairs of an event feed and a state feed of the same selection, each a feed of its own in the page's language."""
    assert feeds and len(feeds) % 2 == 0
    words = ("händelser", "läget nu") if language == "sv" else ("events", "state")
    for (event_title, event_feed), (state_title, state_feed) in zip(feeds[::2], feeds[1::2], strict=True):
        assert event_title.endswith(f": {words[0]} (Atom)") and state_title.endswith(f": {words[1]} (Atom)")
        for address in (event_feed, state_feed):
            feed = feedparser.parse(client.get(address).content)
            assert not feed.bozo and feed.feed.language == language
            own = next(link.href for link in feed.feed.links if link.rel == "self")
            assert own == f"http://testserver{address}"
        events = feedparser.parse(client.get(event_feed).content).feed.title
        assert ("(händelser)" in events) or ("(events)" in events)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_kind_of_page_names_both_feeds_of_what_it_shows(client, language):
    make_site()
    rebuild()
    area = ProductAreaFactory(slug="glukos", name="Glukosmätning", name_en="Glucose", emdn_code="Z")
    pages = [make(model, language=language, areas=[area]) for model in (Recommendation, ProcurementNotice, Case)]
    start = "/" if language == "sv" else "/en/"
    search, feeds = ("/sok/", "/floden/") if language == "sv" else ("/en/search/", "/en/feeds/")
    own = "omrade" if language == "sv" else "area"
    for address in (
        *(start, feeds, search, f"{search}?type=case&area=glukos", f"{search}?q=pump"),
        *(f"{feeds}Z/", f"{feeds}{own}/glukos/"),
        *(page.url for page in pages),
        *(page.get_parent().url for page in pages),
    ):
        check(client, found(client, address), language)
    in_area, of_type = found(client, pages[0].url)[::2]
    assert in_area[1].endswith(f"/{own}/glukos.atom")
    assert of_type[1].endswith("rekommendationer.atom" if language == "sv" else "recommendations.atom")


def test_a_search_names_the_feeds_of_exactly_that_selection(client):
    make_site()
    rebuild()
    addresses = [address for _title, address in found(client, "/sok/?q=pump&type=case&page=1")]
    assert addresses == ["/sok/?q=pump&type=case&format=events-atom", "/sok/?q=pump&type=case&format=atom"]
    addresses = [address for _title, address in found(client, "/sok/?type=case")]
    assert addresses == ["/floden/handelser/arenden.atom", "/floden/arenden.atom"]


def test_an_error_page_names_the_feeds_of_everything(client):
    make_site()
    assert [address for _title, address in found(client, "/finns-inte/", 404)] == [
        "/floden/handelser/alla.atom",
        "/floden/alla.atom",
    ]


def test_the_list_of_feeds_names_the_list_for_readers(client):
    make_site()
    assert 'type="text/x-opml" href="/floden/samverkansportalen.opml"' in client.get("/floden/").content.decode()


def test_the_english_list_of_a_type_has_english_feeds(client):
    index = make_index(Recommendation, "en")
    assert Locale.objects.count() == 2
    check(client, found(client, index.url), "en")
