"""What an event keeps of a publication's fields, and the number by which the publication is known."""

import json
from datetime import date

import pytest

from news.models import NewsItem, Newsletter
from portal.models import PermanentNumber, PublicationEvent
from portal.open_data.tables import in_language
from portal.open_data.words import OWN
from recommendations.criteria import FACTORS, PRINCIPLES
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation, RecommendationProduct
from tests.factories import OrganisationFactory, ProductAreaFactory, make, make_site

pytestmark = pytest.mark.django_db


def last_event() -> PublicationEvent:
    return PublicationEvent.objects.latest("pk")


def test_an_event_keeps_what_the_page_says_in_fields():
    area = ProductAreaFactory(slug="glukos", name="Glukosmätning", emdn_code="Z12")
    page = make(Recommendation, verdict="can", conditions="För vuxna.", severity_scale=3, areas=[area], publish=False)
    page.decider = OrganisationFactory()
    page.products.add(RecommendationProduct(name="Prosigna", company="Bolaget", verdict="wait"))
    page.save_revision().publish()
    data = last_event().data
    assert data["product_areas"] == [{"code": "glukos", "name": "Glukosmätning", "name_en": "", "emdn": "Z12"}]
    assert data["decider"]["code"] == "mtp-radet" and data["factors"]["severity"] == 3
    assert [(row["name"], row["verdict"]) for row in data["products"]] == [("Prosigna", "wait")]
    facts = {(fact.name, fact.of): (fact.code, fact.word) for fact in Recommendation.facts(data)}
    assert facts["verdict", "Prosigna"] == ("wait", "Avvakta")
    assert facts["verdict", ""] == ("can", "Kan användas")
    assert facts["severity", ""] == ("3", "Hög (3/4)")
    assert facts["emdn", ""] == ("Z12", "Glukosmätning (Z12)")


def test_an_event_of_a_move_or_a_name_keeps_what_the_type_says():
    """A page of the base type must not hide a product's verdict from the comparison with the next event."""
    area = ProductAreaFactory(slug="glukos", name="Glukosmätning")
    page = make(Recommendation, verdict="can", areas=[area], publish=False)
    page.products.add(RecommendationProduct(name="Prosigna", verdict="wait"))
    page.save_revision().publish()
    area.name = "Glukos"
    area.save()
    event = last_event()
    assert event.kind == PublicationEvent.Kind.REFILED
    assert event.verdicts == {"": "can", "Prosigna": "wait"}
    assert event.data["product_areas"][0]["name"] == "Glukos"


def test_every_type_says_its_own():
    make_site()
    make(AssessmentSummary, assessor=OrganisationFactory(code="tlv", name="TLV"))
    assert last_event().data["assessor"]["code"] == "tlv"
    make(ProcurementNotice, tender_deadline=date(2027, 1, 2))
    assert last_event().data["tender_deadline"] == "2027-01-02"
    make(Case, product="Pump", manufacturer="Bolaget")
    assert last_event().data["manufacturer"] == "Bolaget"


def test_a_secret_case_says_nothing_of_its_product():
    make(
        Case,
        title="Pumpen",
        product="Pump X",
        manufacturer="Novosense",
        anonymous_title="Ett ärende",
        is_secret=True,
        keywords=["novosense"],
        change_note="Novosense har svarat",
        change_note_en="Novosense answered",
    )
    event = last_event()
    kept = json.dumps([event.data, event.note, event.note_en, event.decisive])
    assert "Novosense" not in kept and "novosense" not in kept and "Pump" not in kept
    assert event.data["title"] == "Ett ärende"


def test_a_publication_has_one_number_in_all_languages_and_for_good():
    first = make(Recommendation)
    english = make(Recommendation, language="en", publish=False)
    type(english).objects.filter(pk=english.pk).update(translation_key=first.translation_key)
    english.refresh_from_db()
    english.save_revision().publish()
    other = make(Recommendation)
    numbers = list(PublicationEvent.objects.order_by("pk").values_list("number", flat=True))
    assert numbers[0] == numbers[1] != numbers[2]
    assert PermanentNumber.of(other.translation_key) == numbers[2]
    other.delete()
    assert last_event().number == numbers[2]


def test_a_draft_has_no_number():
    page = make(Recommendation, publish=False)
    assert not PermanentNumber.objects.filter(translation_key=page.translation_key).exists()


def test_every_value_has_a_heading_in_the_table():
    ours = [Recommendation, AssessmentSummary, Case, ProcurementNotice, NewsItem, Newsletter]
    headed = {name.partition(".")[0] for name in in_language()}
    for page_type in ours:
        assert set(make(page_type).published_data()) - OWN <= headed, page_type
    assert {name.partition(".")[2] for name in in_language()} >= {*PRINCIPLES, *FACTORS}
