"""Each rule of the gate that publications share: what it stops, what it lets through, and where it leads."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from news.models import NewsItem
from portal.models import Publication, StandardPage
from portal.moderation.gate_rules import rule as registry
from portal.moderation.gate_rules.links import leads_somewhere
from portal.moderation.gate_rules.rule import GateStep, Severity, obstacles_in, rules_of, warnings_in
from portal.moderation.gate_rules.succession import years_after
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from tests.factories import make, make_site, republish
from tests.portal.refused import complete

pytestmark = pytest.mark.django_db

HARD = (
    "Upphandlingssamordningens rekommendationer kompletteras kontinuerligt med analyser, svar, mätningar och bilagor."
)
EASY = "Rådet säger ja till den nya mätaren. Den ger färre stick och kostar lika mycket som förut."


def broken(page: Any, step: GateStep = GateStep.PUBLICATION) -> list[tuple[str, str]]:
    """(rule, field) of each obstacle and warning."""
    return [(found.rule, found.field) for found in (*obstacles_in(page, step), *warnings_in(page))]


def text(source: str) -> tuple[str, RichText]:
    return ("text", RichText(source))


def table(**options: bool) -> tuple[str, Any]:
    return ("table", {"data": [["a", "b"], ["1", "2"]], **options})


@pytest.fixture
def page() -> Any:
    return complete(NewsItem)


def test_a_complete_page_of_each_type_breaks_no_rule():
    for model in (NewsItem, Recommendation, AssessmentSummary, ProcurementNotice, Case):
        assert broken(complete(model)) == []


def test_a_publication_of_the_council_has_a_product_area_and_news_need_none():
    for model in (Recommendation, AssessmentSummary, ProcurementNotice, Case):
        page = complete(model)
        page.product_areas.set([])
        assert broken(page, GateStep.SUBMISSION) == [("product_area", "product_areas")]


@pytest.mark.parametrize(
    ("change", "rule", "step"),
    [
        ({"ingress": ""}, ("filled", "ingress"), GateStep.SUBMISSION),
        ({"level": "region"}, ("concerns", "regions"), GateStep.SUBMISSION),
        ({"level": "healthcare_region"}, ("concerns", "healthcare_regions"), GateStep.SUBMISSION),
        ({"case_number": "ett nummer"}, ("case_number", "case_number"), GateStep.SUBMISSION),
        ({"body": [text("<h3>Liten</h3>"), ("heading", "Stor")]}, ("heading_order", "body"), GateStep.SUBMISSION),
        ({"body": [table()]}, ("table_headers", "body"), GateStep.SUBMISSION),
        ({"review_by": date(2999, 1, 1)}, ("review_by", "review_by"), GateStep.PUBLICATION),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_each_rule_stops_and_from_which_step(page, change, rule, step):
    for name, value in change.items():
        setattr(page, name, value)
    assert broken(page) == [rule]
    assert (broken(page, GateStep.SUBMISSION) == []) == (step is GateStep.PUBLICATION)


def test_what_the_rules_let_through(page):
    for number in ("19/00044", "HSN/345/2019", "3878/2012", "MTP 2021/7", "RS 2026-0145", "BEN 12/2024"):
        page.case_number = number
        assert broken(page) == [], number
    page.review_by = years_after(timezone.localdate(), 2)
    assert years_after(date(2028, 2, 29), 2) == date(2030, 3, 1)
    page.body = [
        *(("heading", "Stor"), text("<h3>Liten</h3>")),
        *(table(first_row_is_table_header=True), table(first_col_is_header=True)),
    ]
    assert broken(page) == []


def test_an_address_is_asked_to_be_plain_until_readers_have_it():
    draft = make(NewsItem, publish=False, slug="mätare--ny")
    assert broken(draft) == [("address", "slug")]
    assert broken(make(NewsItem, slug="mätare-här")) == []


def test_a_hard_ingress_is_warned_of_in_swedish_alone_and_its_lix_is_told(page):
    page.ingress = HARD
    (warning,) = warnings_in(page)
    assert (warning.rule, warning.field) == ("plain_language", "ingress") and "över 45" in warning.message
    assert broken(make(NewsItem, language="en", ingress=HARD)) == []
    page.ingress = EASY
    told = [rule.kept(page) for rule in rules_of(page) if rule.code == "plain_language"]
    assert broken(page) == [] and told == ["Ingressen är på klarspråk: LIX är 14"]


def test_a_page_replaces_its_own_type(page):
    page.replaces = Publication.objects.get(pk=complete(Case).pk)
    assert broken(page) == [("replaces", "replaces")]
    page.replaces = Publication.objects.get(pk=complete(NewsItem).pk)
    assert broken(page) == []


def test_a_link_leads_to_something_that_is_there_and_public(page):
    other, draft = complete(NewsItem), make(NewsItem, publish=False)
    page.body = [
        text(f'<p><a linktype="page" id="{other.pk}">här</a> <a linktype="page" id="{draft.pk}">snart</a></p>'),
        text('<p><a linktype="page" id="999999">borta</a> <a linktype="document" id="999999">fil</a></p>'),
        text(
            f'<p><a href="{other.url}">adress</a> <a href="/finns/inte/">tom</a> <a href="https://tlv.se/">ute</a></p>'
        ),
    ]
    said = [found.message.split("”")[1] for found in obstacles_in(page)]
    assert said == ["borta", "fil", "tom"]
    (warning,) = warnings_in(page)
    assert (warning.rule, warning.field) == ("links_open", "body")
    # A draft's title is not named: whoever writes here may not see it.
    assert "”snart”" in warning.message and draft.title not in warning.message


def test_which_addresses_of_the_portal_are_there(page):
    moved_from = page.url
    english = make(NewsItem, language="en")
    page.slug = "flyttad"
    page.save()
    page.save_revision().publish()
    for language in ("sv", "en"):
        with override(language):
            for address in (moved_from, f"{page.url}#del", english.url, "/en/", "/en/search/?q=a", "/robots.txt", "/"):
                assert leads_somewhere(address), (language, address)
            for address in ("/en/finns-inte/", "/finns-inte"):
                assert not leads_somewhere(address), (language, address)


def pdf(*, tagged: bool) -> bytes:
    writer, into = PdfWriter(), BytesIO()
    writer.add_blank_page(72, 72)
    if tagged:
        marks = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
        writer.root_object[NameObject("/MarkInfo")] = marks
    writer.write(into)
    return into.getvalue()


def test_a_pdf_that_is_not_tagged_is_warned_of_wherever_the_page_offers_it(page):
    def document(title: str, content: bytes, name: str = "fil.PDF") -> Any:
        return get_document_model().objects.create(title=title, file=ContentFile(content, name))

    plain, hostile = document("Otaggad", pdf(tagged=False)), document("Trasig", b"%PDF-1.4 trasig")
    tagged, text_file = document("Taggad", pdf(tagged=True)), document("Text", b"hej", "fil.txt")
    page.documents = [page.documents.model(document=row) for row in (plain, tagged, text_file)]
    page.body = [
        ("document", {"document": tagged, "title": ""}),
        text(f'<a linktype="document" id="{hostile.pk}">d</a>'),
    ]
    found = warnings_in(page)
    assert [(warning.rule, warning.field) for warning in found] == [("pdf_tagged", "documents"), ("pdf_tagged", "body")]
    assert "Otaggad" in found[0].message and "Trasig" in found[1].message


def test_a_translation_agrees_with_its_original_and_never_stops_it():
    swedish = complete(Recommendation)
    english = complete(Recommendation, language="en")
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    english = republish(english)
    assert broken(english) == []
    swedish = republish(swedish, verdict="wait", change_note="Rådet avvaktar.", change_note_en="Wait.")
    english.refresh_from_db()
    (warning,) = warnings_in(english)
    assert warning.rule == "agrees_with_original" and "Kan användas → Avvakta" in warning.message
    assert broken(swedish) == []
    (note,) = [note for rule in rules_of(swedish) if rule.severity is Severity.NOTE for note in rule.broken(swedish)]
    assert note.message.startswith("Engelska: översättningen ligger efter.")
    english.verdict = "wait"
    assert broken(english) == []  # asked of the words that are to be published
    closed = PageViewRestriction.objects.create(page=swedish, restriction_type=PageViewRestriction.LOGIN)
    english.verdict = "can"
    assert [warning.message for warning in warnings_in(english)] == ["Det svenska originalet är inte offentligt."]
    closed.delete()
    swedish.unpublish()
    assert [warning.message for warning in warnings_in(english)] == ["Det svenska originalet är inte offentligt."]


def test_plain_pages_are_asked_for_links_headings_and_tables():
    page = make_site().add_child(instance=StandardPage(title="Om", slug="om", body=[table(), text("<h3>Liten</h3>")]))
    assert {rule for rule, _field in broken(page)} == {"table_headers", "heading_order"}


def test_a_rule_has_a_code_of_its_own_and_leads_to_a_field_of_the_form():
    for model, rules in registry._rules.items():
        for rule in rules:
            assert not rule.field or model._meta.get_field(rule.field)
    codes = [(type(rule), rule.code) for rules in registry._rules.values() for rule in rules]
    assert len({code for _rule, code in codes}) == len(set(codes))
