"""Each field that readers see has a sentence for its change. This is the table: field → what is said."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from news.models import NewsItem, Newsletter
from portal.publications.version_comparison import differences
from recommendations.criteria import FACTORS, PRINCIPLES
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from tests.factories import (
    HealthcareRegionFactory,
    OrganisationFactory,
    ProcurementRegionFactory,
    ProductAreaFactory,
    ProgrammeAreaFactory,
    RegionFactory,
    make,
)
from tests.portal.naming import document

pytestmark = pytest.mark.django_db

NEW, TEXT = "Nya ord.", "Nytt: ”Nya ord.”"
DAY, ON_THE_DAY = date(2031, 5, 4), "4 maj 2031 har tillkommit."
OTHER = "Den andra har tillkommit."
# What only editors see, or what another field tells.
NOT_TOLD = {
    "change_note": "is about the change itself",
    "change_note_en": "is about the change itself",
    "verdicts_differ": "a tick for editors",
    "is_secret": "of a page that keeps something back there is no note",
    "anonymous_title": "is the title while the case is secret",
    "open_title": "for editors, while the case is secret",
    "subject": "stands in the mail, not on the page",
    "preheader": "stands in the mail, not on the page",
}


def organisation(name: str) -> Any:
    return lambda page: setattr(page, name, OrganisationFactory())


def places(name: str, factory: Any) -> Any:
    return lambda page: getattr(page, name).set([factory()])


def areas(page: Any) -> None:
    page.product_areas.set([ProductAreaFactory(slug="glukos", name="Glukos", emdn_code="Z12")])


def link(name: str, model: Any) -> Any:
    def to_a_page(page: Any) -> None:
        linked = make(model, title="Den andra")
        if page._meta.get_field(name).many_to_many:
            getattr(page, name).set([linked])
        else:
            setattr(page, name, linked)

    return to_a_page


def row(relation: str, **values: Any) -> Any:
    return lambda page: getattr(page, relation).set([page._meta.get_field(relation).related_model(**values)])


ALL: dict[str, tuple[Any, str]] = {
    "title": (NEW, TEXT),
    "ingress": (NEW, TEXT),
    "summary_en": (NEW, TEXT),
    "dated_on": (DAY, "Datum: från 17 februari 2022 till 4 maj 2031."),
    "date_precision": ("year", "Datum: från 17 februari 2022 till 2022."),
    "level": ("region", "Nivå: från Nationell till Region."),
    "product_areas": (areas, "Produktområden: Glukos (Z12) har tillkommit."),
    "regions": (places("regions", RegionFactory), "Regioner: Skåne har tillkommit."),
    "healthcare_regions": (
        places("healthcare_regions", HealthcareRegionFactory),
        "Sjukvårdsregioner: Södra sjukvårdsregionen har tillkommit.",
    ),
    "programme_areas": (
        places("programme_areas", ProgrammeAreaFactory),
        "Nationella programområden: Endokrina sjukdomar har tillkommit.",
    ),
    "keywords": (lambda page: page.keywords.set(["insulin"]), "Nyckelord: insulin har tillkommit."),
    "case_number": ("HoS-2026", "Ärendenummer: HoS-2026 har tillkommit."),
    "contact_function": ("Kansliet", "Kontaktfunktion: Kansliet har tillkommit."),
    "review_by": (DAY, f"Översyn senast: {ON_THE_DAY}"),
    "replaces": (link("replaces", NewsItem), f"Ersätter: {OTHER}"),
    "is_example": (True, "Exempel: från Nej till Ja."),
    "body": ([("heading", NEW)], TEXT),
    "sources": ([("source", {"title": NEW, "note": "", "url": ""})], TEXT),
    "documents": (lambda page: page.documents.create(document=document()), "Dokument, ny rad: ”Bilagan”"),
}
OWN: dict[Any, dict[str, tuple[Any, str]]] = {
    Recommendation: {
        "dated_on": (DAY, "Beslutsdatum: från 17 februari 2022 till 4 maj 2031."),
        "date_precision": ("year", "Beslutsdatum: från 17 februari 2022 till 2022."),
        "verdict": ("can", "Utfall: Kan användas har tillkommit."),
        "standing": ("withdrawn", "Status: från Gäller till Återkallad."),
        "conditions": (NEW, TEXT),
        "decider": (organisation("decider"), "Beslutat av: MTP-rådet har tillkommit."),
        "version_number": (2, "Version: från 1 till 2."),
        **dict.fromkeys(("for_whom", "reasons", "cost_effectiveness", "follow_up", "conflict_statement"), (NEW, TEXT)),
        "assessments": (link("assessments", AssessmentSummary), f"Bedömningar som den bygger på: {OTHER}"),
        "related_assessments": (
            link("related_assessments", AssessmentSummary),
            f"Bedömningar som hör ihop med den: {OTHER}",
        ),
        "notices": (link("notices", ProcurementNotice), f"Upphandlingar: {OTHER}"),
        "case_page": (link("case_page", Case), f"Ärende: {OTHER}"),
        **{f"{name}_scale": (2, f"{label}: Neutral har tillkommit.") for name, label in PRINCIPLES.items()},
        **{f"{name}_scale": (2, f"{label}: Måttlig har tillkommit.") for name, label in FACTORS.items()},
        **{f"{name}_text": (NEW, TEXT) for name in (*PRINCIPLES, *FACTORS)},
        "products": (row("products", name="Sensor", verdict="can"), "Produkter, ny rad: ”Sensor, Kan användas”"),
    },
    AssessmentSummary: {
        "assessor": (organisation("assessor"), "Bedömare: MTP-rådet har tillkommit."),
        "kind": ("mini_hta", "Slag: från Annan bedömning till Mini-HTA."),
        **dict.fromkeys(("population", "intervention", "comparison", "outcome", "limitations"), (NEW, TEXT)),
        "cost_per_qaly": ("310 000 kronor", "Kostnad per QALY: 310 000 kronor har tillkommit."),
        "last_search_on": (DAY, f"Senaste litteratursökning: {ON_THE_DAY}"),
        "report_url": ("https://exempel.se/", "Hela rapporten: https://exempel.se/ har tillkommit."),
        "results": (row("results", outcome="Död", finding="Färre."), "Resultat, ny rad: ”Död, Färre”"),
    },
    ProcurementNotice: {
        "buyer": (organisation("buyer"), "Upphandlande myndighet: MTP-rådet har tillkommit."),
        "buyer_name": ("Skåne", "Upphandlande myndighet: Skåne har tillkommit."),
        "procurement_regions": (
            places("procurement_regions", ProcurementRegionFactory),
            "Upphandlingsregioner: Upphandlingsregion H har tillkommit.",
        ),
        "procedure": ("dps", "Förfarande: från Ej angivet till Dynamiskt inköpssystem."),
        "cpv_codes": ("33100000", "CPV-koder: 33100000 har tillkommit."),
        "ted_number": ("12-2026", "TED-nummer: 12-2026 har tillkommit."),
        "expected_on": (DAY, f"Väntas annonseras: {ON_THE_DAY}"),
        "announced_on": (DAY, f"Annonserad: {ON_THE_DAY}"),
        "tender_deadline": (DAY, f"Sista anbudsdag: {ON_THE_DAY}"),
        "contract_from": (DAY, f"Avtal från: {ON_THE_DAY}"),
        "contract_to": (DAY, f"Avtal till: {ON_THE_DAY}"),
        "options": (NEW, TEXT),
    },
    Case: {
        "product": ("Pumpen", "Produkt eller metod: Pumpen har tillkommit."),
        "manufacturer": ("Bolaget", "Tillverkare: Bolaget har tillkommit."),
        "ce_marking": ("Klass II", "CE-märkning: Klass II har tillkommit."),
        "nominated_by": ("Skåne", "Nominerat av: Skåne har tillkommit."),
        "stage_reason": (NEW, TEXT),
        "stages": (row("stages", stage="assessed", started_on=DAY), "Steg, ny rad: ”Bedömt, från 4 maj 2031”"),
    },
    NewsItem: {},
    Newsletter: {
        "number": (9, "Nummer: 9 har tillkommit."),
        "editorial": (NEW, TEXT),
        "topics": ([("topic", {"title": NEW, "items": []})], TEXT),
        "meetings": (NEW, TEXT),
    },
}


def table_of(model: Any) -> dict[str, tuple[Any, str]]:
    table = {**ALL, **OWN[model]}
    if model is Case:  # its date follows from the stages
        return {name: told for name, told in table.items() if name not in ("dated_on", "date_precision")}
    return table


def lines(before: Any, after: Any) -> list[str]:
    return [line for difference in differences(before, after) for line in difference.lines]


def versions(page: Any) -> tuple[Any, Any]:
    return page.latest_revision.as_object(), page.latest_revision.as_object()


@pytest.mark.parametrize("model", OWN)
def test_each_field_that_readers_see_has_its_sentence(model) -> None:
    page = make(model, title="Sidan")
    for name, (value, told) in table_of(model).items():
        before, after = versions(page)
        value(after) if callable(value) else setattr(after, name, value)
        said = lines(before, after)
        assert told in said and len(said) <= 3, f"{name}: {said}"


@pytest.mark.parametrize("model", OWN)
def test_no_field_is_without_a_sentence(model) -> None:
    """A new field needs a line in the table, or a reason why it is told to nobody."""
    form = make(model).get_edit_handler().get_form_class()
    asked = {*form.base_fields, *form.formsets} - {field.name for field in Page._meta.get_fields()} | {"title"}
    assert asked - {"comment_notifications", "comments"} <= {*table_of(model), *NOT_TOLD}


def test_a_status_that_follows_from_other_fields_is_told_also_of_a_draft() -> None:
    before, after = versions(make(ProcurementNotice))
    after.announced_on = timezone.localdate() - timedelta(days=1)
    after.tender_deadline = timezone.localdate() + timedelta(days=30)
    assert "Status: från Planerad till Öppen för anbud" in " ".join(lines(before, after))


def test_links_that_readers_can_not_see_are_not_told() -> None:
    before, after = versions(make(Recommendation))
    after.notices.set([make(ProcurementNotice, publish=False)])
    after.case_page = make(Case, is_secret=True, anonymous_title="En metod")
    assert lines(before, after) == []
