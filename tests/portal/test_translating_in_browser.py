"""From “Översätt den här sidan” to saved words, in a real browser: no step loses them to a sign-out or to somebody."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsItem
from tests.browsing import faults_in
from tests.factories import make
from tests.portal.people import desk, roles
from tests.portal.test_sign_in_again_in_browser import sign_in, with_password

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
# Until the form's script has looked at what it begins with.
LOOK = 2500


def test_a_translation_keeps_its_words_when_the_session_ends_and_when_others_save(live_server, visit) -> None:
    olle, olga, pia = with_password("olle"), desk("olga", roles.OFFICERS), desk("pia", roles.PUBLISHERS)
    swedish = make(NewsItem, title="Nyheten", ingress="Svensk ingress.")
    tab, base = visit.page, str(live_server.url)
    value = olle.client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base}])
    ingress, save = tab.locator("#id_ingress"), tab.get_by_role("button", name="Spara utkast")

    def english() -> Any:
        return Page.objects.get(translation_key=swedish.translation_key, locale__language_code="en").specific

    def draft() -> Any:
        return english().get_latest_revision_as_object()

    tab.goto(base + reverse("wagtailadmin_pages:edit", args=[swedish.pk]))
    tab.get_by_role("button", name="Åtgärder").first.click()
    tab.get_by_role("link", name="Översätt den här sidan").click()
    tab.get_by_label("English").check()
    olle.client.logout()
    tab.get_by_role("button", name="Skicka").click()
    sign_in(tab, "olle")
    tab.get_by_text("kan nu översättas").wait_for()

    tab.wait_for_timeout(LOOK)
    olga.edit(english(), title="The news")
    ingress.fill("Words by Olle.")
    tab.get_by_text("Sparas inte automatiskt just nu").first.wait_for()
    tab.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    save.click()
    sign_in(tab, "olle")
    merging = tab.get_by_role("heading", name="Det här har bara ändrats i den ena versionen")
    go_on = tab.locator("#w-save-confirmation-dialog [data-w-dialog-target=confirm]")
    go_on.or_(merging).first.wait_for()
    if go_on.is_visible():
        go_on.click()
    tab.get_by_role("button", name="Spara bådas text").click()
    tab.get_by_text("Bådas text är sparad").first.wait_for()
    assert (draft().title, draft().ingress) == ("The news", "Words by Olle.")

    tab.wait_for_timeout(LOOK)
    question = reverse("wagtail_localize:convert_to_alias", args=[english().pk])
    pia.client.post(question, {"seen": pia.client.get(question).context["seen"]})
    ingress.fill("More words by Olle.")
    tab.wait_for_timeout(LOOK)
    save.click()
    tab.get_by_text("More words by Olle.").wait_for()
    assert "finns inte längre" in tab.locator("main").inner_text()
    assert faults_in(tab, "main") == []
    visit.messages.clear()  # the browser notes each refused save
