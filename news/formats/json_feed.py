"""Writes a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) from the same value as Atom and RSS."""

import json
from typing import Any

from news.feeds import Entry, Feed, iso

VERSION = "https://jsonfeed.org/version/1.1"
# What the format has no name for stands under a name of our own, as the format says: it begins with an underscore.
OWN = "_samverkansportalen"


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    author = {"name": feed.author, "url": feed.author_url}
    gone = [{"id": row.ref, "when": iso(row.when)} for row in feed.tombstones]
    values = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [_filled(author)],
        OWN: _filled({"id": feed.id, "updated": iso(feed.updated), "rights": feed.rights, "deleted": gone}),
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(_filled(values) | {"items": values["items"]}, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    categories = [
        {"scheme": category.scheme, "term": category.term, "label": category.label} for category in entry.categories
    ]
    own = {
        "page_language": entry.page_language,
        "title_language": entry.title_language,
        "categories": categories,
        "facts": [_filled(fact._asdict(), "is_text") for fact in entry.facts],
        "links": [_filled({"rel": link.rel, "url": link.url, "language": link.language}) for link in entry.links],
    }
    values = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": iso(entry.published),
        "date_modified": iso(entry.updated),
        "language": entry.language,
        "tags": list(dict.fromkeys(category.label for category in entry.categories)),
        "attachments": [
            {"url": file.url, "mime_type": file.media_type, "title": file.title, "size_in_bytes": file.length}
            for file in entry.enclosures
        ],
        OWN: _filled(own),
    }
    return _filled(values) | {"content_html": entry.html}


def _filled(values: dict[str, Any], *left_out: str) -> dict[str, Any]:
    """The values that are there. The format leaves out what is empty."""
    return {name: value for name, value in values.items() if value not in ("", [], None) and name not in left_out}
