"""The editor of tables in a real browser: its menu is Swedish, and does what it says."""

import json

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.english import english_in
from tests.portal.people import desk, roles
from tests.portal.test_editor_in_swedish import SEEN

# See test_admin_in_swedish.
assert get_resolver().url_patterns

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
MENU = ".htContextMenu .htItemWrapper"


def test_the_menu_of_a_table_is_swedish_and_does_what_it_says(live_server, visit) -> None:
    officer = desk("olle", roles.OFFICERS)
    page = make(Recommendation, title="Mätaren", publish=False)
    page.body = json.dumps([{"type": "table", "value": {"data": [["Barn", "5"], ["Vuxna", "7"]]}}])
    page.save_revision(user=officer.user)
    tab = visit.page
    value = officer.client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}])
    tab.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk]))

    def choose(words: str) -> list[list[str | None]]:
        tab.get_by_role("cell", name="Vuxna").first.click(button="right")
        tab.locator(MENU, has_text=words).first.click()
        rows: list[list[str | None]] = json.loads(tab.input_value("[name='body-0-value']"))["data"]
        return rows

    tab.get_by_role("cell", name="Vuxna").first.click(button="right")
    assert [words for words in tab.locator(MENU).all_inner_texts() if words] == [
        *("Infoga rad ovanför", "Infoga rad nedanför"),
        *("Infoga kolumn till vänster", "Infoga kolumn till höger"),
        *("Ta bort rad", "Ta bort kolumn"),
        *("Ångra", "Gör om"),
    ]
    assert [text for text in tab.evaluate(SEEN) if english_in(text, "/admin/", ("Root",))] == []
    tab.keyboard.press("Escape")
    assert choose("Infoga rad ovanför") == [["Barn", "5"], [None, None], ["Vuxna", "7"]]
    assert choose("Ångra") == [["Barn", "5"], ["Vuxna", "7"]]
    assert choose("Gör om") == [["Barn", "5"], [None, None], ["Vuxna", "7"]]
    assert choose("Infoga kolumn till höger") == [["Barn", None, "5"], [None, None, None], ["Vuxna", None, "7"]]
    assert choose("Ta bort rad") == [["Barn", None, "5"], [None, None, None]]
    assert not visit.messages and not visit.foreign
