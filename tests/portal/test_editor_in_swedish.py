"""What scripts say in the editor is Swedish, too: its panels, the rich text field, the calendar, a lost race."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.english import english_in
from tests.portal.people import desk, roles

# See test_admin_in_swedish.
assert get_resolver().url_patterns

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.needs_chromium,
]
# The texts of all that can be seen now, and what it is called for those who do not see it.
SEEN = """() => {
    const said = [];
    for (const element of document.body.querySelectorAll('*')) {
        if (element.closest('script, style, svg, [lang^=en]') || !element.checkVisibility()) continue;
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent.trim());
        for (const name of ['title', 'aria-label', 'aria-description', 'placeholder', 'alt']) {
            said.push(element.getAttribute(name) || '');
        }
    }
    return said;
}"""
TITLE = "Mätare för blodsocker"
# Titles of pages that stand above the one that is edited.
ABOVE = ("Root",)


def test_nothing_that_a_script_of_the_editor_says_is_english(live_server, visit) -> None:
    officer, other = desk("olle", roles.OFFICERS), desk("olga", roles.OFFICERS)
    page: Any = make(Recommendation, title=TITLE, owner=officer.user)
    tab = visit.page
    value = officer.client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}])
    found: dict[str, str] = {}

    def look(what: str) -> None:
        found.update({text: what for text in tab.evaluate(SEEN) if english_in(text, "/admin/", ABOVE)})

    tab.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk]))
    tab.get_by_role("button", name="Fäll ihop alla").click()
    tab.get_by_role("button", name="Expandera alla").click()
    look("editor")
    for panel in tab.locator("[data-side-panel-toggle]").all():
        panel.click()
        look(f"panel {panel.get_attribute('data-side-panel-toggle')}")
    tab.get_by_role("tab", name="Beslut").click()
    tab.locator("#id_dated_on").click()
    look("calendar")
    tab.keyboard.press("Escape")
    tab.get_by_role("tab", name="Innehåll").click()
    tab.locator(".public-DraftEditor-content").first.click()
    tab.keyboard.press("Enter")
    tab.keyboard.type("/")
    tab.get_by_text("Punktlista").first.wait_for()
    look("rich text")
    tab.keyboard.press("Escape")
    other.edit(page, title=f"{TITLE} 2")
    tab.locator("#id_ingress").fill("Detta skrevs samtidigt.")
    tab.get_by_text("Sparas inte automatiskt just nu").first.wait_for()
    look("somebody else has saved")
    visit.messages.clear()  # the browser notes the refused autosave
    assert found == {}
