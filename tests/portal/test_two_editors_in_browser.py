"""Two windows on one page, in a real browser: one's own autosave is no conflict, another's version is."""

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsItem
from tests.browsing import faults_in
from tests.factories import make
from tests.portal.people import desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]


def test_a_button_waits_for_autosave_and_another_version_is_merged(live_server, visit) -> None:
    olle, olga = desk("olle", roles.OFFICERS), desk("olga", roles.OFFICERS)
    page = make(NewsItem, publish=False, title="Från början", ingress="Gammal ingress.")
    value = olle.client.cookies[settings.SESSION_COOKIE_NAME].value
    visit.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}]
    )
    tab, address = visit.page, live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk])

    def latest() -> NewsItem:
        found: NewsItem = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
        return found

    tab.goto(address)
    tab.wait_for_load_state("networkidle")
    tab.wait_for_timeout(2000)  # until the form's script has looked at what it begins with
    with tab.expect_response(lambda answer: answer.request.method == "POST" and answer.url == address):
        tab.locator("#id_ingress").fill("Olles ingress.")
    # Typed and saved at once: the autosave is still under way.
    tab.locator("#id_ingress").fill("Olles ingress i ett svep.")
    tab.get_by_role("button", name="Spara utkast").click()
    tab.get_by_text("är sparad.").first.wait_for()
    assert latest().ingress == "Olles ingress i ett svep."

    olga.edit(page, title="Olgas rubrik", ingress="Olgas ingress.")
    tab.wait_for_load_state("networkidle")
    tab.wait_for_timeout(2000)
    tab.locator("#id_ingress").fill("Olles nya ingress.")
    tab.get_by_text("Sparas inte automatiskt just nu").first.wait_for()
    tab.get_by_role("button", name="Spara utkast").click()
    merging = tab.get_by_role("heading", name="Det här har ändrats i båda versionerna")
    # Wagtail asks first, if its list of editors is up to date.
    go_on = tab.locator("#w-save-confirmation-dialog [data-w-dialog-target=confirm]")
    go_on.or_(merging).first.wait_for()
    if go_on.is_visible():
        go_on.click()
    merging.wait_for()
    assert faults_in(tab, "#main") == []
    tab.get_by_role("radio", name="Du", exact=True).check()
    tab.get_by_role("button", name="Spara bådas text").click()
    tab.get_by_text("Bådas text är sparad").first.wait_for()
    assert (latest().title, latest().ingress) == ("Olgas rubrik", "Olles nya ingress.")
    visit.messages.clear()  # the browser notes each refused save
