"""Reads Atom, RSS and JSON Feed into what the three have in common, and says what their specifications do not allow.

Atom is held against the RELAX NG schema of RFC 4287; for RSS 2.0 and JSON Feed 1.1 see
https://www.rssboard.org/rss-specification and https://www.jsonfeed.org/version/1.1/.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
SCHEMA = etree.RelaxNG(file=Path(__file__).with_name("atom.rng"))

JSON_FEED = "https://jsonfeed.org/version/1.1"
# RSS 2.0: what a channel and an item may hold, of elements without a namespace; those that may stand several times.
IN_CHANNEL = {
    *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate", "category"),
    *("lastBuildDate", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput", "skipHours", "skipDays"),
    "item",
}
IN_ITEM = {
    *("title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"),
}
WEB = ("http", "https")
SEVERAL = {"category", "item", "enclosure"}
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@dataclass
class Item:
    """What the rules read of an entry: `alternates` are the languages of its links to the page, `addresses` all that
    stand outside of its texts, `texts` are HTML.
    """

    id: str
    has_author: bool
    alternates: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass
class Document:
    """What the rules read of a feed: `own` are the addresses that it gives as its own, `dead` pairs of ref and when."""

    address: str
    has_author: bool
    own: list[str]
    addresses: list[str]
    items: list[Item]
    dead: list[tuple[str, str]] = field(default_factory=list)


def _atom(body: bytes, address: str) -> tuple[list[str], Document | None]:
    root = _parsed(body)
    if not SCHEMA.validate(root):
        return [f"schema: {'; '.join(dict.fromkeys(line.message for line in SCHEMA.error_log))}"], None
    entries = root.findall(f"{ATOM}entry")
    moments = [node.text for node in root.iter(f"{ATOM}updated", f"{ATOM}published")]
    found = [f"time: {text} is not a time of RFC 3339" for text in moments if not is_rfc_3339(text)]
    found += [
        f"link: {entry.findtext(f'{ATOM}id')} has no link and no content"
        for entry in entries
        if not _links(entry, "alternate") and entry.find(f"{ATOM}content") is None
    ]
    return found, Document(
        address=address,
        has_author=root.find(f"{ATOM}author") is not None,
        own=[link.get("href") for link in _links(root, "self")],
        addresses=_addresses(node for node in root if node.tag != f"{ATOM}entry"),
        items=[_atom_item(entry) for entry in entries],
        dead=[(node.get("ref", ""), node.get("when", "")) for node in root.iter(f"{TOMBSTONES}deleted-entry")],
    )


def _atom_item(entry: etree._Element) -> Item:
    texts = [entry.find(f"{ATOM}{name}") for name in ("title", "summary", "content")]
    has_author = entry.find(f"{ATOM}author") is not None or entry.find(f"{ATOM}source/{ATOM}author") is not None
    return Item(
        id=entry.findtext(f"{ATOM}id").strip(),
        has_author=has_author,
        # Two languages are two addresses of the same; so are two media types (RFC 4287, 4.1.2).
        alternates=[f"{link.get('hreflang', '')} {link.get('type', '')}" for link in _links(entry, "alternate")],
        addresses=_addresses([entry]),
        texts=[_marked_up(node) for node in texts if node is not None and node.get("type") in ("html", "xhtml")],
    )


def _marked_up(text: etree._Element) -> str:
    """The HTML of a text construct."""
    if text.get("type") == "html":
        return text.text or ""
    return "".join(etree.tostring(child, encoding="unicode") for child in text)


def _links(parent: etree._Element, rel: str) -> list[Any]:
    return [link for link in parent.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]


def _addresses(nodes: Any) -> list[str]:
    """The addresses of these nodes and of what is in them."""
    found = []
    for node in nodes:
        found += [link.get("href") for link in node.iter(f"{ATOM}link")]
        found += [part.get("scheme") for part in node.iter(f"{ATOM}category") if part.get("scheme")]
        found += [part.get("src") for part in node.iter(f"{ATOM}content") if part.get("src")]
        found += [part.text or "" for part in node.iter(f"{ATOM}uri", f"{ATOM}icon", f"{ATOM}logo")]
    return found


def _rss(body: bytes, address: str) -> tuple[list[str], Document | None]:
    root = _parsed(body)
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        return ["schema: not one channel of RSS 2.0"], None
    (channel,) = channels
    found = [
        f"schema: the channel has no {name}" for name in ("title", "link", "description") if not _said(channel, name)
    ]
    found += _wrong_parts(channel, IN_CHANNEL)
    items = channel.findall("item")
    for item in items:
        found += _wrong_parts(item, IN_ITEM)
        if not (_said(item, "title") or _said(item, "description")):
            found.append("schema: an item has neither title nor description")
        guid = item.find("guid")
        if guid is not None and guid.get("isPermaLink", "true") == "true" and urlsplit(guid.text).scheme not in WEB:
            found.append(f"schema: {guid.text} is no address")
        for enclosure in item.findall("enclosure"):
            if not all(enclosure.get(name) for name in ("url", "length", "type")):
                found.append("schema: an enclosure has no url, length or type")
    moments = [node.text or "" for node in root.iter("pubDate", "lastBuildDate")]
    found += [f"time: {text} is not a time of RFC 822" for text in moments if not _is_rfc_822(text)]
    return found, Document(
        address=address,
        has_author=bool(_said(channel, "managingEditor")),
        own=[link.get("href") for link in _links(channel, "self")],
        addresses=[channel.findtext("link", ""), *(link.get("href") for link in channel.findall(f"{ATOM}link"))],
        items=[_rss_item(item) for item in items],
    )


def _rss_item(item: etree._Element) -> Item:
    enclosed = [enclosure.get("url", "") for enclosure in item.findall("enclosure")]
    filed = [category.get("domain") for category in item.findall("category") if category.get("domain")]
    return Item(
        id=_said(item, "guid"),
        has_author=bool(_said(item, "author") or _said(item, f"{DC}creator")),
        addresses=[node.text or "" for node in item.findall("link")] + enclosed + filed,
        texts=[_said(item, "description"), _said(item, f"{CONTENT}encoded")],
    )


def _wrong_parts(parent: etree._Element, known: set[str]) -> list[str]:
    """What RSS does not know, or not so often. Elements with a namespace are free."""
    names = Counter(node.tag for node in parent if isinstance(node.tag, str) and not node.tag.startswith("{"))
    unknown = [f"schema: RSS has no {name} here" for name in names if name not in known]
    return unknown + [
        f"schema: {name} stands {count} times" for name, count in names.items() if count > 1 and name not in SEVERAL
    ]


def _said(parent: etree._Element, name: str) -> str:
    return (parent.findtext(name) or "").strip()


def _json(body: bytes, address: str) -> tuple[list[str], Document | None]:
    feed = json.loads(body)
    if not isinstance(feed, dict) or feed.get("version") != JSON_FEED or not isinstance(feed.get("items"), list):
        return ["schema: not a JSON Feed 1.1 with items"], None
    found = [] if _is_text(feed.get("title")) else ["schema: the feed has no title"]
    found += [fault for item in feed["items"] for fault in _wrong_in_json(item)]
    given = [feed[name] for name in ("home_page_url", "next_url", "icon", "favicon") if name in feed]
    return found + _wrong_authors(feed), Document(
        address=address,
        has_author=bool(feed.get("authors")),
        own=[feed["feed_url"]] if "feed_url" in feed else [],
        addresses=given + [author["url"] for author in feed.get("authors", []) if "url" in author],
        items=[_json_item(item) for item in feed["items"]],
    )


def _wrong_in_json(item: dict[str, Any]) -> Iterator[str]:
    if not _is_text(item.get("id")):
        yield "schema: an item has no id that is a text"
    if not (_is_text(item.get("content_html")) or _is_text(item.get("content_text"))):
        yield f"schema: {item.get('id')} has no content"
    for name in ("date_published", "date_modified"):
        if name in item and not is_rfc_3339(item[name]):
            yield f"time: {item[name]} is not a time of RFC 3339"
    for attachment in item.get("attachments", []):
        if not (attachment.get("url") and attachment.get("mime_type")):
            yield f"schema: an attachment of {item.get('id')} has no url or mime_type"
    if not all(_is_text(tag) for tag in item.get("tags", [])):
        yield f"schema: a tag of {item.get('id')} is no text"
    yield from _wrong_authors(item)


def _wrong_authors(of: dict[str, Any]) -> list[str]:
    authors = of.get("authors", [])
    is_sound = isinstance(authors, list) and all({"name", "url", "avatar"} & author.keys() for author in authors)
    return [] if is_sound else ["schema: an author has neither name nor url"]


def _json_item(item: dict[str, Any]) -> Item:
    attached = [attachment.get("url", "") for attachment in item.get("attachments", [])]
    given = [item[name] for name in ("url", "external_url", "image", "banner_image") if name in item]
    return Item(
        id=str(item.get("id", "")),
        has_author=bool(item.get("authors")),
        addresses=given + attached,
        texts=[item.get("content_html", "")],
    )


READERS: dict[str, Callable[[bytes, str], tuple[list[str], Document | None]]] = {
    "atom": _atom,
    "rss": _rss,
    "json": _json,
}


def _parsed(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


def is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme and (parts.netloc or parts.path))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def is_rfc_3339(text: Any) -> bool:
    """Whether a text is a time with its zone that there is."""
    try:
        return isinstance(text, str) and bool(_RFC_3339.fullmatch(text)) and bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_rfc_822(text: str) -> bool:
    try:
        return parsedate_to_datetime(text).tzinfo is not None
    except ValueError:
        return False
