"""What waits for me: texts of others to read and approve."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.models import Page, TaskState
from wagtail.permissions import page_permission_policy

from portal.desk.panel import MOST_ROWS, DeskRow, Listing, edited, kind, when


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
    order = 210

    @property
    def invites(self) -> bool:
        return page_permission_policy.user_has_any_permission(self.request.user, {"change", "publish"})

    def rows(self) -> list[DeskRow]:
        waiting = TaskState.objects.reviewable_by(self.request.user).select_related(
            "task", "workflow_state__requested_by"
        )
        states = list(waiting.order_by("started_at")[: MOST_ROWS + 1])
        pages = Page.objects.in_bulk({int(state.workflow_state.object_id) for state in states})
        return [
            edited(page, kind(page), state.task.name, _submitter(state), when(state.started_at), _new(page, state))
            for state in states
            if (page := pages.get(int(state.workflow_state.object_id)))
        ]


def _submitter(state: Any) -> str:
    who = state.workflow_state.requested_by
    return user_display_name(who) if who else ""


def _new(page: Any, state: Any) -> Any:
    """A link to what differs from the public version; a word for a page that is new."""
    if not page.live_revision_id:
        return _("New page")
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", state.revision_id])
    return format_html('<a href="{}">{}</a>', address, _("Compare with the public version"))
