"""Which status follows from which date, on each boundary and on the days beside it."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from recommendations.models import ProcurementNotice
from recommendations.status import case_status, procurement_status

DAY = date(2026, 3, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
LONG_AGO, FAR_AHEAD = date(2020, 1, 1), date(2030, 1, 1)


@pytest.mark.parametrize(
    ("dates", "before", "on", "after"),
    [
        ({"announced_on": DAY}, "planned", "open", "open"),
        ({"announced_on": LONG_AGO, "tender_deadline": DAY}, "open", "open", "evaluation"),
        ({"tender_deadline": LONG_AGO, "contract_from": DAY}, "evaluation", "contract", "contract"),
        ({"contract_from": LONG_AGO, "contract_to": DAY}, "contract", "contract", "ended"),
        # A later boundary that has passed counts more than an earlier one that has not.
        ({"announced_on": FAR_AHEAD, "contract_to": DAY}, "planned", "planned", "ended"),
        ({"announced_on": FAR_AHEAD, "tender_deadline": DAY}, "planned", "planned", "evaluation"),
        ({"tender_deadline": FAR_AHEAD, "contract_from": DAY}, "planned", "contract", "contract"),
        ({}, "planned", "planned", "planned"),
    ],
)
def test_a_procurement_changes_on_the_day_and_not_beside_it(dates, before, on, after):
    known = {"announced_on": None, "tender_deadline": None, "contract_from": None, "contract_to": None, **dates}
    assert [procurement_status(day, **known) for day in (BEFORE, DAY, AFTER)] == [before, on, after]


@pytest.mark.parametrize(
    ("stages", "status"),
    [
        ([], "nominated"),
        (["nominated"], "nominated"),
        (["nominated", "assessed", "decided"], "decided"),
        (["nominated", "declined"], "declined"),
        # In the order that the editor gave them, whatever their dates say.
        (["decided", "scanned"], "scanned"),
    ],
)
def test_a_case_stands_in_the_last_stage_that_was_given(stages, status):
    assert case_status(SimpleNamespace(stage=stage, started_on=None) for stage in stages) == status


@pytest.mark.parametrize(
    ("announced", "deadline", "left"),
    [(0, 0, 0), (0, 1, 1), (-9, 30, 30), (-9, -1, None), (1, 9, None), (-9, None, None), (None, 9, None)],
)
def test_days_are_left_while_tenders_are_taken_the_last_day_included(announced, deadline, left):
    today = timezone.localdate()

    def day(offset: int | None) -> date | None:
        return None if offset is None else today + timedelta(days=offset)

    assert ProcurementNotice(announced_on=day(announced), tender_deadline=day(deadline)).days_left == left
