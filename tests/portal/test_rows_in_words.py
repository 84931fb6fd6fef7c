"""The rows of a page compared in words: results, stages, products, documents."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

from portal.publications.version_comparison import differences, proposed_note
from recommendations.models import AssessmentSummary, Case, Recommendation
from tests.factories import make
from tests.portal.test_every_field_in_words import OWN, lines, versions

pytestmark = pytest.mark.django_db

RESULT = {"outcome": "Död", "finding": "Minskar med 10 procent.", "certainty": "low"}
STAGE = {"stage": "assessed", "started_on": date(2026, 5, 1), "ended_on": None, "is_pause": False, "note": ""}
PRODUCT = {"name": "Sensor", "company": "Bolaget", "since_year": 2020, "verdict": "can", "conditions": "Hos vuxna."}
# A row of a relation, and the sentence for each of its fields that is another one.
ROWS: list[tuple[Any, str, dict[str, Any], dict[str, tuple[Any, str]]]] = [
    (
        AssessmentSummary,
        "results",
        RESULT,
        {
            "outcome": ("Dödlighet", "Resultat: från Död till Dödlighet."),
            "finding": ("Minskar med 12 procent.", "Resultat, Död: ”Minskar med 12 procent.” Tidigare: 10."),
            "certainty": (
                "moderate",
                "Tillförlitlighet, Död: från Låg tillförlitlighet till Måttlig tillförlitlighet.",
            ),
        },
    ),
    (
        Case,
        "stages",
        STAGE,
        {
            "stage": ("with_council", "Steg: från Bedömt till Hos rådet."),
            "started_on": (date(2026, 5, 2), "Från, Bedömt: från 1 maj 2026 till 2 maj 2026."),
            "ended_on": (date(2026, 5, 3), "Till, Bedömt: 3 maj 2026 har tillkommit."),
            "is_pause": (True, "Paus, Bedömt: från Nej till Ja."),
            "note": ("Väntar.", "Anmärkning, Bedömt: Nytt: ”Väntar.”"),
        },
    ),
    (
        Recommendation,
        "products",
        PRODUCT,
        {
            "name": ("Sensor 2", "Produkter: från Sensor till Sensor 2."),
            "company": ("Det andra", "Företag, Sensor: från Bolaget till Det andra."),
            "since_year": (2021, "Ingår sedan (år), Sensor: från 2020 till 2021."),
            "verdict": ("should", "Utfall, Sensor: från Kan användas till Bör användas."),
            "conditions": ("Hos barn.", "Villkor, Sensor: Nytt: ”Hos barn.”"),
        },
    ),
]


@pytest.mark.parametrize(("model", "relation", "values", "changes"), ROWS)
def test_each_field_of_a_row_has_its_sentence(model, relation, values, changes) -> None:
    page = make(model)
    rows = page._meta.get_field(relation).related_model
    for name, (value, told) in changes.items():
        before, after = versions(page)
        getattr(before, relation).set([rows(**values)])
        getattr(after, relation).set([rows(**{**values, name: value})])
        assert told in lines(before, after), f"{name}: {lines(before, after)}"
    own = [field for field in rows._meta.concrete_fields if field.editable and not isinstance(field, ParentalKey)]
    assert {field.name for field in own} - {"id"} == {*changes}


def test_the_rows_of_all_types_are_tried_here() -> None:
    tried = {relation for _model, relation, _values, _changes in ROWS} | {"documents"}
    for model in OWN:
        ours = [each for each in get_all_child_relations(model) if "sort_order" in _names(each.related_model)]
        assert {relation.get_accessor_name() for relation in ours} <= tried


def _names(model: Any) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def results(*rows: tuple[str, str, str]) -> Any:
    page = AssessmentSummary.objects.first() or make(AssessmentSummary)
    version = page.latest_revision.as_object()
    names = ("outcome", "finding", "certainty")
    model = version._meta.get_field("results").related_model
    version.results.set([model(**dict(zip(names, row, strict=True)), sort_order=at) for at, row in enumerate(rows)])
    return version


DEATH, PAIN = ("Död", "Färre.", "low"), ("Smärta", "Lika.", "high")


def test_rows_that_came_went_or_stand_elsewhere_are_told() -> None:
    new, gone = "Resultat, ny rad: ”{}”", "Resultat, borttagen rad: ”{}”"
    assert lines(results(DEATH), results(DEATH, PAIN)) == [new.format("Smärta, Lika, Hög tillförlitlighet")]
    assert lines(results(DEATH, PAIN), results(PAIN)) == [gone.format("Död, Färre, Låg tillförlitlighet")]
    assert lines(results(DEATH, PAIN), results(PAIN, DEATH)) == ["Resultat: samma rader står i en annan ordning."]
    assert lines(results(DEATH), results(PAIN)) == [
        new.format("Smärta, Lika, Hög tillförlitlighet"),
        gone.format("Död, Färre, Låg tillförlitlighet"),
    ]
    assert lines(results(DEATH, PAIN), results(DEATH, PAIN)) == []


def test_of_rows_with_one_name_nobody_knows_which_became_which() -> None:
    later, last = ("Död", "Lika.", "low"), ("Död", "Fler.", "low")
    assert lines(results(DEATH, later), results(DEATH, last)) == [
        "Resultat, ny rad: ”Död, Fler, Låg tillförlitlighet”",
        "Resultat, borttagen rad: ”Död, Lika, Låg tillförlitlighet”",
    ]
    assert lines(results(DEATH, DEATH), results(DEATH)) == [
        "Resultat, borttagen rad: ”Död, Färre, Låg tillförlitlighet”"
    ]


def test_the_proposal_names_the_outcome_and_the_cost_in_both_languages() -> None:
    before, after = (
        results(("Död", "Minskar med 10 procent.", "low")),
        results(("Död", "Minskar med 12 procent.", "high")),
    )
    before.cost_per_qaly, after.cost_per_qaly = "400 000 kronor", "310 000 kronor"
    assert proposed_note(differences(before, after)) == (
        "Resultat, Död: ”Minskar med 12 procent.” Tidigare: 10. "
        "Tillförlitlighet, Död: från Låg tillförlitlighet till Hög tillförlitlighet. "
        "Kostnad per QALY: från 400 000 kronor till 310 000 kronor."
    )
    with override("en"):
        assert lines(before, after) == [
            "Finding, Död: “Minskar med 12 procent.” Before: 10.",
            "Certainty, Död: from Low certainty to High certainty.",
            "Cost per QALY: from 400 000 kronor to 310 000 kronor.",
        ]
