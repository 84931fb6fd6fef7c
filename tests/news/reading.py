"""Reads a feed in any of its formats as feedparser reads Atom and RSS."""

import json
from typing import Any

import feedparser

from news.formats.json_feed import OWN


def parsed(content: bytes) -> Any:
    """What a feed says: `bozo`, `feed` and `entries`. JSON Feed is given in the same words."""
    if not content.startswith(b"{"):
        return feedparser.parse(content)
    read = json.loads(content)
    entries = [
        feedparser.FeedParserDict(id=item["id"], title=item["title"], link=item["url"], summary=item.get("summary", ""))
        for item in read["items"]
    ]
    feed = feedparser.FeedParserDict(id=read[OWN]["id"], title=read["title"], language=read["language"])
    return feedparser.FeedParserDict(bozo=False, feed=feed, entries=entries)
