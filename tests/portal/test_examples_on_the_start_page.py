"""The start page shows real publications before examples, and marks every example."""

from datetime import date, timedelta

import pytest
from django.test import Client

from portal.site.home import LATEST, latest_decisions, stage_counts
from recommendations.models import Case, CaseStage, Recommendation
from tests.factories import make, make_site

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


def nominated(*, is_example: bool) -> Case:
    page = make(Case, is_example=is_example, publish=False)
    page.stages = [CaseStage(stage="nominated", started_on=TODAY)]
    page.save_revision().publish()
    return page


def test_older_real_decisions_come_before_newer_examples():
    for days in range(4):
        make(Recommendation, title=f"Exempel: {days}", is_example=True, dated_on=TODAY - timedelta(days))
    for days in (900, 800, 700):
        make(Recommendation, title=f"Verklig {days}", dated_on=TODAY - timedelta(days))
    shown = [page.title for page in latest_decisions(make_site().locale)]
    assert shown == ["Verklig 700", "Verklig 800", "Verklig 900", "Exempel: 0", "Exempel: 1"]
    assert len(shown) == LATEST


def test_a_count_of_invented_cases_is_marked_and_a_mixed_one_says_how_many(client: Client):
    nominated(is_example=True)
    stage = stage_counts(make_site().locale)[0]
    assert (stage.count, stage.examples, stage.is_example) == (1, 1, True)
    station = client.get("/").content.decode().partition('<ol class="track lying">')[2].partition("</li>")[0]
    assert '<span class="tag">Exempel</span>' in station

    nominated(is_example=False)
    stage = stage_counts(make_site().locale)[0]
    assert (stage.count, stage.examples, stage.is_example) == (2, 1, False)
    station = client.get("/").content.decode().partition('<ol class="track lying">')[2].partition("</li>")[0]
    assert "varav exempel: 1" in station
    assert '<span class="tag">' not in station
