"""What was searched for beside the words that were typed: the page says so, and what nothing is about first of all."""

import html
import re
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.models import Concept
from portal.outbox.delivery import drain
from recommendations.models import Recommendation
from search.index.indexer import rebuild
from search.models import Synonym
from search.results.expansions import words_alone
from tests.factories import make

pytestmark = pytest.mark.django_db
ALSO = "Vi sökte även på"
ALONE = "Sök bara på det du skrev"


@pytest.fixture
def sensor(site) -> Recommendation:
    labels = "kontinuerlig glukosmätning\nCGM\nDexcom\nZenlibre\nglukossensor\nblodsockersensor"
    Concept.objects.create(code="cgm", sv=labels, en="continuous glucose monitoring", fi="jatkuva glukoosinseuranta")
    page = make(Recommendation, title="Zenlibre", ingress="Kontinuerlig glukosmätning för vuxna.", verdict="can")
    drain()
    rebuild()
    return page


def shown(client: Client, question: str) -> str:
    response = client.get("/sok/", {"q": question})
    return " ".join(html.unescape(response.content.decode()).split())


def tally(page: str) -> str:
    found = re.search(r'<h1 class="tally"[^>]*>(.*?)</h1>', page)
    assert found
    return found[1].strip()


def link(client: Client, question: str) -> str:
    """The question that the link to the words alone asks; empty where there is none."""
    raw = client.get("/sok/", {"q": question}).content.decode()
    found = re.search(rf'<a href="[^"?]*\?([^"]*)">\s*{ALONE}', raw)
    return parse_qs(html.unescape(found[1]))["q"][0] if found else ""


def test_other_words_of_the_same_thing_are_told_with_a_link_to_the_words_alone(client: Client, sensor):
    page = shown(client, "glukosmätning kontinuerlig Zenlibre")
    assert f"{ALSO} kontinuerlig glukosmätning, CGM, Dexcom med flera." in page
    assert tally(page) == "1 träff på ”glukosmätning kontinuerlig Zenlibre”"
    assert link(client, "glukosmätning kontinuerlig Zenlibre") == '"glukosmätning" "kontinuerlig" "Zenlibre"'


def test_the_link_leads_to_a_search_that_says_nothing_more_and_finds_what_has_the_words(client: Client, sensor):
    page = shown(client, link(client, "Zenlibre"))
    assert sensor.url in page
    assert ALSO not in page and ALONE not in page


def test_of_a_product_that_no_page_names_it_says_so_first_and_that_the_hits_are_near(client: Client, sensor):
    page = shown(client, "dexcom")
    assert tally(page) == "Inget om Dexcom. Närliggande: kontinuerlig glukosmätning, 1 träff"
    assert sensor.url in page and ALSO not in page


def test_a_word_of_another_language_that_no_page_has_is_told_without_a_link_that_finds_nothing(client: Client, sensor):
    page = shown(client, "jatkuva glukoosinseuranta")
    assert f"{ALSO} kontinuerlig glukosmätning" in page
    assert ALONE not in page
    assert tally(page) == "1 träff på ”jatkuva glukoosinseuranta”"


def test_a_product_that_a_page_names_anywhere_is_known(client: Client, sensor):
    make(Recommendation, title="Pump", ingress="Styrs av Dexcom.", verdict="can")
    drain()
    assert tally(shown(client, "dexcom")).endswith("träffar på ”dexcom”")


def test_where_nothing_was_added_or_found_nothing_is_said(client: Client, sensor):
    for question in ("vuxna", "rymdraket", '"CGM"'):
        assert ALSO not in shown(client, question), question


def test_an_editors_words_are_told_too(client: Client, sensor):
    Synonym.objects.create(words="mätplupp\nvuxna")
    assert f"{ALSO} vuxna" in shown(client, "mätplupp")


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("glukos sensor", '"glukos" "sensor"'),
        ('pump "typ 2" -barn', '"pump" "typ 2" -"barn"'),
        ("glukos glukos", '"glukos"'),
        ("typ 2-diabetes", '"typ" "2" "diabetes"'),
    ],
)
def test_the_words_alone_are_quoted_one_by_one_and_keep_phrases_and_what_is_left_out(site, question, alone):
    assert words_alone(question) == alone


def test_what_is_told_costs_no_query_of_the_database_but_for_what_is_unknown(client: Client, sensor):
    assert len(queries(client, "Zenlibre")) == len(queries(client, "vuxna"))
    # Whether any page has a word that no hit has.
    assert len(queries(client, "dexcom")) == len(queries(client, "vuxna")) + 1


def queries(client: Client, question: str) -> list[str]:
    shown(client, question)
    with CaptureQueriesContext(connection) as captured:
        shown(client, question)
    return [query["sql"] for query in captured]
