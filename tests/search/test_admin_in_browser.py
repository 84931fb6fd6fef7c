"""The report and the register in a real browser: accessible, silent, and the chooser of pages works."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from news.models import NewsItem
from search.index.indexer import rebuild
from search.models import PoorQuestion
from tests.factories import make
from tests.portal.people import desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def office(live_server, visit):
    """An officer at the admin, with one page published and one question that was not answered."""
    officer = desk("olle", roles.OFFICERS)
    make(NewsItem, title="Sängvarnare")
    rebuild()
    PoorQuestion.objects.create(text="sangvarnare", language="sv")
    value = officer.client.cookies[settings.SESSION_COOKIE_NAME].value
    visit.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}]
    )
    return str(live_server.url)


def faults(visit) -> list[str]:
    """What axe finds in the part of the page that is ours to write."""
    rows = Axe().run(visit.page, context="#main", options=AXE).response["violations"]
    return [f"{row['id']}: {node['html'][:160]}" for row in rows for node in row["nodes"]]


def test_from_the_register_to_the_explanation(office, visit):
    page = visit.page
    page.goto(office + reverse("poor-questions_modeladmin_index"))
    assert faults(visit) == []
    page.get_by_role("link", name="sangvarnare").click()
    assert page.locator("[name=question]").input_value() == "sangvarnare"
    page.locator("#id_page-chooser .unchosen [data-chooser-action-choose]").click()
    page.get_by_role("link", name="Sängvarnare").first.click()
    page.locator("#main form button[type=submit]").click()
    page.locator("#explanation").wait_for()
    assert page.locator("#main td").inner_text()
    assert faults(visit) == []
