"""An administrator reads the mailbox of this machine in a real browser, on a desktop and on a phone."""

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from portal.devserver import mailbox
from tests.browsing import faults_in
from tests.portal.people import desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.needs_chromium,
]


@pytest.fixture(autouse=True)
def _kept(settings, tmp_path) -> None:
    settings.VAR, settings.MAIL_TRANSPORT = tmp_path, mailbox.BACKEND


def test_a_link_of_a_mail_opens_beside_it_and_its_script_does_not_run(live_server, visit) -> None:
    asa, tab = desk("asa", roles.ADMINISTRATORS), visit.page
    link = f"{live_server.url}/api/v1/openapi.json"
    script = "<script>document.write('farligt')</script>"
    html = f"<html><head></head><body>{script}<a href='{link}'>Bekräfta</a></body></html>"
    mail = EmailMultiAlternatives("Bekräfta", f"Bekräfta: {link}", to=["ola@region.example"])
    mail.attach_alternative(html, "text/html")
    mailbox.MailboxBackend().send_messages([mail])
    value = asa.client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}])
    tab.goto(live_server.url + reverse("portal_mailbox"))
    faults = look(tab)
    tab.get_by_role("link", name="Bekräfta").click()
    frame = tab.frame_locator("iframe.portal-draft")
    frame.get_by_role("link", name="Bekräfta").wait_for()
    assert "farligt" not in frame.locator("body").inner_text()
    faults += look(tab)
    with tab.context.expect_page() as opened:
        frame.get_by_role("link", name="Bekräfta").click()
    opened.value.wait_for_load_state()
    assert opened.value.url == link and reverse("portal_mailbox") in tab.url
    assert opened.value.evaluate("self.origin") == live_server.url
    assert not faults
    # The browser says that it ran nothing.
    assert visit.messages and all("script" in message for message in visit.messages)
    visit.messages.clear()


def look(tab) -> list[str]:
    faults = []
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 844})
        faults += [f"{width}: {fault}" for fault in faults_in(tab, "#main") if "w-minimap-toggle" not in fault]
        if (wide := tab.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{wide} pixels wide at {width}")
    return faults
