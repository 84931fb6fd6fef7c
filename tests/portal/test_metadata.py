"""Machines are told of each page its one address, its translations where there are any, and what a link shows."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from news.models import NewsItem
from portal.models import HomePage, Publication
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from tests.factories import make, make_index, make_many, make_site
from tests.portal.heads import head_of

pytestmark = pytest.mark.django_db

BASE = settings.BASE_URL
TYPES = (Recommendation, AssessmentSummary, ProcurementNotice, Case, NewsItem)


def pair(model=Recommendation, **values):
    """A page in Swedish and its translation."""
    swedish, english = make(model, **values), make(model, language="en", **values)
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    return swedish, model.objects.get(pk=english.pk)


@pytest.mark.parametrize("model", TYPES)
def test_a_page_names_itself_its_translation_and_the_page_for_everyone_else_in_both_languages(model):
    swedish, english = pair(model)
    told = {"sv": BASE + swedish.url, "en": BASE + english.url, "x-default": BASE + english.url}
    for page in (swedish, english):
        head = head_of(page.url)
        assert head.canonical == BASE + page.url and head.alternates == told


def test_a_page_without_a_translation_names_none_whatever_the_language_switch_leads_to():
    swedish, english = make(Recommendation), make(Recommendation, language="en")
    for page in (swedish, english):
        head = head_of(page.url)
        assert head.canonical == BASE + page.url and not head.alternates
        assert head.tree.xpath("//header//a[@hreflang]")


@pytest.mark.parametrize("way", ["unpublished", "closed", "draft"])
def test_a_translation_that_not_everyone_may_read_is_not_named(way):
    swedish, english = pair()
    if way == "unpublished":
        english.unpublish()
    elif way == "closed":
        PageViewRestriction.objects.create(page=english, restriction_type="login")
    else:
        Publication.objects.filter(pk=english.pk).update(live=False)
    assert not head_of(swedish.url).alternates


def test_what_changes_nothing_is_not_in_the_address():
    page = make(Recommendation)
    for query in ("?utm_source=mail", "?page=2", "?q=x", "?fbclid=1&page=1"):
        assert head_of(page.url + query).canonical == BASE + page.url


def test_each_part_of_a_list_has_an_address_of_its_own_and_no_translation():
    english = make(Recommendation, language="en").get_parent()
    page = make(Recommendation)
    make_many(page, 40)
    index = make_index(Recommendation)
    type(english).objects.filter(pk=english.pk).update(translation_key=index.translation_key)
    first, second = head_of(f"{index.url}?page=1&utm=x"), head_of(f"{index.url}?utm=x&page=2")
    assert first.canonical == BASE + index.url and set(first.alternates) == {"sv", "en", "x-default"}
    assert second.canonical == f"{BASE}{index.url}?page=2" and not second.alternates


def test_a_search_is_known_by_what_is_asked_in_a_fixed_order_and_is_not_to_be_indexed():
    make(Recommendation)
    plain = head_of("/sok/?utm_source=mail")
    assert plain.canonical == f"{BASE}/sok/" and not plain.robots
    assert plain.alternates == {
        "sv": f"{BASE}/sok/",
        "en": f"{BASE}/en/search/",
        "x-default": f"{BASE}/en/search/",
    }
    asked = head_of("/en/search/?utm=1&type=recommendation&q=pump&type=case")
    assert asked.canonical == f"{BASE}/en/search/?q=pump&type=recommendation&type=case"
    assert asked.robots == "noindex, follow" and not asked.alternates


def test_the_second_page_of_a_search_is_not_to_be_indexed_either():
    make_many(make(Recommendation), 30)
    from search.index.indexer import rebuild

    rebuild()
    second = head_of("/sok/?page=2")
    assert second.canonical == f"{BASE}/sok/?page=2" and second.robots == "noindex, follow"


def test_the_list_of_feeds_stands_in_both_languages():
    make_site()
    for path in ("/floden/", "/en/feeds/"):
        head = head_of(path)
        assert head.canonical == BASE + path
        assert head.alternates["sv"] == f"{BASE}/floden/" and head.alternates["en"] == f"{BASE}/en/feeds/"


def test_an_alias_is_known_by_the_address_of_its_original_and_is_no_translation():
    original = make(Recommendation, title="Ett original")
    alias = original.copy_for_translation(make_index(Recommendation, "en").locale, copy_parents=True, alias=True)
    assert alias.live and alias.url.startswith("/en/")
    told = head_of(alias.url)
    assert told.canonical == told.graph["og:url"] == BASE + original.url
    assert not told.alternates and not head_of(original.url).alternates
    assert told.node("MedicalWebPage")["@id"] == BASE + original.url
    assert told.node("MedicalWebPage")["inLanguage"] == "sv"


def test_an_alias_elsewhere_in_the_same_language_is_known_by_its_original_too():
    original = make(NewsItem, title="Nyheten")
    alias = original.create_alias(parent=original.get_parent(), update_slug="samma-nyhet")
    assert head_of(alias.url).canonical == BASE + original.url


def test_what_is_not_there_tells_nothing():
    gone = make(Recommendation)
    url = gone.url
    gone.unpublish()
    for path, status in ((url, 410), ("/finns-inte/", 404), ("/en/not-there/", 404)):
        head = head_of(path)
        assert head.status == status
        assert (head.canonical, head.alternates, head.graph, head.nodes) == (None, {}, {}, [])


def test_a_page_for_some_readers_only_tells_machines_nothing_even_when_they_read_it():
    page = make(Recommendation)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    reader = Client()
    reader.force_login(User.objects.create_user("läsaren"))
    head = head_of(page.url, reader)
    assert head.status == 200 and page.title in head.text()
    assert (head.canonical, head.graph, head.nodes) == (None, {}, [])


def test_a_preview_tells_machines_nothing():
    page = make(Recommendation)
    page.title = "Ett utkast"
    editor = Client()
    editor.force_login(User.objects.create_superuser("chefen"))
    page.save_revision()
    head = head_of(f"/admin/pages/{page.pk}/view_draft/", editor)
    assert "Ett utkast" in head.text()
    assert (head.canonical, head.graph, head.nodes) == (None, {}, [])


def test_addresses_begin_as_those_in_feeds_whatever_name_the_portal_was_called_by():
    page = make(Recommendation)
    Site.objects.update(hostname="annat.example", port=8080)
    Site.clear_site_root_paths_cache()
    assert head_of(page.url).canonical == BASE + page.url


def test_a_link_to_a_page_shows_its_title_verdict_and_conditions():
    page = make(Recommendation, title="Sensorn", verdict="can", conditions="Vid typ 1-diabetes.")
    head = head_of(page.url)
    assert head.graph == {
        "og:site_name": "Samverkansportalen",
        "og:type": "article",
        "og:title": "Sensorn",
        "og:description": "Kan användas. Vid typ 1-diabetes.",
        "og:url": BASE + page.url,
        "og:locale": "sv_SE",
    }
    assert head.description == head.graph["og:description"]


@pytest.mark.parametrize(
    ("values", "title", "description"),
    [
        ({"standing": "withdrawn"}, "Återkallad: Sensorn", "Återkallad. Villkoret."),
        ({"standing": "unknown"}, "Okänt om den gäller: Sensorn", "Okänt om den gäller. Villkoret."),
        ({"is_example": True}, "Exempel: Sensorn", "Exempel. Kan användas. Villkoret."),
    ],
)
def test_a_link_never_shows_a_verdict_without_what_the_page_says_against_it(values, title, description):
    page = make(Recommendation, title="Sensorn", verdict="can", conditions="Villkoret.", **values)
    told = head_of(page.url).graph
    assert told["og:title"] == title.replace("Okänt om den gäller", page.status_label)
    assert told["og:description"] == description.replace("Okänt om den gäller", page.status_label)


def test_the_start_pages_are_the_site_itself():
    make_site()
    for home in HomePage.objects.all():
        told = head_of(home.url).graph
        assert told["og:type"] == "website" and told["og:url"] == BASE + home.url
