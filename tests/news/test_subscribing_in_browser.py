"""On a phone, without a script: the form, the mail's link, the manage page and the end; axe finds nothing."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from news.models import Subscriber
from news.subscriptions.links import Purpose, link
from tests.browser.test_templates import faults
from tests.browsing import Visit
from tests.factories import make_site

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]


def test_she_subscribes_and_ends_on_a_phone(visit, live_server, settings) -> None:
    make_site()
    settings.BASE_URL = live_server.url
    phone = visit.page.context.browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = phone.new_page()
    page.goto(live_server.url + reverse("subscriptions:subscribe"))
    page.get_by_label("Din e-postadress").fill("eva")
    page.get_by_role("button", name="Skicka en länk").click()
    assert page.get_by_role("alert").inner_text().startswith("Det här är ingen e-postadress")
    page.get_by_label("Din e-postadress").fill("eva@region.example")
    page.get_by_role("button", name="Skicka en länk").click()
    page.get_by_role("heading", name="Titta i din inkorg").wait_for()
    [confirm] = re.findall(r"http://\S+", str(mail.outbox[0].body))
    page.goto(confirm)
    page.get_by_role("button", name="Ja, det vill jag").click()
    page.get_by_role("heading", name="Det är klart").wait_for()
    key = Subscriber.objects.getting_mail().get().key
    manage, end = link(Purpose.MANAGE, key, "sv"), link(Purpose.END, key, "sv")
    page.goto(manage)
    page.get_by_label("English").check()
    page.get_by_role("button", name="Spara").click()
    page.goto(end)
    page.get_by_role("button", name="Skicka inte mer").click()
    page.get_by_role("button", name="Skicka det till mig igen").click()
    assert Subscriber.objects.getting_mail().get().language == "en"
    phone.close()
    assert {address: faults(_opened(visit, address)) for address in (confirm, manage, end)} == {
        confirm: [],
        manage: [],
        end: [],
    }


def _opened(visit: Visit, address: str) -> Visit:
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    visit.page.goto(address)
    return visit
