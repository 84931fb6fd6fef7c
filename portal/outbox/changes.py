"""The newest change of anything that readers see: whatever is kept of it is dropped when there is a newer one.

A change has a row (`Change`) in its own transaction, so that who reads the old state reads the old stamp, too.
"""

from typing import Any

from django.db.models import Sum
from django.db.models.expressions import RawSQL
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, PageViewRestriction, Site

from portal.models import Change, ProductArea, PublicationEvent, SiteSettings
from portal.scheduling.periodic_tasks import register_chore
from portal.vocabulary.models import Named

SHOWN = (Page, Site, SiteSettings, PageViewRestriction, Named, ProductArea, AbstractDocument, PublicationEvent)
# What Wagtail writes to a live page's row when only its draft changes.
OF_DRAFTS = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
# Transactions end in another order than they began: a change may come to light behind so many newer ones.
NEWEST = 100


def stamp_column() -> RawSQL:
    """The stamp as a column of another query, so that it costs none of its own; see `stamp_of`."""
    table = Change._meta.db_table
    return RawSQL(f"SELECT SUM(id) FROM (SELECT id FROM {table} ORDER BY id DESC LIMIT %s) AS newest", [NEWEST])


def stamp_of(request: HttpRequest) -> int:
    """A number that grows with each change of anything that readers see; asked once for each request at the most."""
    known: int | None = getattr(request, "portal_stamp", None)
    if known is None:
        newest = Change.objects.order_by("-pk").values("pk")[:NEWEST]
        known = note_stamp(request, newest.aggregate(stamp=Sum("pk"))["stamp"])
    return known


def note_stamp(request: HttpRequest, stamp: int | None) -> int:
    """Remember for the rest of the request what a query with `stamp_column` has found. Returns it as a number."""
    request.portal_stamp = stamp or 0  # type: ignore[attr-defined]
    return stamp or 0


def _note(sender: Any, update_fields: Any = None, **_: Any) -> None:
    if issubclass(sender, SHOWN) and not (update_fields and OF_DRAFTS.issuperset(update_fields)):
        Change.objects.create()


def prune_changes() -> None:
    """Forget all but the newest: the worker's chore."""
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True)[NEWEST:].first()
    Change.objects.filter(pk__lt=(newest or 0) - NEWEST).delete()


def connect() -> None:
    post_save.connect(_note, dispatch_uid="changes-saved")
    post_delete.connect(_note, dispatch_uid="changes-deleted")
    register_chore(prune_changes)
