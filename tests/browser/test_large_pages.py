"""A page too large for one request, in a real browser: the editor keeps it and says what to do."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Page

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
TYPED = "Ord som bara finns i webbläsaren. "


@pytest.fixture
def editor(live_server, visit):
    """A draft with a formatted text, open in its editor, where something was just typed."""
    officer = desk("olle", roles.OFFICERS)
    draft = make(NewsItem, title="Utkastet", publish=False)
    draft.body = [("text", "<p>Texten.</p>")]
    draft.save_revision(user=officer.user)
    value = officer.client.cookies[settings.SESSION_COOKIE_NAME].value
    page = visit.page
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}])
    page.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    text = page.locator(".public-DraftEditor-content").first
    text.click()
    page.keyboard.type(TYPED)
    return draft


def test_it_stays_in_the_form_with_a_message(editor, visit):
    page = visit.page
    address = page.url
    page.evaluate("() => { document.querySelector('#id_ingress').value = 'å'.repeat(6e6) }")
    button = page.get_by_role("button", name="Spara utkast")
    button.click()
    # Beside the button an autosave may say so, too.
    message = page.locator(".messages").get_by_text("Det här är för mycket att spara på en gång.")
    message.wait_for()
    assert "Det du skrev finns kvar här." in page.locator(".messages").inner_text()
    assert page.url == address
    expect(button).to_be_enabled()
    assert "Spara utkast" in button.inner_text()
    assert TYPED.strip() in page.locator(".public-DraftEditor-content").first.inner_text()

    page.evaluate("() => { document.querySelector('#id_ingress').value = 'Kort.' }")
    with page.expect_navigation():
        button.click()
    saved = Page.objects.get(pk=editor.pk).specific.get_latest_revision_as_object()
    assert saved.ingress == "Kort."
    assert TYPED.strip() in str(saved.body)
    # An autosave on its way while the button was pressed is refused as out of date; its words are in what was saved.
    visit.messages.clear()
