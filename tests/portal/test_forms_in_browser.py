"""The editor's form in a real browser: what was typed stays until the server has accepted it."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import Desk, desk, roles
from tests.portal.test_desk import send_back

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]


# Where the words of an element stand, line by line.
LINES = """found => {
  const range = document.createRange();
  range.selectNodeContents(found);
  return [...range.getClientRects()].map(line => [line.left, line.top, line.right, line.bottom]);
}"""


def signed_in(person: Desk, live_server: Any, visit: Any) -> Any:
    """The browser's tab of somebody who is signed in."""
    value = person.client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}
    visit.page.context.add_cookies([cookie])
    return visit.page


@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 780}}], indirect=True)
@pytest.mark.one_database
def test_on_a_phone_no_word_of_a_message_lies_below_the_menu_button(live_server, visit):
    officer, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    locked, waiting, returned = (
        make(NewsItem, title="Nyheten om mätning av blodtryck i hemmet") for _message in range(3)
    )
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=reader.user, locked_at=timezone.now())
    for page in (waiting, returned):
        officer.edit(page, "submit", ingress="Nya ord.")
    send_back(reader, returned, "Rubriken stämmer inte med texten: skriv om den, och säg vilka patienter det gäller.")
    page = signed_in(officer, live_server, visit)
    for shown in (locked, waiting, returned):
        page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[shown.pk]))
        page.wait_for_function("getComputedStyle(document.querySelector('.messages > ul')).top === '0px'")
        lines = page.locator(".messages > ul > li").first.evaluate(LINES)
        button = page.locator(".sidebar-nav-toggle").bounding_box()
        assert lines and all(
            left >= button["x"] + button["width"] or bottom <= button["y"] for left, _top, _right, bottom in lines
        ), lines


def test_a_date_becomes_no_other_one_by_leaving_its_field(live_server, visit):
    officer = desk("olle", roles.OFFICERS)
    page = signed_in(officer, live_server, visit)
    page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[make(NewsItem).pk]))
    for typed in ("20.11.2026", "20 november 2026", "2026-13-45"):
        page.fill("#id_dated_on", typed)
        page.locator("#id_ingress").click()
        assert page.input_value("#id_dated_on") == typed
    visit.messages.clear()  # autosave is told that the date is none
