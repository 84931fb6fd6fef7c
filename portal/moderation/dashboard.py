"""The portal's panels on the admin's first page. Wagtail's own panels there already show what waits for the user."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from portal.models import Delivery, OutgoingMail, Publication, PublicationQuerySet, ScheduleFailure
from portal.permissions.page_access import only_seen
from portal.publications.originals import behind_their_originals
from portal.publications.statuses import past

MOST_ROWS = 20


class Panel(Component):
    """A panel of the first page. It is shown only when `found`, which each panel defines, is not empty."""

    found: Any

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def own(self) -> PublicationQuerySet:
        """The live publications that the user may edit."""
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return Publication.objects.live().filter(pk__in=mine.values("pk"))

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"request": self.request, "found": self.found}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        return super().render_html(parent_context) if self.get_context_data({})["found"] else ""


class OverdueReviews(Panel):
    """Live publications, which the user may edit, whose date of review has passed."""

    name = "overdue_reviews"
    template_name = "portal/admin/overdue.html"
    order = 230

    @cached_property
    def found(self) -> list[Publication]:
        """The publications, the longest overdue first."""
        overdue = self.own().filter(review_by__lt=timezone.localdate())
        return list(overdue.exclude(past()).order_by("review_by")[:MOST_ROWS])


class TranslationsBehind(Panel):
    """Translations, which the user may edit, whose original has changed since."""

    name = "translations_behind"
    template_name = "portal/admin/translations_behind.html"
    order = 228

    @cached_property
    def found(self) -> list[Publication]:
        """The translations."""
        return behind_their_originals(self.own())[:MOST_ROWS]


class GoesOutToday(Panel):
    """Pages, which the user may edit, that are scheduled to be published or taken down before midnight."""

    name = "goes_out_today"
    template_name = "portal/admin/goes_out.html"
    order = 225

    @cached_property
    def found(self) -> list[tuple[datetime, Any, bool]]:
        """The rows in order of time: (time, page, True when it will be published, False when it will be taken down)."""
        midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.max))
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        allowed = set(mine.values_list("pk", flat=True))
        missed = ScheduleFailure.objects.filter(revision__isnull=False)  # they have a panel of their own
        revisions = Revision.page_revisions.filter(approved_go_live_at__lte=midnight)
        revisions = revisions.exclude(pk__in=missed.values("revision"))
        times = {int(pk): when for pk, when in revisions.values_list("object_id", "approved_go_live_at")}
        pages = Page.objects.in_bulk(times)
        rows = [(when, pages[pk], True) for pk, when in times.items() if pk in pages]
        leaving = Page.objects.live().filter(expire_at__lte=midnight)
        rows += [(page.expire_at, page, False) for page in leaving]
        shown = [row for row in rows if row[1].pk in allowed]
        return sorted(shown, key=lambda row: row[0])[:MOST_ROWS]


class Undelivered(Panel):
    """For administrators: deliveries that failed, and mail that could not be sent."""

    name = "undelivered"
    template_name = "portal/admin/undelivered.html"
    order = 100

    @cached_property
    def found(self) -> dict[str, Any]:
        """The numbers of both, with the latest of each; empty when there are none or the user may not see them."""
        if not self.request.user.has_perm("portal.change_delivery"):
            return {}
        failed = Delivery.objects.filter(state=Delivery.State.FAILED).select_related("event").order_by("-event_id")
        failed = only_seen(failed, self.request.user, "event__page_id")
        mails = OutgoingMail.objects.exclude(error="")
        if not (failed.exists() or mails.exists()):
            return {}
        return {"number": failed.count(), "deliveries": failed[:5], "mails": mails.count(), "last": mails.last()}


class MissedTimes(Panel):
    """Pages that should have been published or taken down by now, but could not be."""

    name = "missed_times"
    template_name = "portal/admin/missed_times.html"
    order = 90

    @cached_property
    def found(self) -> dict[str, Any]:
        """The failures that concern the user, and the ids of those that the user may have tried again."""
        told = ScheduleFailure.objects.told_to(self.request.user, MOST_ROWS)
        return told if told["missed"] else {}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "csrf_token": get_token(self.request)}


def panels(request: HttpRequest) -> list[Panel]:
    """All panels for this request; Wagtail sorts them by `order`."""
    shown = (MissedTimes, Undelivered, GoesOutToday, TranslationsBehind, OverdueReviews)
    return [panel(request) for panel in shown]
