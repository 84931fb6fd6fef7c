"""The sitemap names what anyone may read, its translations, and when readers last got something else; robots.txt it."""

from datetime import datetime
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from wagtail.models import PageViewRestriction

from portal.models import HomePage, Publication, PublicationEvent
from portal.site.sitemaps import PublicPages
from recommendations.models import AssessmentSummary, Case, Recommendation
from tests.factories import ProgrammeAreaFactory, make, make_index, make_many, make_site

pytestmark = pytest.mark.django_db

BASE = settings.BASE_URL
SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def entries(client, query=""):
    """Address → (time of the last change, language → address of the translation)."""
    answer = client.get(f"/sitemap.xml{query}")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/xml"
    found = {}
    for node in etree.fromstring(answer.content).iterfind("s:url", SPACES):
        moment = node.findtext("s:lastmod", namespaces=SPACES)
        links = {link.get("hreflang"): link.get("href") for link in node.iterfind("x:link", SPACES)}
        found[node.findtext("s:loc", namespaces=SPACES)] = (moment and datetime.fromisoformat(moment), links)
    return found


def changed(client, page):
    return entries(client)[BASE + page.url][0]


def pair(model=Recommendation, **values):
    swedish, english = make(model, **values), make(model, language="en", **values)
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    PublicationEvent.objects.filter(page_id=english.pk).update(translation_key=swedish.translation_key)
    return swedish, model.objects.get(pk=english.pk)


def revise(page, **values):
    page = page.specific_class.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_sitemap_names_public_pages_in_both_languages_and_no_others(client):
    swedish, english = make(Recommendation), make(Recommendation, language="en")
    draft, closed = make(Recommendation, publish=False), make(Recommendation)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    listed = entries(client)
    homes = {BASE + home.url for home in HomePage.objects.all()}
    indexes = {BASE + page.get_parent().url for page in (swedish, english)}
    assert set(listed) == {BASE + swedish.url, BASE + english.url, *homes, *indexes}
    assert draft.slug not in str(listed) and f"{closed.slug}/" not in str(listed)


def test_it_names_the_same_addresses_as_the_pages_themselves(client):
    from tests.portal.heads import head_of

    pair()
    make(AssessmentSummary)
    make(Case, is_secret=True, anonymous_title="En metod", language="en")
    make(Recommendation, programmes=[ProgrammeAreaFactory()])
    for address, (_moment, alternates) in entries(client).items():
        head = head_of(address.removeprefix(BASE))
        assert head.canonical == address and head.alternates == alternates


def test_it_names_the_programme_areas_that_have_something_public_in_both_languages(client):
    full, empty, drafted, secret = (ProgrammeAreaFactory(code=code) for code in ("full", "empty", "drafted", "secret"))
    make(Recommendation, publish=False, programmes=[drafted])
    make(Case, is_secret=True, anonymous_title="En metod", programmes=[secret])
    assert "programomraden" not in str(entries(client))
    make(Recommendation, language="en", programmes=[full])
    listed = entries(client)
    found = {address.removeprefix(BASE): links for address, (_at, links) in listed.items() if "program" in address}
    assert set(found) == {
        "/programomraden/",
        "/en/programme-areas/",
        "/programomraden/full/",
        "/en/programme-areas/full/",
    }
    address = f"{BASE}/en/programme-areas/full/"
    languages = {"sv": f"{BASE}/programomraden/full/", "en": address, "x-default": address}
    assert found["/programomraden/full/"] == found["/en/programme-areas/full/"] == languages
    assert empty.code not in str(found)


def test_an_alias_is_not_named_beside_its_original(client):
    original = make(Recommendation)
    alias = original.copy_for_translation(make_index(Recommendation, "en").locale, copy_parents=True, alias=True)
    listed = entries(client)
    assert listed[BASE + original.url][1] == {} and BASE + alias.url not in listed


def test_a_page_changed_when_an_event_says_so_and_a_draft_changes_nothing(client):
    page, other = make(Recommendation, verdict="can"), make(Recommendation)
    before, of_other = changed(client, page), changed(client, other)
    page.title = "Ett utkast"
    page.save_revision()
    assert changed(client, page) == before
    revise(page, verdict="wait")
    event = PublicationEvent.objects.filter(page_id=page.pk).order_by("-pk").first()
    assert before < changed(client, page) and changed(client, page) >= event.created_at
    assert changed(client, other) == of_other


def test_a_translation_changes_with_its_original_and_not_the_other_way_round(client):
    swedish, english = pair(verdict="can")
    first = changed(client, swedish), changed(client, english)
    revise(english, ingress="Rättat.")
    assert changed(client, swedish) == first[0] and changed(client, english) > first[1]
    second = changed(client, english)
    revise(swedish, verdict="refrain")
    assert changed(client, english) > second


def test_a_list_and_the_start_page_change_with_what_comes_and_goes_in_their_language(client):
    make(Case, language="en")
    page, case = make(Recommendation), make(Case)
    index, home = page.get_parent(), HomePage.objects.get(locale__language_code="sv")
    english = HomePage.objects.get(locale__language_code="en")
    before = {one: changed(client, one) for one in (index, home, english, case.get_parent())}
    page.unpublish()
    for one in (index, home):
        assert changed(client, one) > before[one]
    for one in (english, case.get_parent()):
        assert changed(client, one) == before[one]


def test_what_happens_to_pages_that_were_never_public_shows_by_no_date(client):
    index = make_index(Recommendation)
    PageViewRestriction.objects.create(page=index, restriction_type="login")
    page = make(Recommendation)
    home = HomePage.objects.get(locale__language_code="sv")
    before = changed(client, home)
    revise(page, verdict="can")
    page.unpublish()
    assert changed(client, home) == before


def test_the_sitemap_costs_the_same_for_many_pages_and_stays_below_ten_megabytes(client):
    page = make(Recommendation)
    entries(client)
    with CaptureQueriesContext(connection) as few:
        entries(client)
    make_many(page, 6000)
    with CaptureQueriesContext(connection) as many:
        first = entries(client)
    assert len(many) == len(few) <= 4
    second = entries(client, "?p=2")
    assert len(first) == PublicPages.limit and not first.keys() & second.keys()
    assert len(first) + len(second) == 6000 + 4
    assert client.get("/sitemap.xml?p=3").status_code == client.get("/sitemap.xml?p=x").status_code == 404
    longest = max(len(address) for address in first)
    assert len(client.get("/sitemap.xml").content) / len(first) * 2000 / longest < 10_000_000
    assert f"Sitemap: {BASE}/sitemap.xml?p=2" in client.get("/robots.txt").content.decode()


@pytest.fixture
def robots(client):
    make_site()
    answer = client.get("/robots.txt")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(answer.content.decode().splitlines())
    return parser


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "/programomraden/",
        "/en/programme-areas/x/",
        "/floden/",
        "/floden/alla.atom",
        "/static/css/portal.css",
        "/sitemap.xml",
    ],
)
def test_robots_may_read_everything_that_is_written(robots, path):
    assert robots.can_fetch("*", BASE + path)


@pytest.mark.parametrize(
    "path",
    [
        "/sok/?q=pump",
        "/en/search/?type=case",
        "/sok/?page=2",
        "/sok/?area=a&format=csv",
        "/sok/forslag/?q=a",
        "/admin/",
    ],
)
def test_robots_are_kept_from_the_admin_and_from_searches_without_end(robots, path):
    assert not robots.can_fetch("*", BASE + path)


def test_robots_are_told_where_the_sitemap_is(robots):
    assert robots.site_maps() == [f"{BASE}/sitemap.xml"]


def test_the_empty_search_page_may_be_read(client, robots):
    """By the letter of RFC 9309, section 2.2.2; Python's parser takes "/sok/?" for "/sok/"."""
    lines = client.get("/robots.txt").content.decode().splitlines()
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert len(closed) == 5 and not [path for path in ("/sok/", "/en/search/") if path.startswith(tuple(closed))]
