"""The page chooser opens at a page that its user may see, in the language of the page that is being edited."""

import html
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import PageViewRestriction

from news.models import NewsItem, Newsletter
from tests.factories import make, make_index
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
CHOOSER = reverse("wagtailadmin_choose_page")


@pytest.fixture
def closed_section():
    for title in ("Ena", "Andra"):
        make(NewsItem, title=title)
    section = make_index(NewsItem)
    section.title = section.draft_title = "Sluten avdelning"
    section.save()
    PageViewRestriction.objects.create(page=section, restriction_type="groups")


@pytest.mark.parametrize("page_type", ["news.newsitem", "news.newsitem,news.newsletter", "news.newsindex"])
def test_what_stands_above_all_pages_of_a_type_is_named_to_those_who_see_it(closed_section, page_type):
    make(Newsletter, title="Öppet brev")
    contact, officer = desk("karin", roles.CONTACTS), desk("olle", roles.OFFICERS)
    assert "Sluten avdelning" not in contact.client.get(CHOOSER, {"page_type": page_type}).content.decode()
    if page_type == "news.newsitem":
        shown = officer.client.get(CHOOSER, {"page_type": page_type}).content.decode()
        assert "Sluten avdelning" in shown and "Ena" in shown


@pytest.mark.parametrize("page_type", ["news.nothing", "nonsense", "auth.user"])
def test_a_type_that_is_no_page_is_not_found(page_type):
    contact = desk("karin", roles.CONTACTS)
    assert contact.client.get(CHOOSER, {"page_type": page_type}).status_code == 404


def asked_from(page, officer, address=CHOOSER, **params):
    """What the chooser shows when it is opened, or searched, in the form of a page."""
    referer = "http://testserver" + reverse("wagtailadmin_pages:edit", args=[page.pk])
    return officer.client.get(address, params, headers={"Referer": referer})


def titles_in(shown):
    return set(re.findall(r">\s*(Pumpen[^<]*?)\s*<", shown))


def search_address(answer):
    """Where the search field of an opened chooser asks."""
    return html.unescape(re.search(r'action="([^"]*choose-page/search[^"]*)"', answer.json()["html"])[1])


@pytest.mark.parametrize("page_type", ["wagtailcore.page", "news.newsitem"])
def test_the_chooser_opens_and_searches_in_the_language_of_the_page(page_type):
    officer = desk("olle", roles.OFFICERS)
    for language, titles in {"sv": ("Pumpen", "Andra"), "en": ("Pumpen in English", "Other")}.items():
        for title in titles:
            make(NewsItem, title=title, language=language)
    call_command("rebuild_modelsearch_index", verbosity=0, stdout=StringIO())
    own, other = NewsItem.objects.get(title="Pumpen"), NewsItem.objects.get(title="Pumpen in English")
    for page, foreign in ((own, other), (other, own)):
        opened = asked_from(page, officer, page_type=page_type)
        above = page.get_parent() if page_type == "news.newsitem" else page.get_parent().get_parent()
        assert opened.json()["parent_page_id"] == above.pk
        assert titles_in(opened.json()["html"]) == ({page.title} if page_type == "news.newsitem" else set())
        found = officer.client.get(search_address(opened) + "&q=pumpen").content.decode()
        assert titles_in(found) == {page.title} != {foreign.title}


def test_who_browses_another_language_searches_in_it():
    officer = desk("olle", roles.OFFICERS)
    own, other = make(NewsItem, title="Pumpen"), make(NewsItem, title="Pump", language="en")
    address = reverse("wagtailadmin_choose_page_child", args=[other.get_parent().pk])
    opened = asked_from(own, officer, address, page_type="news.newsitem")
    assert "locale=en" in search_address(opened)


def test_where_the_language_has_no_page_of_the_type_the_others_are_shown():
    officer = desk("olle", roles.OFFICERS)
    own, letter = make(NewsItem, title="Pumpen", language="en"), make(Newsletter, title="Brev ett")
    assert "Brev ett" in asked_from(own, officer, page_type="news.newsletter").json()["html"]
    # A move is no form: it opens as Wagtail has it.
    moved = officer.client.get(CHOOSER, headers={"Referer": "http://testserver/admin/pages/1/move/"})
    assert moved.status_code == 200 and letter.title not in moved.json()["html"]
