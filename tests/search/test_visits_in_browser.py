"""What is new since a reader's last visit: known to the browser alone, said in words."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news.models import NewsItem
from portal.models import Publication
from portal.outbox.delivery import drain
from search.index.indexer import rebuild
from tests.factories import make

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.needs_chromium,
]
AN_HOUR_AGO = "localStorage.setItem('search-visits', JSON.stringify({ last: Date.now() - 3_600_000 }))"
DENIED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied') } })"


@pytest.fixture
def address(live_server) -> str:
    old = make(NewsItem, title="Puls förr")
    for title in ("Puls nu", "Puls igen", "Klaff nu"):
        make(NewsItem, title=title)
    drain()
    Publication.objects.filter(pk=old.pk).update(last_published_at=timezone.now() - timedelta(days=2))
    rebuild()
    return f"{live_server.url}/sok/"


def marks(page):
    return page.locator(".hit .new")


def test_the_first_visit_marks_nothing_and_the_next_what_came_since(visit, address):
    page = visit.page
    page.goto(address)
    expect(page.locator(".hit")).to_have_count(4)
    expect(marks(page)).to_have_count(0)
    expect(page.locator("#new-hits")).to_be_hidden()
    page.evaluate(AN_HOUR_AGO)
    page.reload()
    expect(marks(page)).to_have_text(["Ny sedan sist"] * 3)
    expect(page.locator("#new-hits")).to_have_text("3 av träffarna nedan är nya sedan sist.")
    expect(page.locator(".hit", has_text="Puls förr").locator(".new")).to_have_count(0)


def test_the_marks_stay_for_the_whole_visit_and_after_a_swap(visit, address):
    page = visit.page
    page.goto(address)
    page.evaluate(AN_HOUR_AGO)
    page.reload()
    expect(marks(page)).to_have_count(3)
    page.reload()
    expect(marks(page)).to_have_count(3)
    page.get_by_role("combobox").fill("klaff")
    page.get_by_role("combobox").press("Enter")
    expect(page.locator(".hit")).to_have_count(1)
    expect(marks(page)).to_have_count(1)
    expect(page.locator("#new-hits")).to_have_text("1 av träffarna nedan är ny sedan sist.")
    page.go_back()
    expect(page.locator(".hit")).to_have_count(4)
    expect(marks(page)).to_have_count(3)


def test_when_the_last_visit_was_is_never_sent(visit, address):
    page = visit.page
    sent = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.all_headers()} {request.post_data}"))
    page.goto(address)
    page.evaluate("localStorage.setItem('search-visits', JSON.stringify({ last: 1234567890123 }))")
    page.reload()
    page.get_by_label("Nyhet", exact=False).first.check()
    expect(page).to_have_url(f"{address}?type=news")
    assert sent and not [line for line in sent if "1234567890123" in line or "search-visits" in line]
    assert page.context.cookies() == []


def test_where_storage_is_denied_or_spoilt_nothing_is_marked_and_nothing_breaks(visit, address):
    page = visit.page
    page.goto(address)
    for spoilt in ("not json", "null", "[]", '{"last":"x","since":{}}'):
        page.evaluate("text => localStorage.setItem('search-visits', text)", spoilt)
        page.reload()
        expect(page.locator(".hit")).to_have_count(4)
        expect(marks(page)).to_have_count(0)
    page.add_init_script(DENIED)
    page.reload()
    expect(page.locator(".hit")).to_have_count(4)
    expect(marks(page)).to_have_count(0)
