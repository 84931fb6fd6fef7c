"""Writes Atom 1.0 (RFC 4287) and RSS 2.0 from one value. Plain functions without database or clock.

JSON Feed is written from the same value by news.formats.json_feed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from lxml import etree

from portal.publications.published_data import Fact

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
# Deleted entries (RFC 6721), and archives of feeds (RFC 5005).
AT = "http://purl.org/atompub/tombstones/1.0"
FH = "http://purl.org/syndication/history/1.0"
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
class FeedLink:
    """A further address of an entry: `rel` as in Atom, `language` of what is there.

    "related" is the publication in another language, "successor-version" what replaces it (RFC 5829).
    """

    rel: str
    url: str
    language: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A document of a publication. `length` is in bytes."""

    url: str
    media_type: str
    length: int
    title: str


@dataclass(frozen=True)
class Tombstone:
    """An entry that the feed had and has no more (RFC 6721): the entry's id, and since when."""

    ref: str
    when: datetime


@dataclass(frozen=True)
class Entry:
    """One publication or event in a feed. `published` and `updated` have a time zone; `html` is safe, with absolute
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
    facts: tuple[Fact, ...] = ()
    links: tuple[FeedLink, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Feed:
    """A feed. `self_url` is its own address, `page_url` that of the web page with the same publications.

    `facts` is the XML namespace of the elements that hold facts; `rights` says how the content may be used. `archive`
    are links to archived parts of the feed; `is_archive` says that it is such a part itself (RFC 5005).
    """

    id: str
    title: str
    self_url: str
    page_url: str
    author: str
    updated: datetime
    subtitle: str = ""
    language: str = "sv"
    author_url: str = ""
    rights: str = ""
    facts: str = ""
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    archive: tuple[FeedLink, ...] = ()
    is_archive: bool = False


def clean(text: str) -> str:
    """The text without characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0 (RFC 4287)."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "at": AT, "fh": FH} | _namespace(feed))
    root.set(LANG, feed.language)
    _atom(root, "id", feed.id)
    _atom(root, "title", feed.title)
    if feed.subtitle:
        _atom(root, "subtitle", feed.subtitle)
    _atom(root, "updated", iso(feed.updated))
    author = _atom(root, "author")
    _atom(author, "name", feed.author)
    if feed.author_url:
        _atom(author, "uri", feed.author_url)
    _atom(root, "link", rel="self", type="application/atom+xml", href=feed.self_url)
    _atom(root, "link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page_url)
    _archive(root, feed, "application/atom+xml")
    if feed.rights:
        _atom(root, "rights", feed.rights)
    for tombstone in feed.tombstones:
        _rss(root, f"{{{AT}}}deleted-entry", ref=tombstone.ref, when=iso(tombstone.when))
    for entry in feed.entries:
        _atom_entry(root, entry, feed.facts)
    return _bytes(root)


def _archive(parent: etree._Element, feed: Feed, media_type: str) -> None:
    if feed.is_archive:
        _rss(parent, f"{{{FH}}}archive")
    for link in feed.archive:
        _atom(parent, "link", rel=link.rel, type=media_type, href=link.url)


def _namespace(feed: Feed) -> dict[str | None, str]:
    return {"sp": feed.facts} if feed.facts else {}


def _atom_entry(root: etree._Element, entry: Entry, namespace: str) -> None:
    node = _atom(root, "entry")
    node.set(LANG, entry.language)
    _atom(node, "id", entry.id)
    title = _atom(node, "title", entry.title)
    if entry.title_language and entry.title_language != entry.language:
        title.set(LANG, entry.title_language)
    hreflang = entry.page_language or entry.language
    _atom(node, "link", rel="alternate", type="text/html", hreflang=hreflang, href=entry.url)
    for link in entry.links:
        _atom(node, "link", rel=link.rel, type="text/html", href=link.url, **_hreflang(link))
    for file in entry.enclosures:
        length = str(file.length)
        _atom(node, "link", rel="enclosure", type=file.media_type, length=length, title=file.title, href=file.url)
    _atom(node, "published", iso(entry.published))
    _atom(node, "updated", iso(entry.updated))
    for category in entry.categories:
        _atom(node, "category", scheme=category.scheme, term=category.term, label=category.label)
    if entry.summary:
        _atom(node, "summary", entry.summary)
    if entry.html:
        _atom(node, "content", entry.html, type="html")
    _facts(node, entry, namespace)


def _hreflang(link: FeedLink) -> dict[str, str]:
    return {"hreflang": link.language} if link.language else {}


def _facts(node: etree._Element, entry: Entry, namespace: str) -> None:
    """The facts as elements of their own, which programs read and feed readers pass over."""
    for fact in entry.facts if namespace else ():
        given = {"name": fact.name, "code": fact.code, "of": fact.of, "before": fact.before}
        _rss(node, f"{{{namespace}}}fact", fact.word, **{name: value for name, value in given.items() if value})


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, with the full text in content:encoded."""
    root = etree.Element(
        "rss", version="2.0", nsmap={"atom": ATOM, "content": CONTENT, "dc": DC, "fh": FH} | _namespace(feed)
    )
    channel = _rss(root, "channel")
    _rss(channel, "title", feed.title)
    _rss(channel, "link", feed.page_url)
    _rss(channel, "description", feed.subtitle or feed.title)
    _rss(channel, "language", feed.language)
    _rss(channel, "lastBuildDate", _rfc822(feed.updated))
    _rss(channel, f"{{{DC}}}publisher", feed.author)
    _archive(channel, feed, "application/rss+xml")
    if feed.rights:
        _rss(channel, "copyright", feed.rights)
    _atom(channel, "link", rel="self", type="application/rss+xml", href=feed.self_url)
    for entry in feed.entries:
        _rss_item(channel, entry, feed)
    return _bytes(root)


def _rss_item(channel: etree._Element, entry: Entry, feed: Feed) -> None:
    item = _rss(channel, "item")
    _rss(item, "title", entry.title)
    _rss(item, "link", entry.url)
    _rss(item, "guid", entry.id, isPermaLink="false")
    _rss(item, "pubDate", _rfc822(entry.published))
    # RSS has no element for the time of a change; feed readers understand Atom's.
    _atom(item, "updated", iso(entry.updated))
    _rss(item, f"{{{DC}}}creator", feed.author)
    _rss(item, f"{{{DC}}}language", entry.language)
    for category in entry.categories:
        _rss(item, "category", category.label, domain=f"{category.scheme}#{category.term}")
    # Feed readers take the description for HTML: without this, text after a "<" would be lost.
    _rss(item, "description", escape(entry.summary or entry.title, quote=False))
    if entry.html:
        _rss(item, f"{{{CONTENT}}}encoded", entry.html)
    for link in entry.links:
        _atom(item, "link", rel=link.rel, type="text/html", href=link.url, **_hreflang(link))
    # An item of RSS has at most one enclosure, so the others are given as links of Atom.
    for file in entry.enclosures[:1]:
        _rss(item, "enclosure", url=file.url, type=file.media_type, length=str(file.length))
    for file in entry.enclosures[1:]:
        length = str(file.length)
        _atom(item, "link", rel="enclosure", type=file.media_type, length=length, title=file.title, href=file.url)
    _facts(item, entry, feed.facts)


def _atom(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    return _rss(parent, f"{{{ATOM}}}{name}", text, **attributes)


def _rss(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    node.text = clean(text) or None
    return node


def iso(moment: datetime) -> str:
    """A time in UTC as RFC 3339 writes it, in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
