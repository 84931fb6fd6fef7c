"""Atom and RSS as they are written, read back by a feed parser and an XML parser."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from time import struct_time

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from news.feeds import AT, ATOM, Category, Enclosure, Entry, Feed, FeedLink, Tombstone, atom, clean, rss
from news.formats.json_feed import OWN, VERSION, json_feed
from portal.publications.published_data import Fact

SUMMER = timezone(timedelta(hours=2))
ENTRY = Entry(
    id="tag:portal.example,2026:publikation/7",
    title="Glukosmätning <b> & annat",
    url="https://portal.example/rekommendationer/glukos/",
    published=datetime(2026, 6, 1, 0, 30, tzinfo=SUMMER),
    updated=datetime(2026, 6, 2, 12, 0, tzinfo=SUMMER),
    summary="I korthet och kort.",
    html='<p>Hela <em>texten</em> &amp; <a href="https://portal.example/">länk</a></p>',
    categories=(Category("https://portal.example/floden/schema/omrade", "glukos", "Glukosmätning"),),
)
FEED = Feed(
    id="tag:portal.example,2026:flode/sv",
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


FULL = replace(
    ENTRY,
    facts=(
        Fact("verdict", "Utfall", "wait", "Avvakta", of="Prosigna", before="can"),
        Fact("conditions", "Villkor", "", "Inom studie", is_text=True),
    ),
    links=(
        FeedLink("related", "https://portal.example/en/x/", "en"),
        FeedLink("successor-version", "https://portal.example/y/"),
    ),
    enclosures=(
        Enclosure("https://portal.example/documents/1/a.pdf", "application/pdf", 1200, "Underlag"),
        Enclosure("https://portal.example/documents/2/b.pdf", "application/pdf", 90, "Bilaga"),
    ),
)
NAMESPACE = "tag:portal.example,2026:fakta"
FULL_FEED = replace(
    FEED,
    rights="CC0 1.0",
    facts=NAMESPACE,
    entries=(FULL,),
    tombstones=(Tombstone("tag:portal.example,2026:publikation/3", datetime(2026, 6, 3, tzinfo=UTC)),),
)


@BOTH
def test_facts_stand_as_word_and_code_for_each_product(build):
    first, second = etree.fromstring(build(FULL_FEED)).iter(f"{{{NAMESPACE}}}fact")
    assert dict(first.attrib) == {"name": "verdict", "code": "wait", "of": "Prosigna", "before": "can"}
    assert (first.text, second.text) == ("Avvakta", "Inom studie")


@BOTH
def test_documents_other_languages_and_the_successor_are_found(build):
    entry = feedparser.parse(build(FULL_FEED)).entries[0]
    files = {(file.href, file.type, file.length) for file in entry.enclosures}
    assert files == {
        ("https://portal.example/documents/1/a.pdf", "application/pdf", "1200"),
        ("https://portal.example/documents/2/b.pdf", "application/pdf", "90"),
    }
    links = {(link.rel, link.href) for link in entry.links}
    assert {("related", "https://portal.example/en/x/"), ("successor-version", "https://portal.example/y/")} <= links
    assert entry.link == ENTRY.url


def test_a_tombstone_names_the_entry_and_when_it_went():
    (node,) = etree.fromstring(atom(FULL_FEED)).iter(f"{{{AT}}}deleted-entry")
    assert dict(node.attrib) == {"ref": "tag:portal.example,2026:publikation/3", "when": "2026-06-03T00:00:00Z"}


def test_json_feed_says_what_atom_says():
    feed = json.loads(json_feed(FULL_FEED))
    assert (feed["version"], feed["feed_url"], feed["language"]) == (VERSION, FULL_FEED.self_url, "sv")
    assert feed[OWN]["deleted"] == [{"id": "tag:portal.example,2026:publikation/3", "when": "2026-06-03T00:00:00Z"}]
    (item,) = feed["items"]
    assert (item["id"], item["url"], item["content_html"]) == (FULL.id, FULL.url, FULL.html)
    assert (item["date_published"], item["tags"]) == ("2026-05-31T22:30:00Z", ["Glukosmätning"])
    assert item["attachments"][1]["size_in_bytes"] == 90
    assert item[OWN]["facts"][0]["before"] == "can"


def test_json_feed_leaves_out_what_is_empty():
    feed = json.loads(json_feed(replace(FEED, author_url="", entries=(replace(ENTRY, summary="", html=""),))))
    assert "summary" not in feed["items"][0] and feed["items"][0]["content_html"] == ""
    assert feed["authors"] == [{"name": "Regionerna"}]
