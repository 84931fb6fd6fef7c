"""Suggestions in a real browser: by keyboard, by mouse, heard by a screen reader, on a phone, and out of the way."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from news.models import NewsItem
from recommendations.models import Recommendation, RecommendationProduct
from search.index.indexer import rebuild
from tests.browsing import AXE
from tests.factories import ProductAreaFactory, make

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def pump(live_server):
    area = ProductAreaFactory(slug="heart", name="Hjärta och kärl")
    page = make(Recommendation, title="Hjärtpump vid svår hjärtsvikt", areas=[area], publish=False)
    page.products.add(RecommendationProduct(name="Cordis Assist"))
    page.save_revision().publish()
    make(NewsItem, title="Hjärtklaffar")
    rebuild()
    return page


@pytest.fixture
def field(visit, live_server, pump):
    visit.page.goto(f"{live_server.url}/sok/")
    return visit.page.get_by_role("combobox")


def options(page):
    return page.get_by_role("listbox").get_by_role("option")


def test_the_arrow_keys_choose_and_enter_goes_there(visit, live_server, field, pump):
    page = visit.page
    field.press_sequentially("hjart")
    expect(options(page)).to_have_count(3)
    expect(field).to_be_focused()
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(0)
    field.press("ArrowDown")
    expect(chosen).to_have_text("Hjärta och kärl Produktområde")
    field.press("ArrowUp")
    expect(chosen).to_have_count(0)  # back in the field
    field.press("ArrowUp")
    expect(chosen).to_have_count(1)  # the last one
    last = options(page).last
    assert field.get_attribute("aria-activedescendant") == last.get_attribute("id") == chosen.get_attribute("id")
    assert page.evaluate("document.activeElement.id") == "q"
    expect(chosen).to_have_text("Hjärtklaffar Nyhet")
    field.press("ArrowUp")
    expect(chosen).to_have_text("Hjärtpump vid svår hjärtsvikt Rekommendation")
    field.press("Enter")
    expect(page).to_have_url(f"{live_server.url}{pump.url}")


@pytest.mark.parametrize("visit", [{"viewport": {"width": 1280, "height": 720}}], indirect=True, ids=["desktop"])
def test_the_list_of_the_start_page_is_not_cut_where_its_coloured_field_ends(visit, live_server, pump):
    for number in range(7):
        make(NewsItem, title=f"Hjärtnyhet {number}")
    rebuild()
    page = visit.page
    page.goto(live_server.url)
    page.locator("#question").press_sequentially("hjärt")
    last = options(page).last
    expect(last).to_be_visible()
    below = "document.querySelector('.ask').getBoundingClientRect().bottom"
    box = last.bounding_box()
    assert box and box["y"] > page.evaluate(below)
    spot = [box["x"] + 20, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => !!document.elementFromPoint(x, y).closest('.suggestions')", spot)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_enter_without_a_choice_asks_what_was_typed(visit, live_server, field):
    page = visit.page
    field.press_sequentially("hjärtklaffar")
    expect(options(page)).to_have_count(1)
    field.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/sok/?q=hj%C3%A4rtklaffar")
    expect(page.locator("#tally")).to_have_text("1 träff på ”hjärtklaffar”")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(field).to_be_focused()


def test_a_product_is_asked_for_with_the_filters_kept(visit, live_server, pump):
    page = visit.page
    page.goto(f"{live_server.url}/sok/?type=recommendation")
    field = page.get_by_role("combobox")
    field.press_sequentially("cordis as")
    expect(options(page)).to_have_text(["Cordis Assist Sök"])
    options(page).click()
    expect(page).to_have_url(f"{live_server.url}/sok/?q=Cordis+Assist&type=recommendation")
    expect(field).to_have_value("Cordis Assist")
    expect(page.locator(".suggestions")).to_be_hidden()


def test_escape_closes_and_keeps_the_text_and_down_opens_again(visit, field):
    page = visit.page
    field.press_sequentially("hjärt")
    expect(options(page)).to_have_count(3)
    field.press("ArrowDown")
    field.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(field).to_have_value("hjärt")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    expect(options(page)).to_have_count(3)


def test_tab_leaves_and_the_list_closes_behind(visit, live_server, field):
    page = visit.page
    field.press_sequentially("hjärt")
    expect(options(page)).to_have_count(3)
    field.press("ArrowDown")
    field.press("Tab")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(page.get_by_role("button", name="Sök")).to_be_focused()
    expect(page).to_have_url(f"{live_server.url}/sok/")


def test_a_late_answer_does_not_open_the_list_behind_the_reader(visit, field):
    page = visit.page
    asked = []
    page.route("**/forslag/**", lambda route: asked.append(route))
    with page.expect_request("**/forslag/**"):
        field.press_sequentially("hjärt")
    page.keyboard.press("Tab")
    asked[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator(".suggestions")).to_be_hidden()


def test_typing_quickly_asks_once(visit, field):
    page = visit.page
    # Time stands still for the page: on a busy machine the letters would come too slowly.
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/forslag/" in request.url else None)
    field.press_sequentially("hjärtpump")
    assert asked == []
    page.clock.run_for(1000)
    expect(options(page)).to_have_count(1)
    assert len(asked) == 1 and asked[0].endswith("?q=hj%C3%A4rtpump")


def test_one_letter_or_nothing_found_shows_no_list(visit, field):
    page = visit.page
    field.press_sequentially("hjärt")
    expect(options(page)).to_have_count(3)
    field.press_sequentially("xyz")
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("h")
    page.wait_for_timeout(300)
    expect(page.locator(".suggestions")).to_be_hidden()


def test_a_screen_reader_hears_what_it_is_and_how_many(visit, field):
    page = visit.page
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    expect(field).to_have_accessible_name("Sök produkt, metod eller sjukdom")
    field.press_sequentially("hjärt")
    expect(options(page)).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox")).to_have_attribute("id", field.get_attribute("aria-controls"))
    expect(page.get_by_role("listbox")).to_have_accessible_name("Förslag")
    message = page.locator("search [aria-live=polite]")
    expect(message).to_have_text("3 förslag. Välj med piltangenterna.")
    field.press("Escape")
    expect(message).to_have_text("")


@pytest.mark.parametrize("where", ["/sok/", "/nyheter/"], ids=["search page", "head of a page"])
def test_axe_finds_nothing_on_the_open_list(visit, live_server, pump, where):
    page = visit.page
    index = NewsItem.objects.get().get_parent().get_url()
    page.goto(live_server.url + (where if where == "/sok/" else index))
    field = page.get_by_role("combobox")
    field.press_sequentially("hjärt")
    expect(options(page)).to_have_count(3)
    field.press("ArrowDown")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(page, options=AXE).response["violations"]
        assert not [(scheme, row["id"], node["html"][:160]) for row in found for node in row["nodes"]]


def test_in_forced_colours_the_chosen_one_has_an_outline(visit, field):
    page = visit.page
    page.emulate_media(forced_colors="active")
    field.press_sequentially("hjärt")
    expect(options(page)).to_have_count(3)
    field.press("ArrowDown")
    drawn = "option => { const style = getComputedStyle(option); return style.outlineStyle + style.outlineColor }"
    chosen, other = (options(page).nth(number).evaluate(drawn) for number in (0, 1))
    assert chosen.startswith("solid") and other.startswith("none")
    assert "rgba(0, 0, 0, 0)" not in chosen


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_the_options_are_large_enough_and_a_tap_goes_there(visit, live_server, field, pump):
    page = visit.page
    field.tap()
    field.press_sequentially("hjärtp")
    option = options(page).first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box and box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    option.tap()
    expect(page).to_have_url(f"{live_server.url}{pump.url}")


def test_going_back_brings_a_field_that_suggests(visit, live_server, field):
    page = visit.page
    field.press_sequentially("hjärtklaffar")
    field.press("Enter")
    expect(page.locator("#tally")).to_have_text("1 träff på ”hjärtklaffar”")
    page.go_back()
    expect(page.locator("#tally")).to_have_text("2 publikationer")
    again = page.get_by_role("combobox")
    again.fill("hjärt")
    expect(options(page)).to_have_count(3)


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_it_is_a_plain_search_field(visit, live_server, pump):
    page = visit.page
    page.goto(f"{live_server.url}/sok/")
    page.get_by_role("searchbox").fill("hjärtklaffar")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(f"{live_server.url}/sok/?q=hj%C3%A4rtklaffar")
