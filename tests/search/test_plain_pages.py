"""Plain pages in search: people's questions find them, beside the publications; what is not public is not there."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.devserver.demo_content import Loader
from portal.models import HomePage, SiteSettings, StandardPage
from portal.outbox.delivery import drain
from portal.selections.selection import Selection
from search.engines import EngineFailed, Request, engine
from search.index.indexer import rebuild
from search.models import PoorQuestion
from search.results.answers import answer
from search.results.plain_pages import MOST, plain_hits
from search.results.suggestions import suggest
from tests.factories import ProductAreaFactory, make
from tests.search import golden

KONTAKT, OM, GANGEN, TILLGANGLIGHET = "/kontakt/", "/om-portalen/", "/sa-gar-ett-arende-till/", "/tillganglighet/"
CONTACT, ABOUT, HOW, ACCESSIBILITY = "/en/contact/", "/en/about/", "/en/how-a-case-is-handled/", "/en/accessibility/"
# What people ask, written before anybody had looked at what is found.
ASKED = {
    "sv": {
        "hur nominerar jag en produkt": KONTAKT,
        "vem kontaktar jag om en upphandling": KONTAKT,
        "kontakt": KONTAKT,
        "nominera ett ärende": KONTAKT,
        "tillgänglighetsredogörelse": TILLGANGLIGHET,
        "är sidan tillgänglighetsanpassad": TILLGANGLIGHET,
        "vad är samverkansportalen": OM,
        "om portalen": OM,
        "hur går ett ärende till": GANGEN,
        "horisontspaning vad är det": GANGEN,
    },
    "en": {
        "nominate a product": CONTACT,
        "how do I nominate a product for assessment": CONTACT,
        "who do I contact": CONTACT,
        "accessibility statement": ACCESSIBILITY,
        "wcag": ACCESSIBILITY,
        "report an accessibility problem": ACCESSIBILITY,
        "about the portal": ABOUT,
        "how is a case handled": HOW,
        "what is the MTP council": HOW,
        "how does the council decide": HOW,
    },
}
FOR_NO_PLAIN_PAGE = {
    "sv": ["insulinpump", "pacemaker", "mammografi", "väder i morgon", "pizza", "läkemedel", "typ 2 diabetes sensor"],
    "en": ["insulin pump", "bus timetable", "flights to london", "weather tomorrow", "pizza", "glucose sensor"],
}


pytestmark = pytest.mark.django_db


def found(question: str, language: str = "sv") -> list[str]:
    selection = Selection(q=question, language=language)
    return [hit.url for hit in plain_hits(selection, answer(Request(selection)))]


@pytest.mark.slow
@pytest.mark.one_database
def test_peoples_questions_find_the_page_first_and_others_find_none(db):
    call_command("load_vocabulary", verbosity=0)
    Loader().load()
    rebuild()
    answered = {q: found(q, language)[:1] for language, asked in ASKED.items() for q in asked}
    assert answered == {q: [page] for asked in ASKED.values() for q, page in asked.items()}
    of_publications = [(q, language) for language, asked in FOR_NO_PLAIN_PAGE.items() for q in asked]
    unanswerable = [(each.q, language) for each in golden.unanswerable() for language in ("sv", "en")]
    assert {asked: pages for asked in (*of_publications, *unanswerable) if (pages := found(*asked))} == {}


def plain(title: str, language: str = "sv", body: Any = (), **fields: Any) -> StandardPage:
    """A plain page that is published."""
    home = HomePage.objects.get(locale__language_code=language)
    page = StandardPage(title=title, locale=home.locale, body=list(body), **fields)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def contact(site):
    body = [("heading", "Nominera ett ärende"), ("text", "<p>Tala med regionen.</p><h3>Frågor om vård</h3>")]
    return plain("Kontakt", slug="kontakt", ingress="Hit vänder du dig.", body=body)


def texts(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["whole page", "htmx"])
def test_where_no_publication_answers_it_stands_in_place_of_nothing_and_the_nought_is_told(client, contact, headers):
    shown = texts(client, "/sok/?q=kontakt", **headers)
    assert "0 träffar på ”kontakt”" in shown and "Ingen publikation motsvarar ”kontakt”." in shown
    assert "Sidor om portalen" in shown and f'<a href="{contact.url}" ><mark>Kontakt</mark></a>' in shown
    assert "Inget som är publicerat" not in shown
    assert not PoorQuestion.objects.exists()


def test_it_stands_below_the_publications_on_the_first_page_alone(client, contact):
    for number in range(21):
        make(NewsItem, title=f"Kontakt {number}")
    drain()
    shown = texts(client, "/sok/?q=kontakt")
    assert "21 träffar" in shown and "Ingen publikation" not in shown
    assert shown.index("Sidor om portalen") > shown.index("Kontakt</mark> 20")
    assert contact.url in client.get("/sok/?q=kontakt").content.decode().partition("Sidor om portalen")[2]
    assert "Sidor om portalen" not in texts(client, "/sok/?q=kontakt&page=2")


def test_no_count_feed_or_export_has_it_and_no_filtered_list(client, contact):
    news = make(NewsItem, title="Kontakt", areas=[ProductAreaFactory(slug="heart")])
    drain()
    response = client.get("/sok/?q=kontakt")
    assert response.context["total"] == 1 and [hit.url for hit in response.context["plain_hits"]] == [contact.url]
    counts = {value.count for group in response.context["groups"] for value in group.values if value.count is not None}
    assert counts <= {0, 1}
    for format in ("csv", "json", "atom", "rss"):
        given = client.get(f"/sok/?q=kontakt&format={format}").content.decode()
        assert news.url in given and contact.url not in given, format
    for chosen in ("area=heart", "type=news", "lang=sv"):
        assert "Sidor om portalen" not in texts(client, f"/sok/?q=kontakt&{chosen}")
    assert "Sidor om portalen" not in texts(client, "/sok/")


def test_beside_publications_a_page_answers_that_is_about_the_question(contact):
    assert found("nominera") == found("vård") == found("regionen") == [contact.url]
    make(NewsItem, title="Nominera, tala, vård, regionen")
    drain()
    assert found("nominera") == found("nominera vård") == [contact.url]
    assert found("regionen") == found("insulinpump regionen") == found("-kontakt") == found("!") == []
    assert found('"nominera ett ärende"') == [contact.url]


def test_with_less_than_all_words_it_answers_by_its_title_and_by_what_the_settings_chose_it_for(contact):
    assert found("kontakt rymdraket") == [contact.url]
    assert found("vård rymdraket") == found("nominera rymdraket") == []
    chosen = SiteSettings.objects.get()
    chosen.nomination_page = contact
    chosen.save()
    assert found("nominera rymdraket") == [contact.url]


def test_a_slip_of_the_pen_finds_it_only_where_nothing_else_is_found(contact):
    assert found("kontkat") == [contact.url]
    make(NewsItem, title="Kontkat")
    drain()
    assert found("kontkat") == []


def test_a_number_that_publications_have_asks_for_them(contact):
    assert found("kontakt 7") == [contact.url]
    make(NewsItem, title="Ärende", case_number="MTP 2021/7")
    drain()
    assert found("kontakt 2021/7") == []


def test_the_best_three_stand_first_those_whose_title_has_most_of_it(contact):
    for number in range(4):
        plain(f"Sida {number}", body=[("heading", "Kontakt vid fel")])
    both = plain("Kontakt vid fel", body=[("heading", "Fel")])
    pages = found("kontakt fel")
    assert len(pages) == MOST and pages[:2] == [both.url, contact.url]


def test_each_language_has_its_own_page_and_what_has_no_translation_stands_marked(client, contact):
    shown = texts(client, "/en/search/?q=kontakt")
    assert f'<h3 lang="sv"><a href="{contact.url}" hreflang="sv">' in shown and "In Swedish" in shown
    english = plain("Contact", "en", translation_key=contact.translation_key)
    assert found("contact", "en") == [english.url] and found("kontakt", "en") == []
    assert found("kontakt") == [contact.url]
    english.unpublish()
    assert found("kontakt", "en") == [contact.url]
    only = plain("Glossary", "en")
    assert found("glossary") == [only.url]
    assert "På engelska" in texts(client, "/sok/?q=glossary")


def test_an_alias_is_no_translation(contact):
    alias = contact.copy_for_translation(HomePage.objects.get(locale__language_code="en").locale, alias=True)
    assert alias.live and found("kontakt", "en") == [contact.url]


def close(page: StandardPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def below_what_is_closed(page: StandardPage) -> None:
    section = plain("Avdelning")
    close(section)
    page.move(section, pos="last-child")


@pytest.mark.parametrize("how", [close, below_what_is_closed, StandardPage.unpublish, StandardPage.delete])
def test_what_is_no_longer_public_is_gone_at_the_next_search(client, contact, how):
    assert contact.url in texts(client, "/sok/?q=kontakt")
    how(StandardPage.objects.get(pk=contact.pk))
    assert "Sidor om portalen" not in texts(client, "/sok/?q=kontakt")


def test_a_draft_a_scheduled_page_and_the_words_of_a_draft_are_not_found(client, contact):
    home = contact.get_parent()
    home.add_child(instance=StandardPage(title="Utkast", locale=home.locale, live=False))
    later = StandardPage(title="Sedan", locale=home.locale, live=False, go_live_at=timezone.now() + timedelta(days=1))
    home.add_child(instance=later)
    later.save_revision().publish()
    contact.title, contact.ingress = "Hemligt namn", "Hemlig ingress"
    contact.save_revision()
    assert found("utkast") == found("sedan") == found("hemligt") == found("hemlig ingress") == []
    shown = texts(client, "/sok/?q=kontakt")
    assert "Hit vänder du dig." in shown and "Hemlig" not in shown
    contact.get_latest_revision().publish()
    assert found("hemligt") == [contact.url] and found("kontakt") == []


def test_without_the_engine_it_is_found_all_the_same(client, contact, monkeypatch):
    def fail(request: Request) -> None:
        raise EngineFailed("away")

    monkeypatch.setattr(engine(), "search", fail)
    shown = texts(client, "/sok/?q=kontakt")
    assert "Begränsad sökning" in shown and contact.url in shown


def test_its_title_is_suggested_after_the_publications(client, contact):
    news = make(NewsItem, title="Kontaktallergi")
    drain()
    assert [(each.kind, each.url, each.note) for each in suggest("kontak", "sv")] == [
        ("page", news.url, "Nyhet"),
        ("page", contact.url, "Om portalen"),
    ]
    english = texts(client, "/en/search/suggestions/?q=kontakt")
    assert f'data-url="{contact.url}"> <span lang="sv"><mark>Kontakt</mark></span>' in english
    assert suggest("nominera", "sv") == []
    close(contact)
    assert [each.url for each in suggest("kontak", "sv")] == [news.url]


def test_it_costs_no_query_while_nothing_changes(client, contact):
    make(NewsItem, title="Kontakt")
    drain()
    client.get("/sok/?q=kontakt")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/sok/?q=kontakt").context["plain_hits"]
    assert not [query["sql"] for query in captured if "standardpage" in query["sql"]]
