"""Feeds over HTTP: addresses, languages, caching, and which entries a selection has."""

from datetime import timedelta
from uuid import uuid4

import feedparser
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

from news.addresses import EVERYTHING, feed_name, feed_path, selection_at
from news.models import FeedEntry, NewsItem
from portal.models import Publication
from portal.outbox import delivery
from portal.publications.page_types import page_types
from portal.selections.concerned import Places
from portal.selections.facets import facet_codes, has
from portal.selections.formats import render_format
from portal.selections.selection import Selection
from recommendations.models import Recommendation
from tests.factories import HealthcareRegionFactory, ProductAreaFactory, RegionFactory, make, make_index, make_site

pytestmark = pytest.mark.django_db


def entries(client, address):
    delivery.drain()
    response = client.get(address)
    assert response.status_code == 200, address
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return feed.entries


def searched(client, selection, page_ids):
    """The feed that a search with these hits answers with."""
    render = render_format("atom")
    assert render
    request = client.get("/floden/alla.atom").wsgi_request
    return feedparser.parse(render(request, selection, lambda _: page_ids).content)


def translated(page, **values):
    """An English page of a Swedish publication, published."""
    make_index(type(page), "en")
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    for name, value in values.items():
        setattr(english, name, value)
    english.save_revision().publish()
    return type(page).objects.get(pk=english.pk)


# Addresses


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("format", ["atom", "rss"])
def test_every_listed_feed_answers(client, language, format):
    make_site()
    ProductAreaFactory.create(slug="glukos", name="Glukosmätning", name_en="Glucose")
    page = client.get("/floden/" if language == "sv" else "/en/feeds/")
    assert page.status_code == 200
    feeds = page.context["feeds"]
    listed = [feed for group in feeds.values() for feed in group]
    assert len(listed) == 1 + len(page_types()) + 1
    for feed in listed:
        path = next(address.path for address in feed.states if address.code == format)
        response = client.get(path)
        assert response.status_code == 200
        assert response["Content-Type"] == f"application/{format}+xml; charset=utf-8"
        parsed = feedparser.parse(response.content)
        assert not parsed.bozo and parsed.feed.language == language
        assert feed.label in parsed.feed.title
        own = next(link.href for link in parsed.feed.links if link.rel == "self")
        assert own == "http://testserver" + path


def test_the_list_of_feeds_speaks_to_nordic_partners_in_english(client):
    make_site()
    text = client.get("/floden/").content.decode()
    assert 'lang="en"' in text and "For Nordic partners" in text and 'href="/en/feeds/"' in text
    assert 'type="application/atom+xml" href="/floden/alla.atom"' in text
    assert "/floden/omrade/" not in text


@pytest.mark.parametrize("address", ["/floden/okant.atom", "/floden/omrade/okant.rss", "/floden/alla.xml"])
def test_an_unknown_feed_is_not_found(client, address):
    make_site()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_short_addresses_lead_back_to_their_selection(language):
    with translation.override(language):
        names = {"": EVERYTHING[language], **{code: feed_name(code, language) for code in page_types()}}
        for code, name in names.items():
            selection = selection_at(name, language)
            assert selection == Selection(type=(code,) if code else (), language=language)
            assert feed_path(selection, "atom").endswith(f"/{name}.atom")
        assert "format=rss" in feed_path(Selection(q="pump", area=("a",), language=language), "rss")


def test_a_selection_is_the_same_feed_at_every_address(client):
    page = make(Recommendation, title="Metod")
    short = feedparser.parse(client.get("/floden/rekommendationer.atom").content)
    delivery.drain()
    long = searched(client, Selection(type=("recommendation",)), [page.pk])
    assert long.feed.id == short.feed.id
    assert [entry.title for entry in long.entries] == ["Metod"]
    assert not searched(client, Selection(q="annat"), []).entries


def test_ids_given_from_outside_never_open_what_is_not_public(client):
    page = make(NewsItem, title="Nyhet")
    delivery.drain()
    Publication.objects.filter(pk=page.pk).update(live=False)
    assert not searched(client, Selection(q="nyhet"), [page.pk, 999_999]).entries


def test_a_free_text_feed_tells_of_withdrawals_by_title(client):
    for title in ("Pump för insulin", "Ljus"):
        make(NewsItem, title=title)
    delivery.drain()
    for page in NewsItem.objects.all():
        page.unpublish()
    delivery.drain()
    feed = searched(client, Selection(q="insulin PUMP"), [])
    assert [entry.title for entry in feed.entries] == ["Återkallad: Pump för insulin"]


@pytest.mark.parametrize(("days", "sent"), [(1, 61), (20, 50)])
def test_the_fifty_newest_are_sent_and_all_of_the_last_fortnight(client, days, sent):
    page = make(NewsItem, title="Nyhet")
    delivery.drain()
    row = FeedEntry.objects.get()
    row.updated_at -= timedelta(days=days)
    for number in range(60):
        row.pk, row.page_id, row.is_withdrawn = None, page.pk + 1 + number, True
        row.translation_key = uuid4()
        row._state.adding = True
        row.save()
    assert len(entries(client, "/floden/alla.atom")) == sent


# Languages


def test_the_english_feed_has_swedish_publications_by_their_summary(client):
    area = ProductAreaFactory.create(slug="glukos", name="Glukosmätning", name_en="Glucose", emdn_code="Z12")
    make(Recommendation, title="Svensk rubrik", ingress="Svensk text", summary_en="In <English>.", areas=[area])
    make(Recommendation, title="Annat", areas=[])
    entry = entries(client, "/en/feeds/area/glukos.atom")[0]
    assert entry.title == "Svensk rubrik" and entry.title_detail.language == "sv"
    html = entry.content[0]
    assert "In &lt;English&gt;." in html.value and "Svensk text" not in html.value
    assert html.language == "en" and "Recommendation" in html.value
    assert entry.link == "http://testserver" + Recommendation.objects.get(title="Svensk rubrik").url
    assert entry.links[0].hreflang == "sv"
    assert "Glucose" in {tag.label for tag in entry.tags}


def test_an_english_page_carries_the_same_entry_on_and_gives_it_back(client):
    page = make(NewsItem, title="Nyhet", summary_en="Short")
    before = entries(client, "/en/feeds/all.atom")
    english = translated(page, title="News", ingress="In full")
    after = entries(client, "/en/feeds/all.atom")
    assert [entry.id for entry in after] == [entry.id for entry in before]
    assert after[0].title == "News" and "In full" in after[0].content[0].value
    assert [entry.title for entry in entries(client, "/floden/alla.atom")] == ["Nyhet"]
    assert entries(client, "/floden/alla.atom")[0].id == after[0].id
    english.unpublish()
    back = entries(client, "/en/feeds/all.atom")
    assert [(entry.id, entry.title) for entry in back] == [(before[0].id, "Nyhet")]
    assert back[0].updated_parsed >= after[0].updated_parsed


def test_a_withdrawal_in_all_languages_is_one_english_entry(client):
    page = make(NewsItem, title="Nyhet", summary_en="Short")
    english = translated(page, title="News")
    delivery.drain()
    english.unpublish()
    NewsItem.objects.get(pk=page.pk).unpublish()
    assert [entry.title for entry in entries(client, "/en/feeds/all.atom")] == ["Withdrawn: News"]
    assert [entry.title for entry in entries(client, "/floden/alla.atom")] == ["Återkallad: Nyhet"]


def test_a_translation_made_again_is_the_same_entry(client):
    page = make(NewsItem, title="Nyhet")
    translated(page, title="News").delete()
    delivery.drain()
    translated(NewsItem.objects.get(pk=page.pk), title="News again")
    assert [entry.title for entry in entries(client, "/en/feeds/all.atom")] == ["News again"]


# Caching


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_reader_that_has_it_gets_304(client, format):
    page = make(NewsItem, title="Nyhet")
    delivery.drain()
    address = f"/floden/alla.{format}"
    first = client.get(address)
    assert set(first["Cache-Control"].split(", ")) == {"public", "max-age=50", "must-revalidate"}
    for known in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = client.get(address, headers=known)
        assert again.status_code == 304 and not again.content
        assert again["ETag"] == first["ETag"]
    NewsItem.objects.get(pk=page.pk).unpublish()
    delivery.drain()
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]
    old = {"if-modified-since": "Wed, 01 Jan 2020 00:00:00 GMT"}
    assert client.get(address, headers=old).status_code == 200


def test_a_compressed_feed_is_known_again(client):
    make(NewsItem, title="Nyhet")
    delivery.drain()
    packed = client.get("/floden/alla.atom", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
    known = {"accept-encoding": "gzip", "if-none-match": packed["ETag"]}
    assert client.get("/floden/alla.atom", headers=known).status_code == 304


def test_the_same_feed_is_the_same_bytes(client):
    make(NewsItem, title="Nyhet")
    delivery.drain()
    assert client.get("/floden/alla.atom").content == client.get("/floden/alla.atom").content
    assert client.head("/floden/alla.atom").status_code == 200
    assert client.post("/floden/alla.atom").status_code == 405


# Facets

PLACES = Places({"skane": frozenset({"sodra"}), "halland": frozenset({"sodra", "vastra"}), "gotland": frozenset()}, {})
codes = st.lists(st.sampled_from(["a", "b", "skane", "halland", "gotland", "sodra", "national", "region"]), max_size=3)


filings = st.dictionaries(st.sampled_from([*facet_codes(), "healthcare_region"]), codes)


@given(filing=filings, chosen=st.dictionaries(st.sampled_from(facet_codes()), codes))
def test_a_wider_choice_never_loses_a_match(filing, chosen):
    selection = Selection(**chosen)
    assert has(filing, Selection().chosen_facets, PLACES)
    if has(filing, selection.chosen_facets, PLACES):
        for facet in facet_codes():
            assert has(filing, selection.without_facet(facet).chosen_facets, PLACES)


def test_facets_match_as_the_database_does():
    RegionFactory.create()
    halland = RegionFactory.create(code="halland", name="Halland")
    areas = [ProductAreaFactory.create(slug="a"), ProductAreaFactory.create(slug="b")]
    make(Recommendation, areas=areas[:1])
    make(Recommendation, areas=areas, level="region", regions=[halland])
    make(NewsItem, areas=areas[1:], level="healthcare_region", healthcare_regions=[HealthcareRegionFactory.create()])
    delivery.drain()
    choices = [
        Selection(),
        *(Selection(area=(code,)) for code in ("a", "b", "x")),
        *(Selection(region=(code,)) for code in ("skane", "halland", "x")),
        Selection(region=("x", "skane")),
        Selection(type=("news",), area=("b",)),
        Selection(level=("region", "national")),
        Selection(year=("2022",), status=("in_force",)),
        Selection(year=("1999",)),
    ]
    for selection in choices:
        by_database = set(Publication.objects.published().select(selection).values_list("pk", flat=True))
        by_facets = {
            row.page_id for row in FeedEntry.objects.all() if has(row.facets, selection.chosen_facets, Places.load())
        }
        assert by_facets == by_database, selection
