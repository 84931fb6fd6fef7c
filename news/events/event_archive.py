"""The archive of an event feed (RFC 5005): one document for each month that is over, with all its events.

A closed month changes only where something may not be told any more. Therefore its entries leave out what follows from
the state of today: text, categories, other languages.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from news.entries import NEVER, FeedVocabulary
from news.events.event_entries import event_entries, event_frame
from news.events.event_feed import Told, first_event
from news.feeds import Entry, Feed, FeedLink
from portal.selections.selection import Selection

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def closed_month(text: str) -> date | None:
    """The first day of the month that an address names (2026-10). None for what is no month, or not over yet, and for
    one before the log begins.
    """
    found = _MONTH.fullmatch(text)
    if not found or not int(found[1]):
        return None
    month = date(int(found[1]), int(found[2]), 1)
    begins = first_event()
    if begins is None or month < timezone.localtime(begins).date().replace(day=1):
        return None
    return month if month < timezone.localdate().replace(day=1) else None


def with_archive(feed: Feed) -> Feed:
    """The feed of the newest events, with the link to its archive if anything can be there."""
    return replace(feed, archive=_before(feed.self_url, timezone.localdate()))


def make_archive(
    frame: Feed, selection: Selection, events: Sequence[Told], vocabulary: FeedVocabulary, month: date
) -> Feed:
    """The document of one month. `frame` is that of the feed itself, with its address; `month` is the first day."""
    feed = event_frame(frame, selection)
    of_month = f"{MONTHS[month.month]} {month.year}"
    links = (FeedLink("current", frame.self_url), *_before(frame.self_url, month), *_after(frame.self_url, month))
    return replace(
        feed,
        title=_("%(feed)s, %(month)s") % {"feed": feed.title, "month": of_month},
        self_url=_address(frame.self_url, month),
        updated=max((told.event.created_at for told in events), default=NEVER),
        entries=tuple(map(_archived, event_entries(selection, events, vocabulary))),
        archive=links,
        is_archive=True,
    )


def _archived(entry: Entry) -> Entry:
    return replace(entry, page_language="", html="", categories=entry.categories[-1:], links=())


def _before(self_url: str, month: date) -> tuple[FeedLink, ...]:
    """The link to the month before, unless the log begins later."""
    previous = (month.replace(day=1) - timedelta(days=1)).replace(day=1)
    first = first_event()
    if first is None or timezone.localtime(first).date().replace(day=1) > previous:
        return ()
    return (FeedLink("prev-archive", _address(self_url, previous)),)


def _after(self_url: str, month: date) -> tuple[FeedLink, ...]:
    following = (month + timedelta(days=31)).replace(day=1)
    is_over = following < timezone.localdate().replace(day=1)
    return (FeedLink("next-archive", _address(self_url, following)),) if is_over else ()


def _address(self_url: str, month: date) -> str:
    return f"{self_url}{'&' if '?' in self_url else '?'}month={month:%Y-%m}"
