"""What happens by date alone: a procurement opens or closes, a review falls due."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from portal.models import Publication, PublicationEvent
from portal.outbox.events import record, restate
from portal.publications.page_types import page_types
from portal.publications.statuses import REPLACED

logger = logging.getLogger(__name__)

AnyPublication = TypeVar("AnyPublication", bound=Publication)


def refresh_statuses() -> int:
    """Write down statuses that the calendar has changed, with an event for each. Returns how many changed."""
    with transaction.atomic():
        changed = restate()
    for model in page_types().values():
        if model.status_follows_calendar:
            pages = model.objects.live().select_related("locale").iterator(chunk_size=500)
            changed += _each(pages, _refresh_status)
    return changed


def _refresh_status(page: Publication) -> bool:
    # Whether it is replaced is settled by now, so that this costs no question for each page.
    now = page.status_today(replaced=page.status == REPLACED)
    if now == page.status:
        return False
    with transaction.atomic():
        Publication.objects.filter(pk=page.pk).update(status=now)
        page.status = now
        record(page, PublicationEvent.Kind.STATUS, note=page.status_label)
    return True


def announce_reviews() -> int:
    """One event for each publication whose review date has passed since it was last announced."""
    due = Publication.objects.live().filter(review_by__lt=timezone.localdate()).select_related("locale")
    announced = PublicationEvent.objects.filter(kind=PublicationEvent.Kind.REVIEW_DUE, page_id__in=due.values("pk"))
    last = dict(announced.order_by("created_at").values_list("page_id", "created_at"))
    unknown = [page for page in due if page.pk not in last or last[page.pk].date() < page.review_by]
    return _each(unknown, _announce_review)


def _announce_review(page: Publication) -> bool:
    with transaction.atomic():
        record(page, PublicationEvent.Kind.REVIEW_DUE)
    return True


def _each(pages: Iterable[AnyPublication], change: Callable[[AnyPublication], bool]) -> int:
    """How many were changed. One that fails comes again and stops no other."""
    changed = 0
    for page in pages:
        try:
            changed += change(page)
        except Exception:
            logger.exception("Page %s could not be brought up to date", page.pk)
    return changed
