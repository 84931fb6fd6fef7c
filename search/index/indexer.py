"""Keeping the index as the database is: the search channel, and building it anew."""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from portal.models import Delivery, Publication, PublicationEvent
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
    """Have the index show these pages as they are now, or not at all when they are not public.

    Their publications' pages in other languages are written again, too: in which lists they stand may be otherwise now.
    """
    ids, used = _with_other_languages(page_ids), engine()
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


def _with_other_languages(page_ids: Iterable[int]) -> set[int]:
    """These pages and the public ones of the same publications; of a page that is deleted the log knows which it was
    of.
    """
    ids = set(page_ids)
    keys = {*_keys_in(Publication.objects, "pk", ids), *_keys_in(PublicationEvent.objects, "page_id", ids)}
    return ids | set(Publication.objects.published().filter(translation_key__in=keys).values_list("pk", flat=True))


def _keys_in(rows: Any, number: str, page_ids: Collection[int]) -> Iterator[UUID]:
    found = rows.order_by().filter(**{f"{number}__in": page_ids}).values_list("translation_key", flat=True)
    yield from found.distinct()


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
    """The latest event of each page's publication; 0, as in its document, where the log does not know the page."""
    log = PublicationEvent.objects.order_by()
    keys = dict(log.filter(page_id__in=page_ids).values_list("page_id", "translation_key").distinct())
    latest = _latest_of(keys.values())
    return {page_id: latest.get(keys.get(page_id), 0) for page_id in page_ids}


def _latest_of(keys: Iterable[UUID] | None) -> dict[UUID | None, int]:
    """Translation key → the latest event of the publication; of all where no keys are given."""
    log = PublicationEvent.objects.order_by()
    if keys is not None:
        log = log.filter(translation_key__in=set(keys))
    return dict(log.values_list("translation_key").annotate(latest=Max("pk")))


def deliver(event: PublicationEvent) -> None:
    """Have the index show the event's page as it is now, for Channel.deliver."""
    refresh([event.page_id])


def deliver_all(events: Iterable[PublicationEvent]) -> None:
    """The same for several: to write to the index costs as much for one page as for twenty."""
    refresh([event.page_id for event in events])


def shown() -> dict[int, int]:
    """Page id → revision id of everything in the index, for Channel.shown."""
    return engine().shown()


def heard() -> dict[int, int]:
    """Page id → id of the newest event that the index takes account of, for Channel.heard.

    0 for a page that lacks an event of its publication in another language: it may stand in the wrong list.
    """
    taken, latest = engine().shown("event_id"), _latest_of(None)
    keys = dict(Publication.objects.order_by().values_list("pk", "translation_key"))
    return {pk: event if event >= latest.get(keys.get(pk), 0) else 0 for pk, event in taken.items()}
