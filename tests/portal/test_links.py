"""A link to a page that is not public is shown as plain words everywhere, and is a link again when the page is
public.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from news.models import NewsItem, Newsletter
from portal.models import Change, HomePage, StandardPage
from portal.outbox.delivery import drain
from recommendations.models import AssessmentSummary, Case, Recommendation
from tests.factories import make, make_site

pytestmark = pytest.mark.django_db

SLUG, WORDS = "hemlig-adress", "läs mer om saken"


def plain(slug: str = SLUG, **fields: Any) -> StandardPage:
    make_site()
    home = HomePage.objects.get(locale__language_code="sv")
    page = StandardPage(title="En sida", slug=slug, locale=home.locale, **fields)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def link_to(page: Any) -> str:
    return f'<p>Bakgrund: <a linktype="page" id="{page.pk}">{WORDS}</a>.</p>'


def blocks(*texts: str) -> str:
    return json.dumps([{"type": "text", "value": text} for text in texts])


def _restrict(page: Any, kind: str) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    restriction.groups.set([Group.objects.get_or_create(name="Rådet")[0]])


def _reopen(page: Any) -> None:
    PageViewRestriction.objects.all().delete()


def _publish(page: Any) -> None:
    Page.objects.get(pk=page.pk).specific.save_revision().publish()


# How a page is closed, and how it is opened again.
CLOSED: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "unpublished": (lambda page: Page.objects.get(pk=page.pk).specific.unpublish(), _publish),
    "for those who log in": (lambda page: _restrict(page, "login"), _reopen),
    "for a group": (lambda page: _restrict(page, "groups"), _reopen),
    "below what is closed": (lambda page: _restrict(page.get_parent(), "login"), _reopen),
}
SHOWN_AT = ("/floden/alla.atom", "/floden/alla.rss", "/sok/?q=saken&format=atom", "/sok/?q=bakgrund")


def read(*addresses: str) -> str:
    return "\n".join(Client().get(address).content.decode() for address in addresses)


def is_linked(address: str, slug: str = SLUG) -> bool:
    """Whether the text leads to the page; in a feed it is text inside the markup."""
    shown = read(address)
    return f'/{slug}/">{WORDS}' in shown or f'/{slug}/"&gt;{WORDS}' in shown


def pages_with(link: str) -> list[Any]:
    """A page of each kind that has rich text, each with the link."""
    letter = make(Newsletter, title="Brev", number=1, editorial=link, body=blocks(link))
    recommendation = make(Recommendation, for_whom=link, reasons=link, body=blocks(link, link))
    assessment = make(AssessmentSummary, limitations=link)
    return [letter, recommendation, assessment, make(Case, body=blocks(link)), make(NewsItem, body=blocks(link))]


@pytest.mark.parametrize("how", CLOSED)
@pytest.mark.parametrize("target", [NewsItem, StandardPage])
def test_it_goes_and_comes_with_its_page(target, how):
    """Also from what is kept: pages as rendered, entries of feeds; and before the worker has its turn."""
    close, reopen = CLOSED[how]
    page: Any = plain() if target is StandardPage else make(NewsItem, slug=SLUG)
    if how == "below what is closed" and target is StandardPage:
        page.move(plain("ovanfor"), "last-child")
        page = Page.objects.get(pk=page.pk)
    link = link_to(page)
    texts = [*pages_with(link), plain("om", body=blocks(link))]
    addresses = [text.url for text in texts if how != "below what is closed" or text.get_parent() != page.get_parent()]
    drain()
    for address in (*addresses, *SHOWN_AT[:3]):
        assert is_linked(address), address
    close(page)
    for deliver in (False, True):
        if deliver:
            drain()
        for address in (*addresses, *SHOWN_AT):
            assert not is_linked(address), (address, deliver)
        assert all(WORDS in read(address) for address in addresses)
        assert "page:" not in read(*SHOWN_AT)
    reopen(page)
    for address in (*addresses, *SHOWN_AT[:3]):
        assert is_linked(address), address


def test_a_draft_and_a_page_that_waits_for_its_day_are_words_until_they_are_public():
    draft = make(NewsItem, publish=False, slug="utkast")
    later = make(NewsItem, publish=False, slug="senare", go_live_at=timezone.now() + timedelta(days=1))
    later.save_revision().publish()
    text = make(Recommendation, for_whom=link_to(draft) + link_to(later))
    drain()
    for address in (text.url, "/floden/alla.atom"):
        shown = read(address)
        assert shown.count(WORDS) == 2 and "utkast" not in shown and "senare" not in shown
    draft.save_revision().publish()
    assert "/utkast/" in read(text.url) and "/utkast/" in read("/floden/alla.atom")


def test_a_link_to_a_page_that_is_deleted_is_its_words(client):
    page = make(NewsItem, slug=SLUG)
    text = make(NewsItem, body=blocks(link_to(page)))
    drain()
    NewsItem.objects.get(pk=page.pk).delete()
    for address in (text.url, "/floden/alla.atom"):
        assert WORDS in read(address) and not is_linked(address)


def test_a_page_that_was_kept_by_another_process_forgets_a_plain_page_that_was_closed():
    """There no signal is heard: nothing but rows of the database tell of it, among them that something changed."""
    page = plain()
    text = make(NewsItem, body=blocks(link_to(page)))
    assert is_linked(text.url)
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=page, restriction_type="login")])
    Change.objects.bulk_create([Change()])
    assert not is_linked(text.url)


def test_a_moved_page_is_linked_at_its_new_address():
    page = make(NewsItem, slug=SLUG)
    make(Recommendation, for_whom=link_to(page))
    drain()
    page = NewsItem.objects.get(pk=page.pk)
    page.slug = "ny-adress"
    page.save_revision().publish()
    assert is_linked("/floden/alla.atom", "ny-adress") and not is_linked("/floden/alla.atom")


def test_a_newsletter_has_a_closed_page_in_no_list_and_takes_it_up_again():
    page = make(NewsItem, title="Vad som helst", slug=SLUG)
    topics = [{"type": "topic", "value": {"title": "Beslut", "items": [{"page": page.pk, "blurb": "Kort sagt."}]}}]
    make(Newsletter, title="Brev", number=1, topics=json.dumps(topics))
    drain()
    feed = "/floden/nyhetsbrev.atom"
    assert "Vad som helst" in read(feed)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    for _turn in range(2):
        assert not any(word in read(feed) for word in ("Vad som helst", SLUG, "Kort sagt.", "Beslut"))
        drain()
    PageViewRestriction.objects.all().delete()
    drain()
    assert "Vad som helst" in read(feed) and "Kort sagt." in read(feed)


def test_links_of_a_page_cost_one_query_however_many_there_are(client):
    def cost(text: Any) -> int:
        client.get(f"{text.url}?anew")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{text.url}?anew")
        return len(queries)

    link = link_to(make(NewsItem))
    many = "".join(link_to(make(NewsItem)) for _number in range(5))
    without = cost(make(Recommendation))
    one = cost(make(Recommendation, for_whom=link))
    assert one == without + 1
    rich = dict.fromkeys(("for_whom", "reasons", "cost_effectiveness", "follow_up"), many)
    assert cost(make(Recommendation, body=blocks(*[many] * 6), **rich)) == one


def test_the_links_of_a_feed_cost_one_query_however_many_there_are(client):
    def cost() -> int:
        drain()
        client.get("/floden/alla.atom")
        with CaptureQueriesContext(connection) as queries:
            client.get("/floden/alla.atom")
        return len(queries)

    make(NewsItem, body=blocks(link_to(make(NewsItem))))
    few = cost()
    for _number in range(4):
        make(NewsItem, body=blocks(link_to(make(NewsItem)), link_to(make(NewsItem))))
    assert cost() == few


def test_an_english_reader_is_led_to_the_english_page():
    swedish = make(NewsItem, slug="pa-svenska")
    english = make(NewsItem, language="en", slug="in-english")
    NewsItem.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    text = make(NewsItem, language="en", body=blocks(link_to(swedish)))
    assert "/in-english/" in read(text.url) and "/pa-svenska/" not in read(text.url)
    english.unpublish()
    cache.clear()
    assert "/pa-svenska/" in read(text.url)
