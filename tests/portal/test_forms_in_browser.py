"""The editor's form in a real browser: what was typed stays until the server has accepted it."""

import pytest
from django.conf import settings
from django.urls import reverse

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]


def test_a_date_becomes_no_other_one_by_leaving_its_field(live_server, visit):
    officer = desk("olle", roles.OFFICERS)
    value = officer.client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}
    visit.page.context.add_cookies([cookie])
    page = visit.page
    page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[make(NewsItem).pk]))
    for typed in ("20.11.2026", "20 november 2026", "2026-13-45"):
        page.fill("#id_dated_on", typed)
        page.locator("#id_ingress").click()
        assert page.input_value("#id_dated_on") == typed
    visit.messages.clear()  # autosave is told that the date is none
