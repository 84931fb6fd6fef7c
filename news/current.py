"""Compares stored entries with what is public now. The worker may be late or not running, so entries may be old."""

import logging
from collections.abc import Collection

from news.models import FeedEntry, Newsletter
from news.snapshot import snapshot
from portal.addresses.resolver import named_of
from portal.models import Delivery, Publication
from portal.publications.visibility import is_closed

logger = logging.getLogger(__name__)

CHANNEL = "feed"


def as_they_are(entries: list[FeedEntry]) -> list[FeedEntry]:
    """The entries whose pages are public, with the present text where the stored one may be old.

    It may be old when a delivery of the publication is open, in whichever language: a translation tells what has become
    of its original. It may also be old for newsletters, which show the titles of others.
    """
    due = Delivery.objects.open().filter(channel=CHANNEL)
    waiting = set(due.values_list("event__translation_key", flat=True))
    if not waiting:
        return entries
    anew = [entry.translation_key in waiting or entry.type_code == Newsletter.type_code for entry in entries]
    return [entry for entry, due in zip(entries, anew, strict=True) if not due or _read_anew(entry)]


def _read_anew(entry: FeedEntry) -> bool:
    """Put the page's present text into the entry, without saving. Returns False when there is none.

    When the text can't be made, the entry is left out: the stored one may hold what was taken away.
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


def left_of(entries: list[FeedEntry]) -> dict[int, dict[str, object]]:
    """What remains of withdrawn entries that the public may not be told of: page id → values to put in the entry.

    Only the anonymous title of a secret page remains.
    """
    untold = {entry.page_id for entry in entries} - named_of([entry.page_id for entry in entries])
    if not untold:
        return {}
    titles = anonymous_titles(untold)
    return {page_id: {"title": titles.get(page_id, ""), "path": "", "dated_on": None} for page_id in untold}


def anonymous_titles(page_ids: Collection[int]) -> dict[int, str]:
    """Page id → anonymous title, for those of these pages that are secret and not closed."""
    pages = Publication.objects.filter(pk__in=page_ids).exclude(is_closed()).specific()
    return {page.pk: shown.title for page in pages if (shown := page.for_outsiders()).is_abridged}


def withdrawn_as_told(entries: list[FeedEntry]) -> list[FeedEntry]:
    """Withdrawn entries, changed so that they say nothing that the public may not be told any more."""
    left = left_of(entries)
    for entry in entries:
        for name, value in left.get(entry.page_id, {}).items():
            setattr(entry, name, value)
    return entries
