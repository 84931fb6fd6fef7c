"""Writes Atom 1.0 (RFC 4287) and RSS 2.0 from one value. Plain functions without Django, database or clock."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# What XML 1.0 forbids, even escaped: control characters, lone surrogates, two non-characters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Category:
    """What an entry is filed under: `scheme` says in which list (an address as a name), `term` is the code there."""

    scheme: str
    term: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One publication in a feed. `published` and `updated` have a time zone; `html` is safe, with absolute
    addresses.
    """

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str = ""
    html: str = ""
    # The language of the text; those of the title and of the linked page where they differ.
    language: str = "sv"
    title_language: str = ""
    page_language: str = ""
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed. `self_url` is its own address, `page_url` that of the web page with the same publications."""

    id: str
    title: str
    self_url: str
    page_url: str
    author: str
    updated: datetime
    subtitle: str = ""
    language: str = "sv"
    author_url: str = ""
    entries: tuple[Entry, ...] = ()


def entry_id(translation_key: UUID, language: str) -> str:
    """The id of an entry. It stays the same as long as the publication exists, whatever its address or title."""
    return uuid5(translation_key, language).urn


def event_id(translation_key: UUID, number: int, of: str) -> str:
    """The id of an entry for an event: `number` is the event's in the log, `of` a language or a selection's name."""
    return uuid5(translation_key, f"event/{number}/{of}").urn


def feed_id(address: str) -> str:
    """The id of a feed, made from a name for its selection. It does not depend on the feed's address."""
    return uuid5(NAMESPACE_URL, address).urn


def clean(text: str) -> str:
    """The text without characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287)."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(LANG, feed.language)
    _atom(root, "id", feed.id)
    _atom(root, "title", feed.title)
    if feed.subtitle:
        _atom(root, "subtitle", feed.subtitle)
    _atom(root, "updated", _iso(feed.updated))
    author = _atom(root, "author")
    _atom(author, "name", feed.author)
    if feed.author_url:
        _atom(author, "uri", feed.author_url)
    _atom(root, "link", rel="self", type="application/atom+xml", href=feed.self_url)
    _atom(root, "link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page_url)
    for entry in feed.entries:
        _atom_entry(root, entry)
    return _bytes(root)


def _atom_entry(root: etree._Element, entry: Entry) -> None:
    node = _atom(root, "entry")
    node.set(LANG, entry.language)
    _atom(node, "id", entry.id)
    title = _atom(node, "title", entry.title)
    if entry.title_language and entry.title_language != entry.language:
        title.set(LANG, entry.title_language)
    hreflang = entry.page_language or entry.language
    _atom(node, "link", rel="alternate", type="text/html", hreflang=hreflang, href=entry.url)
    _atom(node, "published", _iso(entry.published))
    _atom(node, "updated", _iso(entry.updated))
    for category in entry.categories:
        _atom(node, "category", scheme=category.scheme, term=category.term, label=category.label)
    if entry.summary:
        _atom(node, "summary", entry.summary)
    _atom(node, "content", entry.html, type="html")


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, with the full text in content:encoded."""
    root = etree.Element("rss", version="2.0", nsmap={"atom": ATOM, "content": CONTENT, "dc": DC})
    channel = _rss(root, "channel")
    _rss(channel, "title", feed.title)
    _rss(channel, "link", feed.page_url)
    _rss(channel, "description", feed.subtitle or feed.title)
    _rss(channel, "language", feed.language)
    _rss(channel, "lastBuildDate", _rfc822(feed.updated))
    _rss(channel, f"{{{DC}}}publisher", feed.author)
    _atom(channel, "link", rel="self", type="application/rss+xml", href=feed.self_url)
    for entry in feed.entries:
        _rss_item(channel, entry, feed.author)
    return _bytes(root)


def _rss_item(channel: etree._Element, entry: Entry, author: str) -> None:
    item = _rss(channel, "item")
    _rss(item, "title", entry.title)
    _rss(item, "link", entry.url)
    _rss(item, "guid", entry.id, isPermaLink="false")
    _rss(item, "pubDate", _rfc822(entry.published))
    # RSS has no element for the time of a change; feed readers understand Atom's.
    _atom(item, "updated", _iso(entry.updated))
    _rss(item, f"{{{DC}}}creator", author)
    _rss(item, f"{{{DC}}}language", entry.language)
    for category in entry.categories:
        _rss(item, "category", category.label, domain=f"{category.scheme}#{category.term}")
    # Feed readers take the description for HTML: without this, text after a "<" would be lost.
    _rss(item, "description", escape(entry.summary or entry.title, quote=False))
    _rss(item, f"{{{CONTENT}}}encoded", entry.html)


def _atom(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    return _rss(parent, f"{{{ATOM}}}{name}", text, **attributes)


def _rss(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    node.text = clean(text) or None
    return node


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
