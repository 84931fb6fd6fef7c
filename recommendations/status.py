"""The statuses of the decision types, and which follows from what. Plain functions, no database."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.publications.statuses import REPLACED, REPLACED_LABEL, WITHDRAWN

RECOMMENDATION_STATUSES: dict[str, Any] = {
    "in_force": _("In force"),
    "under_review": _("Under review"),
    "unknown": _("Standing not known"),
    REPLACED: REPLACED_LABEL,
    WITHDRAWN: _("Withdrawn"),
}
# Readers may go by these today; one under review holds until a new decision.
HOLDING = ("in_force", "under_review")
PROCUREMENT_STATUSES: dict[str, Any] = {
    "planned": _("Planned"),
    "open": _("Open for tenders"),
    "evaluation": _("Under evaluation"),
    "contract": _("Contract in force"),
    "ended": _("Ended"),
}
# The stages of a case, in their order.
CASE_STATUSES: dict[str, Any] = {
    "nominated": _("Nominated"),
    "scanned": _("Horizon scanning"),
    "assessment_ordered": _("Assessment ordered"),
    "assessed": pgettext_lazy("case stage", "Assessed"),
    "with_council": _("With the council"),
    "decided": pgettext_lazy("case stage", "Decided"),
    "procurement": _("In procurement"),
    "followed_up": _("Followed up"),
    "declined": _("Declined"),
    "stopped": _("Stopped"),
}


def procurement_status(
    today: date,
    *,
    announced_on: date | None,
    tender_deadline: date | None,
    contract_from: date | None,
    contract_to: date | None,
) -> str:
    """The status of a procurement on a day: planned, open, evaluation, contract or ended.

    The last day for tenders and the last day of the contract count in.
    """
    if contract_to and today > contract_to:
        return "ended"
    if contract_from and today >= contract_from:
        return "contract"
    if tender_deadline and today > tender_deadline:
        return "evaluation"
    if announced_on and today >= announced_on:
        return "open"
    return "planned"


class DatedStage(Protocol):
    @property
    def stage(self) -> str: ...

    @property
    def started_on(self) -> date | None: ...


def case_status(stages: Iterable[DatedStage]) -> str:
    """The stage that a case is in: the last in the order the editor gave them; nominated before any."""
    latest = "nominated"
    for stage in stages:
        latest = stage.stage
    return latest


def case_date(stages: Iterable[DatedStage]) -> date | None:
    """The day of the stage that a case is in; none when that day is not known."""
    latest = None
    for stage in stages:
        latest = stage.started_on
    return latest


def nomination_date(stages: Iterable[DatedStage]) -> date | None:
    """The day that a case was nominated, as its stages have it; never the day of anything else."""
    return next((stage.started_on for stage in stages if stage.stage == "nominated"), None)
