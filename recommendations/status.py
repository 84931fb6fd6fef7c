"""Rules for which status follows from what. Plain functions, no database."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol


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
