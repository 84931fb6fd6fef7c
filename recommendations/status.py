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


class Stage(Protocol):
    stage: str
    started_on: date | None


def case_status(stages: Iterable[Stage]) -> str:
    """The stage that a case is in: the last in the order the editor gave them; nominated before any."""
    latest = "nominated"
    for stage in stages:
        latest = stage.stage
    return latest
