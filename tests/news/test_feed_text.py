"""The text of entries: each passage under its heading, with what the page shows beside it."""

import pytest

from news.snapshot import snapshot
from recommendations.models import AssessmentSummary, ProcurementNotice, Recommendation, RecommendationProduct
from recommendations.models.assessment import AssessmentResult
from tests.factories import make

pytestmark = pytest.mark.django_db


def told(page) -> str:
    page.save_revision().publish()
    return str(snapshot(page)["html"])


def test_each_product_comes_with_its_own_verdict():
    page = make(Recommendation, verdict="can", publish=False)
    rows = [("Prosigna", "can", ""), ("MammaPrint", "none", ""), ("EndoPredict", "", "Företaget avböjde att delta")]
    for name, verdict, conditions in rows:
        page.products.add(RecommendationProduct(name=name, verdict=verdict, conditions=conditions))
    html = told(page)
    assert "<p>Prosigna. Kan användas</p>" in html
    assert "<p>MammaPrint. Inget yttrande</p>" in html
    assert "<p>EndoPredict. Utfall ej angivet. Företaget avböjde att delta</p>" in html


def test_a_finding_comes_with_its_certainty():
    page = make(AssessmentSummary, publish=False)
    page.results.add(AssessmentResult(outcome="Stroke", finding="20 färre av 1 000.", certainty="moderate"))
    page.results.add(AssessmentResult(outcome="Smärta", finding="Ingen skillnad."))
    html = told(page)
    assert "<p>Stroke: 20 färre av 1 000. Måttlig tillförlitlighet</p>" in html
    assert "<p>Smärta: Ingen skillnad.</p>" in html


def test_headings_speak_to_readers_and_what_is_not_stated_has_no_line():
    html = told(make(Recommendation, conditions="För vuxna.", publish=False))
    assert "<h2>Villkor</h2>\n<p>För vuxna.</p>" in html
    notice = told(make(ProcurementNotice, buyer_name="Två regioner", procedure="unknown", publish=False))
    assert "<h2>Upphandlande myndighet</h2>\n<p>Två regioner</p>" in notice
    assert "Ej angivet" not in notice
