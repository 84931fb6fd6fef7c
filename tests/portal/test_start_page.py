"""The start page: what is under way, stage by stage, and the dates that come next."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from portal.models import Publication
from recommendations.models import Case, ProcurementNotice, Recommendation
from recommendations.start_page import latest_decisions, next_dates, stage_counts
from recommendations.status import CASE_STATUSES
from tests.factories import make, make_site

pytestmark = pytest.mark.django_db
SHOWN = ["nominated", "scanned", "assessment_ordered", "with_council", "procurement", "followed_up"]


@pytest.fixture
def swedish():
    return Locale.objects.get_or_create(language_code="sv")[0]


def test_nordic_partners_are_led_to_the_english_feeds(client):
    make_site()
    assert '<a href="/en/feeds/">Choose a feed</a>' in client.get("/").content.decode()


def case_in(stage: str, **fields: Any) -> Case:
    case = make(Case, publish=False, **fields)
    case.stages.create(stage=stage)
    case.save_revision().publish()
    return case


@pytest.mark.parametrize("stage", CASE_STATUSES)
def test_a_stage_is_counted_while_something_is_under_way_in_it(swedish, stage):
    case_in(stage)
    case_in(stage, language="en")
    make(Case, publish=False)
    counts = stage_counts(swedish)
    if stage not in SHOWN:
        assert counts == []
        return
    codes = [count.url.partition("status=")[2] for count in counts]
    assert codes == SHOWN
    assert [count.count for count in counts] == [int(code == stage) for code in codes]
    assert counts[codes.index(stage)].label == str(CASE_STATUSES[stage])
    assert "type=case" in counts[0].url


def test_what_is_closed_is_not_counted(swedish):
    PageViewRestriction.objects.create(page=case_in("scanned"), restriction_type="login")
    assert stage_counts(swedish) == []


def in_days(number: int):
    return timezone.localdate() + timedelta(days=number)


@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (1, True), (400, True)])
def test_a_date_is_next_from_today_on(swedish, days, shown):
    make(Recommendation, title="Mätare", review_by=in_days(days))
    make(ProcurementNotice, title="Pumpar", announced_on=in_days(-9), tender_deadline=in_days(days))
    labels = [item.label for item in next_dates(swedish)]
    assert labels == (["Sista anbudsdag: Pumpar", "Översyn senast: Mätare"] if shown else [])


def test_dates_of_both_kinds_stand_in_one_order_and_the_nearest_are_shown(swedish):
    for days in (8, 2, 30, 5):
        make(Recommendation, title=str(days), review_by=in_days(days))
        make(ProcurementNotice, title=str(days + 1), tender_deadline=in_days(days + 1))
    assert [(item.date - in_days(0)).days for item in next_dates(swedish)] == [2, 3, 5, 6, 8]


def test_only_what_holds_and_is_public_in_the_language_is_reviewed(swedish):
    when = in_days(5)
    make(Recommendation, title="Draft", review_by=when, publish=False)
    make(Recommendation, title="Withdrawn", review_by=when, standing="withdrawn")
    make(Recommendation, title="English", review_by=when, language="en")
    old = make(Recommendation, title="Old", review_by=when)
    make(Recommendation, title="New", replaces=old)
    make(Recommendation, title="Reviewed", review_by=when, standing="under_review", is_example=True)
    dates = next_dates(swedish)
    assert [(item.label, item.is_example) for item in dates] == [("Översyn senast: Reviewed", True)]
    assert dates[0].url == Publication.objects.get(title="Reviewed").url


def test_the_latest_decisions_are_those_that_hold(swedish):
    old = make(Recommendation, title="Old")
    new = make(Recommendation, title="New", replaces=old)
    make(Recommendation, title="Withdrawn", standing="withdrawn")
    assert [page.pk for page in latest_decisions(swedish)] == [new.pk]


def test_the_page_shows_them(client):
    make(Recommendation, title="Mätare", review_by=in_days(3))
    case_in("scanned")
    shown = client.get("/").content.decode()
    assert "Översyn senast: Mätare" in shown and "Pågår just nu" in shown
