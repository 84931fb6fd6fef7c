"""What the feeds keep, held against what is public now: the worker may be behind, or not running."""

import logging

from news.models import FeedEntry, Newsletter
from news.snapshot import snapshot
from portal.addresses import named_of
from portal.models import Delivery, Publication

logger = logging.getLogger(__name__)

CHANNEL = "feed"
# Of a withdrawn entry that may not be told of: its place and its time are all that is left.
UNNAMED: dict[str, object] = {"title": "", "path": "", "dated_on": None}


def as_they_are(entries: list[FeedEntry]) -> list[FeedEntry]:
    """Entries of public pages; those with a delivery on its way are read anew, and newsletters, which name others."""
    waiting = set(Delivery.objects.open().filter(channel=CHANNEL).values_list("event__page_id", flat=True))
    if not waiting:
        return entries
    anew = [entry.page_id in waiting or entry.type_code == Newsletter.type_code for entry in entries]
    return [entry for entry, due in zip(entries, anew, strict=True) if not due or _read_anew(entry)]


def _read_anew(entry: FeedEntry) -> bool:
    """Put the page's own words of now in the entry, unsaved. False where there are none to be had.

    What is kept of a page whose text can't be made may be what was taken away: nothing is shown of it then.
    """
    page = Publication.objects.published().filter(pk=entry.page_id).first()
    try:
        values = snapshot(page.specific) if page else {}
    except Exception:
        logger.exception("The feeds leave out page %s, whose text can't be made", entry.page_id)
        return False
    for name, value in values.items():
        setattr(entry, name, value)
    return bool(values)


def unnamed_if_need_be(entries: list[FeedEntry]) -> list[FeedEntry]:
    """Withdrawn entries, without a word of pages that the public may not be told of."""
    named = named_of([entry.page_id for entry in entries])
    for entry in entries:
        if entry.page_id not in named:
            for name, value in UNNAMED.items():
                setattr(entry, name, value)
    return entries
