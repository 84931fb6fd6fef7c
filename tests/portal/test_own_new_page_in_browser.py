"""A new page in a real browser, whose first autosave is never answered."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from news.models import NewsItem
from tests.factories import make_index
from tests.portal.people import desk, roles

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]


def test_a_lost_answer_makes_no_second_page(live_server, visit) -> None:
    olle, parent, tab = desk("olle", roles.OFFICERS), make_index(NewsItem), visit.page
    value = olle.client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}])
    address = live_server.url + reverse("wagtailadmin_pages:add", args=["news", "newsitem", parent.pk])

    def lose_the_answer(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    tab.goto(address)
    tab.wait_for_timeout(2500)  # what is typed in the first two seconds is taken for what was there
    tab.route(address, lose_the_answer)
    with tab.expect_event("requestfailed", lambda request: request.method == "POST"):
        tab.locator("#id_title").press_sequentially("En nyhet")
    first = NewsItem.objects.get()
    tab.unroute(address)
    with tab.expect_response(lambda answer: answer.request.method == "POST" and answer.url == address) as again:
        tab.fill("#id_ingress", "Mer text.")
    assert again.value.json()["success"]
    made = NewsItem.objects.get()
    assert (made.title, made.ingress, made.slug) == ("En nyhet", "Mer text.", first.slug)
    # Wagtail turns the form into that of an edited page, and takes what is typed meanwhile for what was there.
    tab.wait_for_url(f"**/pages/{made.pk}/edit/")
    tab.wait_for_timeout(2500)
    with tab.expect_response(lambda answer: answer.request.method == "POST" and f"/{made.pk}/edit/" in answer.url):
        tab.fill("#id_ingress", "Mer text, och mer.")
    assert NewsItem.objects.get().get_latest_revision_as_object().ingress == "Mer text, och mer."
    visit.messages.clear()  # the browser notes the lost answer
