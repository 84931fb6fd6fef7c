"""What goes out: pages that have a time in the coming week, and what the past week brought readers."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from portal.desk.panel import MOST_ROWS, DeskRow, Listing, edited, kind, when
from portal.models import PublicationEvent, Release, ReleaseItem, ScheduleFailure

A_WEEK = timedelta(days=7)
# The kinds of events by which the text that readers have changes.
RELEASES = (
    *(PublicationEvent.Kind.PUBLISHED, PublicationEvent.Kind.REVISED, PublicationEvent.Kind.CORRECTED),
    *(PublicationEvent.Kind.TRANSLATED, PublicationEvent.Kind.REPLACED, PublicationEvent.Kind.WITHDRAWN),
)


class GoesOut(Listing):
    """Pages, which the user may edit, that are published or taken down within seven days, and coming releases."""

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
        together = ReleaseItem.objects.filter(is_open=True, page__in=pages).values_list("page_id", "release__name")
        named = {key: _("Is published with “%(release)s”") % {"release": name} for key, name in together}
        leaving = self.editable.live().filter(expire_at__lte=until).order_by("expire_at")[: MOST_ROWS + 1]
        found: list[tuple[Any, Any, str]]
        found = [(time, pages[key], named.get(key, _("Is published"))) for time, key in times if key in pages]
        found += [(page.expire_at, page, _("Is taken down")) for page in leaving]
        rows = [(time, edited(page, kind(page), happens, when(time))) for time, page, happens in found]
        rows += self._releases(until)
        return [row for _time, row in sorted(rows, key=lambda row: row[0])[: MOST_ROWS + 1]]

    def _releases(self, until: datetime) -> list[tuple[datetime, DeskRow]]:
        """The releases of this time, for those who may publish; an overdue one is among them."""
        if not page_permission_policy.user_has_permission(self.request.user, "publish"):
            return []
        coming: Any = Release.objects.coming().filter(at__lte=until).annotate(pages=Count("items")).order_by("at")
        rows = []
        for release in coming[: MOST_ROWS + 1]:
            number = ngettext("%(n)s page", "%(n)s pages", release.pages) % {"n": release.pages}
            happens = _("Waits: not ready") if release.is_overdue else _("Is published: %(pages)s") % {"pages": number}
            cells = (capfirst(Release._meta.verbose_name), happens, when(release.at))
            rows.append((release.at, DeskRow(release.name, reverse("releases:edit", args=[release.pk]), cells)))
        return rows


class Released(Listing):
    """What has happened to publications, which the user may edit, in the last seven days."""

    name = "released"
    heading = gettext_lazy("Released in the last seven days")
    columns = (gettext_lazy("Type"), gettext_lazy("What happened"), gettext_lazy("When"))
    order = 240
    most = 10

    def rows(self) -> list[DeskRow]:
        events = PublicationEvent.objects.filter(kind__in=RELEASES, created_at__gte=timezone.now() - A_WEEK)
        events = events.filter(page_id__in=self.editable.values("pk")).order_by("-pk")
        events = events.only("kind", "created_at", "page_id")[: self.most + 1]
        pages = Page.objects.in_bulk({event.page_id for event in events})
        return [
            edited(page, kind(page), event.get_kind_display(), when(event.created_at))
            for event in events
            if (page := pages.get(event.page_id))
        ]
