"""The panel of the admin's first page with the withdrawals that wait for the user."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail import hooks

from portal.models import Withdrawal
from portal.moderation.dashboard import MOST_ROWS, Panel
from portal.withdrawals.withdrawing import may_confirm


class WithdrawalsToConfirm(Panel):
    """What others have asked to be withdrawn, and the user may confirm."""

    name = "withdrawals_to_confirm"
    template_name = "portal/admin/withdrawals.html"
    order = 120

    @cached_property
    def found(self) -> list[Withdrawal]:
        """The withdrawals, the oldest first."""
        asked = Withdrawal.objects.exclude(asked_by=self.request.user.pk).order_by("asked_at")
        rows = asked.select_related("page__locale", "asked_by")[:MOST_ROWS]
        return [row for row in rows if may_confirm(row, self.request.user)]


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add it to the first page."""
    panels.append(WithdrawalsToConfirm(request))
