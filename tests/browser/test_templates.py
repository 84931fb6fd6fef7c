"""Every template in a real browser: accessible in light and dark, narrow enough, silent, alone."""

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browsing import AXE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.needs_chromium]

PATHS = [
    "/",
    "/en/",
    "/rekommendationer/",
    "/rekommendationer/freestyle-libre-typ-2-diabetes/",
    "/rekommendationer/freestyle-libre-typ-2-diabetes-2018/",
    "/en/recommendations/freestyle-libre-typ-2-diabetes/",
    "/bedomningar/",
    "/upphandlingar/",
    "/arenden/",
    "/nyhetsbrev/",
    "/nyheter/",
    "/sok/?q=diabetes",
    "/sok/?q=finnsinte",
    "/sok/?type=recommendation&region=skane",
    "/en/search/?q=diabetes",
    "/floden/",
    "/floden/omrade/utrustning-och-programvara/",
    "/floden/Z/",
    "/en/feeds/all/",
    "/sok/?q=diabetes&format=follow",
    "/programomraden/",
    "/programomraden/endokrina-sjukdomar/",
    "/programomraden/tandvard/",
    "/folj-och-ateranvand/",
    "/en/follow-and-reuse/",
    "/prenumerera/",
    "/en/subscribe/asked/",
    "/data/v1/",
    "/id/1/sv/1.html",
]
# The first page of each of these lists stands for its template.
LISTS = ["/bedomningar/", "/upphandlingar/", "/arenden/", "/nyhetsbrev/", "/nyheter/"]


def faults(visit) -> list[str]:
    """What axe finds on the open page in light and in dark, and whether it scrolls sideways on a narrow phone."""
    found = []
    for scheme in ("light", "dark"):
        # Without motion the new colours are there at once; half-way through a transition contrast is anyone's guess.
        visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        rows = Axe().run(visit.page, options=AXE).response["violations"]
        found += [f"{scheme}, {row['id']}: {node['html'][:160]}" for row in rows for node in row["nodes"]]
    visit.page.set_viewport_size({"width": 320, "height": 640})
    if (width := visit.page.evaluate("document.documentElement.scrollWidth")) > 320:
        found.append(f"{width} pixels wide at 320")
    return found


@pytest.mark.parametrize("path", PATHS)
def test_a_template_has_no_fault(visit, portal_site, path):
    visit.page.goto(portal_site.url + path)
    assert faults(visit) == []


@pytest.mark.parametrize("path", LISTS)
def test_the_first_page_of_a_list_has_no_fault(visit, portal_site, path):
    visit.page.goto(portal_site.url + path)
    visit.page.locator(f"main a[href^='{path}']").first.click()
    visit.page.wait_for_load_state()
    assert visit.page.url.startswith(portal_site.url + path)
    assert faults(visit) == []


@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True, ids=["phone"])
def test_a_clinician_sees_verdict_condition_date_and_status_without_scrolling(visit, portal_site):
    visit.page.goto(f"{portal_site.url}/rekommendationer/mrgfus-essentiell-tremor/")
    assert visit.page.locator("h1").is_visible()
    for selector in ("h1", ".answer", ".lede", ".facts time"):
        box = visit.page.locator(selector).first.bounding_box()
        assert box and box["y"] + box["height"] <= 844, selector


@pytest.mark.parametrize("width", [375, 390])
@pytest.mark.parametrize("path", ["/rekommendationer/", "/en/recommendations/"])
def test_the_head_of_a_page_is_one_row_on_a_phone_in_both_languages(visit, portal_site, path, width):
    visit.page.set_viewport_size({"width": width, "height": 844})
    visit.page.goto(portal_site.url + path)
    boxes = [part.bounding_box() for part in visit.page.locator(".bar > :visible").all()]
    middles = {round(box["y"] + box["height"] / 2) for box in boxes}
    assert len(boxes) == 3
    assert len(middles) == 1


def heard_in_tables(page) -> Counter[str]:
    """How often each role of a table stands in the tree that screen readers get."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = (node["role"]["value"] for node in nodes if not node["ignored"])
    return Counter(role for role in roles if role in ("table", "row", "columnheader", "rowheader", "cell"))


@pytest.mark.parametrize("path", ["/upphandlingar/", "/floden/", "/rekommendationer/freestyle-libre-typ-2-diabetes/"])
def test_a_table_laid_out_as_a_list_is_still_heard_as_a_table(visit, portal_site, path):
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    visit.page.goto(portal_site.url + path)
    as_table = heard_in_tables(visit.page)
    visit.page.set_viewport_size({"width": 390, "height": 844})
    assert visit.page.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "grid"
    assert heard_in_tables(visit.page) == as_table and len(as_table) == 5


@pytest.mark.parametrize("path", ["/finns-inte/", "/floden/Z1204/"])
def test_an_address_that_does_not_exist_says_so_in_swedish(visit, portal_site, path):
    response = visit.page.goto(portal_site.url + path)
    assert response.status == 404
    assert faults(visit) == []
    # Chromium itself tells the console of the answer 404.
    visit.messages.clear()


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
def test_search_works_without_javascript(visit, portal_site):
    visit.page.goto(f"{portal_site.url}/sok/")
    visit.page.locator("main input[name=q]").fill("glukos")
    visit.page.locator("main input[name=q]").press("Enter")
    visit.page.wait_for_url("**/sok/?*q=glukos*")
    assert visit.page.locator("main").get_by_text("FreeStyle Libre").first.is_visible()
