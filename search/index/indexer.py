"""Keeping the index as the database is: the search channel, and building it anew."""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from portal.models import Delivery, PublicationEvent
from portal.outbox.changes import asked_once, note_change
from portal.scheduling.periodic_tasks import beside
from search.engines import engine
from search.engines.file_lock import FileLock
from search.index.documents import documents
from search.models import ExtractedText

logger = logging.getLogger(__name__)

CHANNEL = "search"
# A database takes only so many numbers in one statement.
AT_ONCE = 500

_lock = cache(FileLock)


def refresh(page_ids: Iterable[int]) -> None:
    """Have the index show these pages as they are now, or not at all when they are not public."""
    ids, used = set(page_ids), engine()
    status = used.status()
    if status.stale and not status.ready:
        tend()
    with used.turn():
        docs = list(documents(ids))
        if gone := ids - {doc.page_id for doc in docs}:
            used.delete(_latest_events(gone))
        if docs:
            used.index(docs)
    # What the engine finds is different now: feeds of words that were built before are old.
    note_change()


def tend() -> None:
    """Build the index where there is none, or one of another version, which answers meanwhile if it can."""
    if not engine().status().stale:
        return
    with alone():
        # Whoever was alone before may have done it.
        if engine().status().stale:
            rebuild()


@contextmanager
def alone() -> Iterator[None]:
    """Keep other rebuilds out: of this machine by a file, of several machines by the database that they share."""
    with _lock(Path(settings.SEARCH_INDEX) / "rebuild.lock")():
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('search index'))")
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('search index'))")


tend_beside = beside(tend, lambda: engine().status().stale)


def rebuild() -> int:
    """Build the index from all that is public. What is published meanwhile is in it too. Returns the documents.

    What waited to be delivered to the index before is in it as well, and counts as delivered. Files that were read
    meanwhile may or may not be in it: their pages are written once more.
    """
    logger.info("Building the search index")
    waited = list(Delivery.objects.open().filter(channel=CHANNEL).values_list("pk", flat=True))
    began = timezone.now()
    with alone(), asked_once():
        built = engine().rebuild(documents(), documents)
    ExtractedText.objects.filter(read_at__gte=began).update(shown=False)
    for first in range(0, len(waited), AT_ONCE):
        Delivery.objects.filter(pk__in=waited[first : first + AT_ONCE]).note_done()
    return built


def _latest_events(page_ids: Collection[int]) -> dict[int, int]:
    """The latest event of each page; 0, as in its document, where the log does not know the page."""
    events = PublicationEvent.objects.order_by().filter(page_id__in=page_ids)
    known = events.values_list("page_id").annotate(latest=Max("pk"))
    return dict.fromkeys(page_ids, 0) | dict(known)


def deliver(event: PublicationEvent) -> None:
    """Have the index show the event's page as it is now, for Channel.deliver."""
    refresh([event.page_id])


def shown() -> dict[int, int]:
    """Page id → revision id of everything in the index, for Channel.shown."""
    return engine().shown()


def heard() -> dict[int, int]:
    """Page id → id of the newest event that the index takes account of, for Channel.heard."""
    return engine().shown("event_id")
