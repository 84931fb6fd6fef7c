"""Tells of events in a feed, and asks the second time only whether there are new ones.

Needs feedparser: python3 -m pip install feedparser
"""

import feedparser

FEED = "{{ portal }}{{ feed }}"

feed = feedparser.parse(FEED)
for entry in feed.entries:
    print(entry.updated, entry.title, entry.link)

again = feedparser.parse(FEED, etag=feed.etag)
print(again.status)  # 304: nothing new
