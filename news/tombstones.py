"""Tombstones of a state feed (RFC 6721): what it had and has no more, so that a program can drop its copy.

A withdrawn publication first stays as an entry that says so, since common feed readers pass tombstones over and would
go on showing what it said before. It gets a tombstone when newer entries have pushed that one out. What leaves the
selection, by another verdict or another product area, gets a tombstone at once; its event feed tells of it, too.
"""

from collections.abc import Collection, Iterable

from news.events.event_feed import left
from news.feeds import Tombstone
from news.models import FeedEntry
from portal.addresses.tag_uris import publication_tag
from portal.selections.concerned import Places
from portal.selections.selection import Selection


def tombstones(
    selection: Selection,
    page_ids: Collection[int] | None,
    places: Places,
    shown: Iterable[FeedEntry],
    withdrawn: Iterable[FeedEntry],
) -> tuple[Tombstone, ...]:
    """The tombstones of a feed that shows these entries, newest first, each once.

    `withdrawn` are the withdrawn publications that it shows no more; `page_ids` as in news.following.entries.
    """
    live = {row.number for row in shown}
    found = {row.number: Tombstone(row.tag, row.updated_at) for row in withdrawn}
    # Nothing leaves a selection that everything is in.
    for told in left(selection, page_ids, places) if selection.chosen else ():
        number, when = told.event.number, told.event.created_at
        if number not in found or when > found[number].when:
            found[number] = Tombstone(publication_tag(number), when)
    stones = (stone for number, stone in found.items() if number not in live)
    return tuple(sorted(stones, key=lambda stone: stone.when, reverse=True))
