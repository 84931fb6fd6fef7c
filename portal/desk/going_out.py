"""What goes out: pages that have a time in the coming week, and what the past week brought readers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision

from portal.desk.panel import MOST_ROWS, DeskRow, Listing, edited, kind, when
from portal.models import PublicationEvent, ScheduleFailure

A_WEEK = timedelta(days=7)
# The kinds of events by which the text that readers have changes.
_RELEASES = (
    *(PublicationEvent.Kind.PUBLISHED, PublicationEvent.Kind.REVISED, PublicationEvent.Kind.CORRECTED),
    *(PublicationEvent.Kind.TRANSLATED, PublicationEvent.Kind.REPLACED, PublicationEvent.Kind.WITHDRAWN),
)


class GoesOut(Listing):
    """Pages, which the user may edit, that are scheduled to be published or taken down within seven days."""

    name = "goes_out"
    heading = gettext_lazy("Goes out within seven days")
    columns = (gettext_lazy("Type"), gettext_lazy("What happens"), gettext_lazy("When"))
    order = 225

    def rows(self) -> list[DeskRow]:
        until = timezone.now() + A_WEEK
        missed = ScheduleFailure.objects.filter(revision__isnull=False)  # they have a panel of their own
        coming = Revision.page_revisions.filter(approved_go_live_at__lte=until, object_id__in=self.editable_keys)
        coming = coming.exclude(pk__in=missed.values("revision")).order_by("approved_go_live_at")
        times = [
            (when, int(key)) for key, when in coming.values_list("object_id", "approved_go_live_at")[: MOST_ROWS + 1]
        ]
        pages = Page.objects.in_bulk({key for _time, key in times})
        leaving = self.editable.live().filter(expire_at__lte=until).order_by("expire_at")[: MOST_ROWS + 1]
        found: list[tuple[Any, Any, str]]
        found = [(time, pages[key], _("Is published")) for time, key in times if key in pages]
        found += [(page.expire_at, page, _("Is taken down")) for page in leaving]
        found.sort(key=lambda row: row[0])
        return [edited(page, kind(page), happens, when(time)) for time, page, happens in found[: MOST_ROWS + 1]]


class Released(Listing):
    """What has happened to publications, which the user may edit, in the last seven days."""

    name = "released"
    heading = gettext_lazy("Released in the last seven days")
    columns = (gettext_lazy("Type"), gettext_lazy("What happened"), gettext_lazy("When"))
    order = 240
    most = 10

    def rows(self) -> list[DeskRow]:
        events = PublicationEvent.objects.filter(kind__in=_RELEASES, created_at__gte=timezone.now() - A_WEEK)
        events = events.filter(page_id__in=self.editable.values("pk")).order_by("-pk")
        events = events.only("kind", "created_at", "page_id")[: self.most + 1]
        pages = Page.objects.in_bulk({event.page_id for event in events})
        return [
            edited(page, kind(page), event.get_kind_display(), when(event.created_at))
            for event in events
            if (page := pages.get(event.page_id))
        ]
