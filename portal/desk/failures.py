"""What did not get through: deliveries, mails, and pages that missed their time."""

from collections.abc import Mapping
from typing import Any

from django.middleware.csrf import get_token
from django.utils.functional import cached_property

from portal.desk.panel import MOST_ROWS, Panel
from portal.models import Delivery, OutgoingMail, ScheduleFailure
from portal.permissions.page_access import only_seen


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

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context_data(), "csrf_token": get_token(self.request)}
