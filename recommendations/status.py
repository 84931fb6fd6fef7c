"""The statuses of this app's page types, and how they follow from dates and stages. Plain functions without a
database.
"""

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
# Statuses of recommendations that readers may follow today. One under review holds until there is a new decision.
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
# Statuses of what is under way: cases before the decision and after it, and procurements before the contract.
UNDER_WAY = (
    *("nominated", "scanned", "assessment_ordered", "assessed", "with_council", "procurement", "followed_up"),
    *("planned", "open", "evaluation"),
)


def procurement_status(
    today: date,
    *,
    announced_on: date | None,
    tender_deadline: date | None,
    contract_from: date | None,
    contract_to: date | None,
) -> str:
    """The status of a procurement on a day: planned, open, evaluation, contract or ended.

    It is open until the end of the last day for tenders, and the contract is in force until the end of its last day.
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
    """What the functions below read of a stage."""

    @property
    def stage(self) -> str:
        """The code of the stage (CASE_STATUSES)."""

    @property
    def started_on(self) -> date | None:
        """The day on which it began, where it is known."""


def case_status(stages: Iterable[DatedStage]) -> str:
    """The stage that a case is in: the last in the order that the editor gave; nominated when there is none."""
    latest = "nominated"
    for stage in stages:
        latest = stage.stage
    return latest


def case_date(stages: Iterable[DatedStage]) -> date | None:
    """The day on which the case's present stage began; None when it is not known."""
    latest = None
    for stage in stages:
        latest = stage.started_on
    return latest


def nomination_date(stages: Iterable[DatedStage]) -> date | None:
    """The day on which the case was nominated; None when no stage says it."""
    return next((stage.started_on for stage in stages if stage.stage == "nominated"), None)
