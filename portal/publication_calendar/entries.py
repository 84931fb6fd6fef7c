"""What stands in the publication calendar: times that are set, what has gone out, days of review and other days.

It has the pages whose drafts its reader may read, as titles wait there for their day. Times to publish are those of
approved revisions, however they were set.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, DateField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from portal.desk.going_out import RELEASES
from portal.desk.panel import kind
from portal.desk.review_days import in_work
from portal.models import Publication, PublicationEvent, ScheduleFailure
from portal.open_data.calendar import types_with_days
from portal.permissions.page_access import pages_in_hand
from portal.publications.statuses import field_label

# Of each source on a page; one more is fetched, by which the page sees that there are more (is_cut).
MOST = 300


class CalendarEntry(NamedTuple):
    """Something that happens to a page, on a day or at a moment. `key` stays the same when the time is moved."""

    key: str
    at: date
    happens: str
    title: str
    kind: str
    url: str
    changed_at: datetime

    @property
    def day(self) -> date:
        """The day in local time."""
        return timezone.localtime(self.at).date() if isinstance(self.at, datetime) else self.at

    @property
    def clock(self) -> str:
        """The time of day in local time; empty for what happens on a day."""
        return f"{timezone.localtime(self.at):%H:%M}" if isinstance(self.at, datetime) else ""


class _Found(NamedTuple):
    key: str
    page_id: int
    at: date
    happens: str
    changed_at: datetime | None = None


def entries(user: Any, first: date, last: date, *, is_cut_short: bool) -> list[CalendarEntry]:
    """What happens from the first day to the last to pages that somebody has in hand, in the order of time.

    A page cuts its sources short; whoever has the file has no other way to the rest.
    """
    mine, most = pages_in_hand(user), slice(MOST + 1 if is_cut_short else None)
    sources = (_scheduled, _released, _days)
    found = [row for source in sources for row in source(mine, first, last, most)]
    pages = Page.objects.in_bulk({row.page_id for row in found})
    made = [_entry(row, pages[row.page_id]) for row in found if row.page_id in pages]
    return sorted(made, key=lambda entry: (entry.day, entry.clock, entry.title, entry.key))


def is_cut(found: Iterable[CalendarEntry]) -> bool:
    """Whether one of the sources had more than it may show, so that something is missing from these entries."""
    return any(number > MOST for number in Counter(entry.key.rpartition("-")[0] for entry in found).values())


def _entry(found: _Found, page: Any) -> CalendarEntry:
    return CalendarEntry(
        key=found.key,
        at=found.at,
        happens=found.happens,
        title=page.draft_title or page.title,
        kind=kind(page),
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        changed_at=found.changed_at or page.latest_revision_created_at or timezone.now(),
    )


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    begin, end = (datetime.combine(day, time.min) for day in (first, last + timedelta(days=1)))
    return timezone.make_aware(begin), timezone.make_aware(end) - timedelta(microseconds=1)


def _scheduled(mine: Any, first: date, last: date, most: slice) -> Iterator[_Found]:
    """Times to publish and to take down that are still to come. Those that were missed stand on the desk."""
    between = _moments(first, last)
    keys = mine.annotate(key=Cast("pk", CharField())).values("key")
    missed = ScheduleFailure.objects.filter(revision__isnull=False).values("revision")
    coming = Revision.page_revisions.filter(approved_go_live_at__range=between, object_id__in=keys)
    coming = coming.exclude(pk__in=missed).order_by("approved_go_live_at")
    for key, at, made in coming.values_list("object_id", "approved_go_live_at", "created_at")[most]:
        yield _Found(f"publish-{key}", int(key), at, _("Is published"), made)
    leaving = mine.live().filter(expire_at__range=between).order_by("expire_at")
    for pk, at in leaving.values_list("pk", "expire_at")[most]:
        yield _Found(f"expire-{pk}", pk, at, _("Is taken down"))


def _released(mine: Any, first: date, last: date, most: slice) -> Iterator[_Found]:
    """What readers got, by the event log."""
    told = PublicationEvent.objects.filter(kind__in=RELEASES, created_at__range=_moments(first, last))
    told = told.filter(page_id__in=mine.values("pk")).order_by("-pk")
    for event in told.only("kind", "created_at", "page_id")[most]:
        words = str(event.get_kind_display())
        yield _Found(f"event-{event.pk}", event.page_id, event.created_at, words, event.created_at)


def _days(mine: Any, first: date, last: date, most: slice) -> Iterator[_Found]:
    """Days of review, and those that types have for calendars: each publication once, and only while it holds."""
    held = Publication.objects.filter(in_work(), pk__in=mine.values("pk"))
    native = held.filter(locale__language_code=settings.LANGUAGE_CODE)
    held = held.filter(Q(pk__in=native.values("pk")) | ~Q(translation_key__in=native.values("translation_key")))
    reviews = held.live().filter(review_by__range=(first, last)).order_by("review_by")
    today = timezone.localdate()
    for pk, on in reviews.values_list("pk", "review_by")[most]:
        yield _Found(f"review_by-{pk}", pk, on, _("Review overdue") if on < today else _("Review by"))
    for model in types_with_days().values():
        for name in model.calendar_days:
            if name != "review_by" and _is_day(model, name):
                of_type = model.objects.filter(pk__in=held.values("pk"), **{f"{name}__range": (first, last)})
                for pk, on in of_type.order_by(name).values_list("pk", name)[most]:
                    yield _Found(f"{name}-{pk}", pk, on, capfirst(field_label(model, name)))


def _is_day(model: Any, name: str) -> bool:
    """Whether a day for calendars is a column. The date of a decision is not: what goes out stands as itself."""
    try:
        return isinstance(model._meta.get_field(name), DateField)
    except FieldDoesNotExist:
        return False
