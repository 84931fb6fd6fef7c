"""Which panels the admin's first page has, for whom."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from portal.desk.failures import MissedTimes, Undelivered
from portal.desk.going_out import GoesOut, Released
from portal.desk.own_region import OwnRegion
from portal.desk.panel import Panel
from portal.desk.reading import WaitingForMe, WithdrawalsToConfirm
from portal.desk.upkeep import OverdueReviews, TranslationsBehind
from portal.desk.writing import Drafts, LatelyEdited, Returned, WriteNew

PANELS: tuple[type[Panel], ...] = (
    *(WriteNew, MissedTimes, Undelivered, OwnRegion, Returned, WithdrawalsToConfirm, WaitingForMe, Drafts),
    *(GoesOut, Released, TranslationsBehind, OverdueReviews, LatelyEdited),
)
# Wagtail's panels that the portal's own take the place of: theirs ask queries for each row, or name pages to those who
# may no longer see them.
_REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)


class NothingYet(Panel):
    """What is said to somebody for whom no other panel has anything."""

    name = "nothing_yet"
    template_name = "portal/admin/desk_nothing_yet.html"
    order = 50
    found = True


def lay_out(request: HttpRequest, panels: list[Any]) -> None:
    """Put the portal's panels among Wagtail's (`panels`, changed in place), which sorts them by `order`."""
    panels[:] = [panel for panel in panels if not isinstance(panel, _REPLACED)]
    own = [panel for panel in (kind(request) for kind in PANELS) if panel.is_shown]
    panels += own or [NothingYet(request)]
