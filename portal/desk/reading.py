"""What waits for me: texts of others to read and approve, withdrawals to confirm."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.models import Page, TaskState
from wagtail.permissions import page_permission_policy

from portal.desk.panel import MOST_ROWS, DeskRow, Listing, edited, kind, when
from portal.models import Withdrawal
from portal.permissions.regional import by_groups
from portal.withdrawals.withdrawing import may_confirm


class WaitingForMe(Listing):
    """Pages at a step of the workflow that the user may take, the longest waiting first.

    It takes the place of Wagtail's panel, which asks ten queries for each row. A title leads to the editor, where the
    words are shown and Approve is the first button.
    """

    name = "awaiting_review"
    heading = gettext_lazy("Waiting for you")
    columns = (
        *(gettext_lazy("Type"), gettext_lazy("Step"), gettext_lazy("Submitted by")),
        *(gettext_lazy("Since"), gettext_lazy("What is new")),
    )
    empty = gettext_lazy("Nothing waits for you. What others submit to you stands here, and you get a mail of it.")
    guide = "approve"
    order = 210

    @property
    def invites(self) -> bool:
        # Not to a region's contact, who reviews nothing.
        return by_groups().user_has_any_permission(self.request.user, {"change", "publish"})

    def rows(self) -> list[DeskRow]:
        waiting = TaskState.objects.reviewable_by(self.request.user).select_related(
            "task", "workflow_state__requested_by"
        )
        states = list(waiting.order_by("started_at")[: MOST_ROWS + 1])
        pages = Page.objects.in_bulk({int(state.workflow_state.object_id) for state in states})
        return [
            edited(page, kind(page), _step(state), _submitter(state), when(state.started_at), _new(page, state))
            for state in states
            if (page := pages.get(int(state.workflow_state.object_id)))
        ]


class WithdrawalsToConfirm(Listing):
    """What others have asked to be withdrawn, and the user may confirm, the oldest first."""

    name = "withdrawals_to_confirm"
    heading = gettext_lazy("Withdrawals to confirm")
    columns = (gettext_lazy("Type"), gettext_lazy("Asked for by"), gettext_lazy("Since"))
    order = 205

    def rows(self) -> list[DeskRow]:
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "publish")
        asked = Withdrawal.objects.exclude(asked_by=self.request.user.pk).filter(page_id__in=mine.values("pk"))
        found = asked.order_by("asked_at").select_related("page__locale", "asked_by")[: MOST_ROWS + 1]
        return [_asked(row) for row in found if may_confirm(row, self.request.user)]


def _asked(withdrawal: Withdrawal) -> DeskRow:
    page = withdrawal.page
    cells = (kind(page), user_display_name(withdrawal.asked_by), when(withdrawal.asked_at))
    return DeskRow(page.title, reverse("portal_withdraw", args=[page.pk]), cells)


def _step(state: Any) -> str:
    """The step, and why the page was sent back to it; an open step has a comment then alone."""
    if not state.comment:
        return str(state.task.name)
    return _("%(step)s – sent back: %(reason)s") % {"step": state.task.name, "reason": state.comment}


def _submitter(state: Any) -> str:
    who = state.workflow_state.requested_by
    return user_display_name(who) if who else ""


def _new(page: Any, state: Any) -> Any:
    """A link to what differs from the public version; a word for a page that is new."""
    if not page.live_revision_id:
        return _("New page")
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", state.revision_id])
    return format_html('<a href="{}">{}</a>', address, _("Compare with the public version"))
