"""Atom and RSS as they are written, read back by a feed parser and an XML parser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from time import struct_time
from uuid import UUID

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from news.feeds import ATOM, Category, Entry, Feed, atom, clean, entry_id, feed_id, rss

KEY = UUID("8a3ef1c2-5a0e-4c55-9d8b-5a8c0c1b2d3e")
SUMMER = timezone(timedelta(hours=2))
ENTRY = Entry(
    id=entry_id(KEY, "sv"),
    title="Glukosmätning <b> & annat",
    url="https://portal.example/rekommendationer/glukos/",
    published=datetime(2026, 6, 1, 0, 30, tzinfo=SUMMER),
    updated=datetime(2026, 6, 2, 12, 0, tzinfo=SUMMER),
    summary="I korthet och kort.",
    html='<p>Hela <em>texten</em> &amp; <a href="https://portal.example/">länk</a></p>',
    categories=(Category("https://portal.example/floden/schema/omrade", "glukos", "Glukosmätning"),),
)
FEED = Feed(
    id=feed_id("samverkansportalen:sv?"),
    title="Samverkansportalen: Allt",
    subtitle="Beslut",
    self_url="https://portal.example/floden/alla.atom",
    page_url="https://portal.example/sok/?type=a&type=b",
    author="Regionerna",
    updated=ENTRY.updated,
    entries=(ENTRY,),
)
BOTH = pytest.mark.parametrize("build", [atom, rss])
text = st.text(st.characters(categories=None), max_size=80)


def test_ids_are_urns_that_depend_on_publication_and_language_alone():
    assert entry_id(KEY, "sv") == "urn:uuid:" + str(UUID(entry_id(KEY, "sv").removeprefix("urn:uuid:")))
    assert entry_id(KEY, "sv") == entry_id(UUID(str(KEY)), "sv") != entry_id(KEY, "en")
    assert feed_id("a") == feed_id("a") != feed_id("b")


@BOTH
def test_a_parser_reads_every_part(build):
    parsed = feedparser.parse(build(FEED))
    assert not parsed.bozo
    assert parsed.version == {atom: "atom10", rss: "rss20"}[build]
    assert parsed.feed.title == FEED.title and parsed.feed.language == "sv"
    assert parsed.feed.updated_parsed == struct_time((2026, 6, 2, 10, 0, 0, 1, 153, 0))
    entry = parsed.entries[0]
    assert entry.id == ENTRY.id and entry.link == ENTRY.url
    assert (entry if build is rss else parsed.feed).author == "Regionerna"
    assert entry.published_parsed[:6] == (2026, 5, 31, 22, 30, 0)
    assert entry.updated_parsed[:6] == (2026, 6, 2, 10, 0, 0)
    assert entry.content[-1].value == ENTRY.html and entry.content[-1].type == "text/html"
    assert entry.summary == ENTRY.summary
    if build is atom:
        assert entry.title == ENTRY.title
        assert entry.tags[0] == {"scheme": ENTRY.categories[0].scheme, "term": "glukos", "label": "Glukosmätning"}
    else:
        # RSS has no code of a category: it stands in its address.
        scheme = f"{ENTRY.categories[0].scheme}#glukos"
        assert (entry.tags[0].scheme, entry.tags[0].term) == (scheme, "Glukosmätning")
        assert not entry.guidislink


@BOTH
def test_the_feed_knows_its_own_address_and_its_page(build):
    links = {link.rel: link for link in feedparser.parse(build(FEED)).feed.links}
    assert links["self"].href == FEED.self_url
    assert links["alternate"].href == FEED.page_url


def test_atom_has_what_the_standard_requires():
    root = etree.fromstring(atom(FEED))
    spaces = {"a": ATOM}
    for node in [root, *root.iterfind("a:entry", spaces)]:
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"a:{name}", spaces)) == 1
    assert root.find("a:author/a:name", spaces).text == "Regionerna"
    assert root.find("a:entry/a:link", spaces).get("hreflang") == "sv"
    assert root.find("a:entry/a:content", spaces).get("type") == "html"


def test_a_title_in_another_language_says_so():
    entry = replace(ENTRY, language="en", title_language="sv", page_language="sv")
    node = etree.fromstring(atom(replace(FEED, language="en", entries=(entry,)))).find(f"{{{ATOM}}}entry")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert node.get(lang) == "en" and node.find(f"{{{ATOM}}}title").get(lang) == "sv"
    assert node.find(f"{{{ATOM}}}link").get("hreflang") == "sv"


@BOTH
def test_a_summary_is_read_to_its_end(build):
    summary = "HbA1c < 60 mmol/mol & minst > 2 gånger"
    (entry,) = feedparser.parse(build(replace(FEED, entries=(replace(ENTRY, summary=summary),)))).entries
    assert unescape(entry.summary) == summary


@BOTH
def test_a_feed_without_entries_is_a_feed(build):
    parsed = feedparser.parse(build(replace(FEED, entries=())))
    assert not parsed.bozo and parsed.entries == []


@BOTH
@given(title=text, summary=text, html=text, label=text, url=text)
def test_any_text_gives_well_formed_xml_with_the_text_unchanged(build, title, summary, html, label, url):
    category = Category("urn:x", label, label)
    entry = replace(ENTRY, title=title, summary=summary, html=html, url=url, categories=(category,))
    root = etree.fromstring(build(replace(FEED, title=title, author=label, page_url=url, entries=(entry,))))
    texts = {node.text or "" for node in root.iter()}
    attributes = {value for node in root.iter() for value in node.attrib.values()}
    # A line break in an attribute is written as a reference, so that it comes back as it was.
    assert clean(title) in texts
    assert clean(html) in texts
    assert {clean(label), clean(url)} <= texts | attributes


@given(moment=st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))
def test_dates_are_the_same_moment_in_both(moment):
    moment = moment.replace(microsecond=0)
    entry = replace(ENTRY, published=moment, updated=moment)
    expected = moment.astimezone(UTC).timetuple()[:6]
    for build in (atom, rss):
        read = feedparser.parse(build(replace(FEED, entries=(entry,)))).entries[0]
        assert read.published_parsed[:6] == read.updated_parsed[:6] == expected
