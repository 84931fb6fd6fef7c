"""The newest change of anything that readers see: whatever is kept of it is dropped when there is a newer one.

A change has a row (`Change`) in its own transaction, so that who reads the old state reads the old stamp, too. What is
kept has the stamp in its key, or beside it: no process has to tell another what to drop.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.db.models.signals import post_delete, post_save
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, PageViewRestriction, Site

from portal.models import Change, Concept, ProductArea, PublicationEvent, SiteSettings
from portal.scheduling.periodic_tasks import register_chore
from portal.vocabulary.models import Named

SHOWN = (Page, Site, SiteSettings, PageViewRestriction, Named, ProductArea, Concept, AbstractDocument, PublicationEvent)
# What Wagtail writes to a live page's row when only its draft changes.
OF_DRAFTS = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
# Transactions end in another order than they began: a change may come to light behind so many newer ones.
NEWEST = 100
# The longest that a change which was written past Django (in SQL, say) may take to show.
SECONDS = 30

# The stamp of the request in hand, once it is known, as a list of one; None outside of requests.
_of_request: ContextVar[list[int] | None] = ContextVar("stamp_of_request", default=None)


def newest() -> int:
    """A number that grows with each change of anything that readers see; asked once in a request at the most."""
    known = _of_request.get()
    if not known:
        with connection.cursor() as cursor:
            cursor.execute(_newest_in_sql(), [NEWEST])
            return note_newest(cursor.fetchone()[0])
    return known[0]


def newest_column() -> RawSQL:
    """The same as a column of another query, so that it costs none of its own: give `note_newest` what it holds."""
    return RawSQL(_newest_in_sql(), [NEWEST])


def _newest_in_sql() -> str:
    return f"SELECT SUM(id) FROM (SELECT id FROM {Change._meta.db_table} ORDER BY id DESC LIMIT %s) AS newest"


def note_newest(stamp: int | None) -> int:
    """Remember for the rest of the request what the database said. Returns it; 0 where nothing has changed ever."""
    if (known := _of_request.get()) is not None:
        known[:] = [stamp or 0]
    return stamp or 0


@contextmanager
def asked_once() -> Iterator[None]:
    """Have long work outside of requests ask once as well, and go by one state of what is kept from start to end."""
    token = _of_request.set([])
    try:
        yield
    finally:
        _of_request.reset(token)


def kept(name: str, make: Callable[[], Any]) -> Any:
    """What `make` returns, kept under this name in the cache until anything that readers see has changed."""
    return cache.get_or_set(f"{name}-{newest()}", make, SECONDS)


def _note(sender: Any, update_fields: Any = None, **_: Any) -> None:
    if issubclass(sender, SHOWN) and not (update_fields and OF_DRAFTS.issuperset(update_fields)):
        note_change()


def note_change() -> None:
    """Write down that something has changed: for what is written past Django's signals.

    The request that does it goes by the state before: its own change may yet be rolled back, and its number given anew.
    Who is told of the new row (post_save of Change) is in its transaction, too, whoever began that.
    """
    with transaction.atomic(savepoint=False):
        Change.objects.create()


def _begin(**_: Any) -> None:
    _of_request.set([])


def _end(**_: Any) -> None:
    _of_request.set(None)


def prune_changes() -> None:
    """Forget all but the newest: the worker's chore."""
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True)[NEWEST:].first()
    Change.objects.filter(pk__lt=(newest or 0) - NEWEST).delete()


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    post_save.connect(_note, dispatch_uid="changes-saved")
    post_delete.connect(_note, dispatch_uid="changes-deleted")
    request_started.connect(_begin, dispatch_uid="changes-request-started")
    request_finished.connect(_end, dispatch_uid="changes-request-finished")
    register_chore(prune_changes)
