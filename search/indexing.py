"""Keeping the index as the database is: the search channel, and building it anew."""

import logging
from collections.abc import Iterable

from portal.models import PublicationEvent
from search.documents import documents
from search.engines import engine

logger = logging.getLogger(__name__)


def refresh(page_ids: Iterable[int]) -> None:
    """Have the index show these pages as they are now, or not at all when they are not public."""
    ids, used = set(page_ids), engine()
    with used.turn():
        if not used.status().ready:
            rebuild()
            return
        docs = list(documents(ids))
        if gone := ids - {doc.page_id for doc in docs}:
            used.delete(gone)
        if docs:
            used.index(docs)


def rebuild() -> int:
    """Build the index from all that is public. What is published meanwhile waits for its turn and follows."""
    logger.info("Building the search index")
    used = engine()
    with used.turn():
        return used.rebuild(documents())


def deliver(event: PublicationEvent) -> None:
    refresh([event.page_id])


def shown() -> dict[int, int]:
    return engine().shown()
