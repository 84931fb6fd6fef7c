"""The page "Follow and reuse": everything it names is there, and its examples are those that the tests run."""

import csv
import html
import io
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from portal.models import SiteSettings
from portal.open_data.reuse import EXAMPLES, FOLDER, example_values, some_number, text_of
from recommendations.models import Recommendation
from tests.factories import make, make_many, make_site

pytestmark = pytest.mark.django_db

PAGES = {"sv": "/folj-och-ateranvand/", "en": "/en/follow-and-reuse/"}
NAMED = [
    *("/data/v1/publications.json", "/data/v1/publications.ndjson", "/data/v1/publications.csv", "/data/v1/changes"),
    *("/data/v1/", "/data/v1/openapi.json", "/data/catalog.rdf", "/data/catalog.ttl", "/sitemap.xml"),
]


@pytest.fixture(autouse=True)
def _site():
    make_site()


def main_of(client, language: str) -> str:
    answer = client.get(PAGES[language])
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def links(text: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r'href="([^"]+)"', text)]


@pytest.mark.parametrize("language", PAGES)
def test_every_link_leads_somewhere(client, language):
    make(Recommendation, language=language)
    found = [link for link in links(main_of(client, language)) if link.startswith("/")]
    assert set(NAMED) <= set(found)
    for link in found:
        answer = client.get(link, headers={"accept-language": language})
        assert answer.status_code in (200, 303), link


@pytest.mark.parametrize("language", PAGES)
def test_it_shows_the_examples_as_they_are_run(client, language):
    make(Recommendation)
    text = main_of(client, language)
    shown = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL)
    with translation.override(language):
        values = example_values(settings.BASE_URL, some_number())
        texts = [text_of(example, values) for example in EXAMPLES]
    assert shown == [escape(each) for each in texts]
    assert all("{{" not in each and "{%" not in each and "&quot;" not in each for each in texts)


def test_every_file_of_an_example_is_shown():
    folder = settings.BASE_DIR / "templates" / FOLDER
    assert sorted(path.name for path in folder.iterdir()) == sorted(example.name for example in EXAMPLES)


@pytest.mark.parametrize("language", PAGES)
def test_the_table_for_excel_has_the_columns_that_the_example_chooses(client, language):
    """Excel can't run here: what it would fetch is fetched, and read as the example says."""
    page = make(Recommendation, language=language, title="Exempel; med “semikolon”")
    with translation.override(language):
        text = text_of(
            next(each for each in EXAMPLES if each.name == "publications.pq"), example_values("https://a.se", 1)
        )
    address, header = re.search(r'"https://a\.se(/[^"]+)"', text)[1], re.search(r'Language" = "(\w+)"', text)[1]
    assert header == language
    assert 'Delimiter = ";"' in text and "Encoding = 65001" in text
    answer = client.get(address, headers={"accept-language": header})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    chosen = re.findall(r'"([^"]+)"', text.partition("Named,")[2])
    assert len(chosen) == 5
    assert [[row[name] for name in chosen][1] for row in rows] == [page.title]


@pytest.mark.parametrize("language", PAGES)
def test_the_footer_and_the_page_of_feeds_lead_to_it(client, language):
    feeds, search = ("/floden/", "/sok/") if language == "sv" else ("/en/feeds/", "/en/search/")
    assert PAGES[language] in links(client.get(search).content.decode().partition("<footer")[2])
    assert PAGES[language] in links(client.get(feeds).content.decode().partition("<footer")[0])


def test_the_language_switch_leads_to_the_same_page(client):
    assert PAGES["en"] in links(client.get(PAGES["sv"]).content.decode())
    assert PAGES["sv"] in links(client.get(PAGES["en"]).content.decode())


def test_it_says_the_licence_of_the_settings(client):
    site = SiteSettings.objects.get()
    site.data_licence, site.data_licence_url = "Exempellicens 2.0", "https://licens.exempel.se/2"
    site.save()
    assert '<a href="https://licens.exempel.se/2" rel="license">Exempellicens 2.0</a>' in main_of(client, "sv")
    site.data_licence_url = ""
    site.save()
    assert "Exempellicens 2.0" in main_of(client, "sv")
    assert 'rel="license"' not in main_of(client, "sv")


def test_a_portal_without_publications_has_the_page_too(client):
    assert "/id/" in main_of(client, "sv")
    assert not [link for link in links(main_of(client, "sv")) if link.startswith("/id/")]


def test_it_names_no_publication_that_is_not_public(client):
    hidden = make(Recommendation)
    hidden.unpublish()
    assert not [link for link in links(main_of(client, "sv")) if link.startswith("/id/")]


def test_it_takes_as_many_queries_however_much_is_published(client):
    first = make(Recommendation)
    main_of(client, "sv")
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            main_of(client, "sv")
        costs.append(len(queries))
        make_many(first, 50)
    assert costs[0] == costs[1] <= 5
