"""The page about a feed in a real browser: copying an address, by pointer and by key, and without JavaScript."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.needs_chromium]

PATH = "/floden/omrade/utrustning-och-programvara/"
MAY_COPY = {"permissions": ["clipboard-read", "clipboard-write"]}


def copied(page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("visit", [MAY_COPY], indirect=True, ids=["may copy"])
def test_a_button_copies_the_address_beside_it_and_says_so(visit, portal_site):
    page = visit.page
    page.goto(portal_site.url + PATH)
    button = page.get_by_role("button", name="Kopiera Atom händelser")
    button.click()
    shown = page.locator("#events-atom").text_content()
    assert copied(page) == shown and shown.endswith("/floden/handelser/omrade/utrustning-och-programvara.atom")
    said = page.locator(".copied[aria-live=polite]").first
    assert said.text_content() == f"Kopierad: {shown}"
    assert button.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("visit", [MAY_COPY], indirect=True, ids=["may copy"])
def test_by_key_one_goes_from_address_to_address_and_copies(visit, portal_site):
    page = visit.page
    page.goto(portal_site.url + PATH)
    page.locator("#events ~ div a").first.focus()
    names = []
    for _step in range(4):
        names.append(" ".join(page.evaluate("document.activeElement.textContent").split()))
        page.keyboard.press("Tab")
    assert names == [
        "Atom händelser",
        "Kopiera Atom händelser",
        "RSS händelser",
        "Kopiera RSS händelser",
    ]
    page.get_by_role("button", name="Kopiera RSS läget nu").press("Enter")
    page.locator(".copied", has_text="Kopierad").wait_for()
    assert copied(page).endswith("/floden/omrade/utrustning-och-programvara.rss")


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
def test_without_javascript_the_address_is_text_and_a_link_and_there_is_no_dead_button(visit, portal_site):
    page = visit.page
    page.goto(portal_site.url + PATH)
    address = page.locator("#events-atom")
    assert address.is_visible() and page.locator("main button:visible").count() == 0
    link = page.get_by_role("link", name="Atom händelser")
    assert link.get_attribute("href") == address.text_content()


def test_several_areas_are_chosen_for_one_feed_without_any_script(visit, portal_site):
    page = visit.page
    page.goto(f"{portal_site.url}/floden/")
    page.get_by_label("Dialys").check()
    page.get_by_label("Förband").check()
    page.get_by_role("button", name="Ett flöde för de valda").click()
    page.wait_for_url("**/sok/?area=dialys&area=forband&format=follow")
    assert page.locator("h1").text_content() == "Dialys, Förband"
