"""A session ends while somebody writes, in a real browser: the words stay, the sign-in opens over them, they are saved.

With the keyboard alone; somebody else who signs in there saves nothing. An autosave whose answer is lost is one's own.
"""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
PASSWORD = "en fika i skogen"
SAVED = "är sparad."


def with_password(name: str) -> Desk:
    who = desk(name, roles.OFFICERS)
    who.user.set_password(PASSWORD)
    who.user.save()
    who.client.force_login(who.user)
    return who


def sign_in(tab: Any, name: str) -> None:
    """Sign in over the page, by keys."""
    field = tab.frame_locator("#portal-sign-in iframe").locator("[name=username]")
    field.wait_for()
    field.focus()
    tab.keyboard.type(name)
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")


def test_words_outlive_the_sign_in_and_an_answer_that_is_lost(live_server, visit) -> None:
    olle, _olga = with_password("olle"), with_password("olga")
    page = make(NewsItem, publish=False, title="Från början", ingress="Gammal ingress.")
    tab, address = visit.page, live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk])
    value = olle.client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}])
    ingress, save = tab.locator("#id_ingress"), tab.get_by_role("button", name="Spara utkast")
    box = tab.get_by_role("dialog", name="Logga in igen")

    def latest() -> Any:
        return Page.objects.get(pk=page.pk).get_latest_revision()

    def write(words: str) -> None:
        """Once the form's script knows what was there, some seconds after the page."""
        tab.locator("html[data-watched]").wait_for()
        ingress.fill(words)

    watched = "document.documentElement.dataset.watched = ''"
    tab.add_init_script(f"addEventListener('w-unsaved:watch-edits', () => {{ {watched} }})")
    tab.goto(address)
    olle.client.logout()
    write("Skrivet efter utloggningen.")
    box.wait_for()  # autosave was refused
    under_way: list[Any] = []
    tab.route(address, lambda route: under_way.append(route))
    tab.evaluate("void fetch(location.href, {method: 'POST'})")
    while not under_way:
        tab.wait_for_timeout(20)
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.id") == "id_ingress"
    with tab.expect_response("**" + reverse("portal_session")):
        under_way[0].continue_()
    tab.unroute(address)
    tab.wait_for_timeout(200)
    assert not box.is_visible(), "what was sent before does not open it again"
    assert latest() is None or latest().content["ingress"] == "Gammal ingress."

    # The document that is saved goes away: nothing is written in it any more.
    tab.evaluate("document.documentElement.dataset.before = ''")
    save.focus()
    tab.keyboard.press("Enter")
    sign_in(tab, "olga")
    box.get_by_text("annat konto").wait_for()
    box.get_by_role("button", name="Logga in med kontot som skrev").press("Enter")
    sign_in(tab, "olle")
    tab.locator("html:not([data-before])").get_by_text(SAVED).first.wait_for()
    assert (latest().content["ingress"], latest().user) == ("Skrivet efter utloggningen.", olle.user)

    def lose_the_answer(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    tab.route(address, lose_the_answer)
    lost: list[Any] = []
    tab.on("requestfailed", lambda request: lost.append(request) if request.method == "POST" else None)
    write("Svaret kom aldrig.")
    for turn in range(600):
        if lost:
            break
        tab.wait_for_timeout(50)
        if turn % 200 == 199:  # what was typed before the form's script looked is sent with the next letter
            ingress.press("!")
    assert lost
    tab.unroute(address)
    with tab.expect_response(lambda answer: answer.request.method == "POST" and answer.url == address) as again:
        ingress.fill("Svaret kom aldrig, men orden gjorde det.")
    assert again.value.status == 200
    assert latest().content["ingress"] == "Svaret kom aldrig, men orden gjorde det."
    visit.messages.clear()  # the browser notes each refused save
