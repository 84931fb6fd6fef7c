"""The gate's rules of recommendations, cases and procurements: what each one stops or warns of, and where it leads."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.models import Publication
from portal.moderation.gate_rules.rule import GateStep, obstacles_in, warnings_in
from recommendations.models import Case, ProcurementNotice, Recommendation
from tests.factories import make
from tests.portal.refused import complete

pytestmark = pytest.mark.django_db


def found(page: Any, **changes: Any) -> list[tuple[str, str]]:
    """Rule and field of what is found, but for the rule of recorded decisions (test_decisions.py)."""
    for name, value in changes.items():
        setattr(page, name, value)
    return [(one.rule, one.field) for one in (*obstacles_in(page), *warnings_in(page)) if one.rule != "decision"]


def rows(model: Any, accessor: str, *values: dict[str, Any]) -> list[Any]:
    related = model._meta.get_field(accessor).related_model
    return [related(**value) for value in values]


class TestARecommendation:
    @pytest.fixture
    def page(self) -> Any:
        return complete(Recommendation)

    def test_that_holds_says_who_decided_what_and_when_it_is_reviewed(self, page):
        changes = {"decider": None, "verdict": "", "conditions": "", "review_by": None, "effect_scale": None}
        expected = {
            *(("decider", "decider"), ("decision_filled", "conditions"), ("verdicts", "verdict")),
            *(("ethical_profile", "effect_scale"), ("review_planned", "review_by")),
        }
        assert set(found(page, **changes)) == expected
        assert obstacles_in(page, GateStep.SUBMISSION) == []

    @pytest.mark.parametrize("standing", ["unknown", "withdrawn"])
    def test_that_does_not_hold_is_asked_for_none_of_that(self, page, standing):
        """Of old decisions the sources do not tell it, and nothing is made up."""
        changes = {"decider": None, "verdict": "", "review_by": None, "effect_scale": None}
        assert found(page, standing=standing, **changes) == []

    def test_has_a_verdict_for_each_product_that_agrees_with_its_own(self, page):
        def products(**verdicts: str) -> list[Any]:
            named = [{"name": name, "verdict": verdict} for name, verdict in verdicts.items()]
            return rows(Recommendation, "products", *named)

        assert found(page, products=products(A="can", B="should")) == []
        assert found(page, products=products(A="can", B="")) == [("verdicts", "products")]
        assert "B" in warnings_in(page)[0].message
        assert found(page, products=products(A="can", B="refrain")) == [("verdicts_agree", "verdicts_differ")]
        assert found(page, verdicts_differ=True) == []

    def test_of_a_later_version_names_the_one_before_and_what_changed(self, page):
        assert found(page, version_number=2) == [("version", "replaces")]
        old = Publication.objects.get(pk=complete(Recommendation).pk)
        assert found(page, replaces=old) == [("version", "change_note")]
        assert found(page, change_note="Gränsen sänktes.") == []

    def test_is_reviewed_within_two_years(self, page):
        today = timezone.localdate()
        assert found(page, review_by=today + timedelta(days=729)) == []
        assert found(page, review_by=today + timedelta(days=732)) == [("review_by", "review_by")]


def test_a_case_keeps_its_secret_and_says_why_it_ended():
    page = complete(Case, product="Sensorn")
    assert found(page, is_secret=True) == [("case_secret", "anonymous_title")]
    assert found(page, anonymous_title="Ärende om Sensorn") == [("case_secret", "anonymous_title")]
    assert found(page, anonymous_title="Ärende 7") == []
    ended = complete(Case, title="Slutat")
    stages = rows(Case, "stages", {"stage": "stopped"})
    assert found(ended, stages=stages) == [("case_end", "stage_reason")]
    assert found(ended, stage_reason="För få patienter.") == []


def test_the_dates_of_a_procurement_come_in_order():
    page = complete(ProcurementNotice)
    late, early = date(2026, 3, 2), date(2026, 3, 1)
    changes = {"announced_on": late, "tender_deadline": early, "contract_from": late, "contract_to": early}
    expected = [("procurement_dates", "tender_deadline"), ("procurement_dates", "contract_to")]
    assert found(page, **changes) == expected
    assert found(page, tender_deadline=late, contract_to=late) == []


def test_what_a_program_loads_is_asked_for_nothing():
    assert make(Recommendation).live
