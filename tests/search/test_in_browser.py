"""The search page in a real browser: hits replaced in place, the address kept, back again, nothing in the console."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import expect
from pypdf import PdfReader

from recommendations.models import AssessmentSummary, Recommendation
from search.index.indexer import rebuild
from tests.factories import make

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def address(live_server) -> str:
    make(Recommendation, title="Sensor vid diabetes")
    make(AssessmentSummary, title="Sensor: bedömning")
    rebuild()
    return f"{live_server.url}/sok/"


def test_choosing_removing_and_going_back(visit, address):
    page = visit.page
    page.goto(f"{address}?q=sensor")
    tally, choice = page.locator("h1"), page.get_by_label("Rekommendation")
    expect(tally).to_have_text("2 träffar på ”sensor”")
    choice.check()
    expect(tally).to_have_text("1 träff på ”sensor”")
    expect(page).to_have_url(f"{address}?q=sensor&type=recommendation")
    expect(page).to_have_title("1 träff på ”sensor” – Samverkansportalen")
    expect(choice).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("1 träff på ”sensor”")
    page.get_by_role("link", name="Ta bort filtret Typ: Rekommendation").click()
    expect(tally).to_have_text("2 träffar på ”sensor”")
    expect(tally).to_be_focused()
    page.go_back()
    expect(page).to_have_url(f"{address}?q=sensor&type=recommendation")
    expect(choice).to_be_checked()
    page.get_by_role("combobox").fill("bedömning")
    page.keyboard.press("Enter")
    expect(tally).to_have_text("0 träffar på ”bedömning”")
    expect(page).to_have_url(f"{address}?q=bed%C3%B6mning&type=recommendation")
    english = page.locator("header a[hreflang=en]").get_attribute("href")
    assert english and english.endswith("/en/search/?q=bed%C3%B6mning&type=recommendation")


def test_a_question_that_is_a_filter_leaves_an_empty_field_so_that_the_next_choice_is_of_the_filter_alone(
    visit, address
):
    page = visit.page
    page.goto(address)
    page.get_by_role("combobox").fill("rekommendation")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}?type=recommendation&asked=rekommendation")
    expect(page.get_by_role("combobox")).to_have_value("")
    expect(page.get_by_role("link", name="Ta bort filtret Typ: Rekommendation")).to_be_visible()
    page.get_by_label("Bedömning").check()
    expect(page.locator("h1")).to_have_text("2 publikationer")


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_several_filters_are_chosen_before_the_hits_are_asked_for(visit, address):
    page = visit.page
    page.goto(address)
    page.get_by_role("button", name="Filtrera").click()
    page.get_by_label("Rekommendation").check()
    expect(page.get_by_role("button", name="Visa 1 träff")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("1 publikation")
    page.get_by_label("Bedömning").check()
    expect(page).to_have_url(address)
    page.get_by_role("button", name="Visa 2 träffar").click()
    expect(page).to_have_url(f"{address}?type=assessment&type=recommendation")
    expect(page.get_by_role("button", name="Filtrera (2 valda)")).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_each_count_follows_what_is_chosen_and_the_formats_stand_below_the_hits(visit, address):
    page = visit.page
    page.goto(f"{address}?q=sensor")
    hit, formats = page.locator(".hit").first.bounding_box(), page.locator(".formats").bounding_box()
    assert hit["y"] + hit["height"] < PHONE["viewport"]["height"] and formats["y"] > hit["y"]
    page.get_by_role("button", name="Filtrera").click()
    page.get_by_label("Rekommendation").check()
    # A page of the other type is in no list any more, but each type can still be chosen.
    expect(page.locator("label", has_text="Gäller").locator("> span")).to_have_text(re.compile(r"^1"))
    expect(page.locator("label", has_text="Bedömning").locator("> span")).to_have_text(re.compile(r"^1"))
    page.get_by_label("Rekommendation").uncheck()
    expect(page.get_by_role("button", name="Visa 2 träffar")).to_be_visible()
    assert not visit.messages


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_the_form_has_a_button(visit, address):
    page = visit.page
    page.goto(f"{address}?q=sensor")
    page.get_by_label("Bedömning").check()
    page.get_by_role("button", name="Visa träffar").click()
    expect(page.locator("h1")).to_have_text("1 träff på ”sensor”")
    page.get_by_role("searchbox").fill("diabetes")
    page.get_by_role("button", name="Sök").click()
    expect(page).to_have_url(f"{address}?q=diabetes&type=assessment")


def test_thirteen_hits_are_printed_on_two_sheets_with_question_filters_and_date(visit, address):
    for number in range(12):
        make(Recommendation, title=f"Sensor {number}", ingress="Två meningar om mätaren. " * 6)
    rebuild()
    visit.page.goto(f"{address}?q=sensor&type=recommendation")
    sheets = PdfReader(BytesIO(visit.page.pdf(format="A4"))).pages
    words = " ".join(sheets[0].extract_text().split())
    assert len(sheets) <= 2
    for said in ("13 träffar på ”sensor”", "Rekommendation", f"Utskriven {date_format(timezone.localdate())}"):
        assert said in words
    assert "Ta bort" not in words
