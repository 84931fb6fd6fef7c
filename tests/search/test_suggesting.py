"""What is suggested while typing: pages, areas, products, case numbers; never what the public may not see."""

import time
import unicodedata

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.outbox.changes import asked_once
from portal.outbox.delivery import drain
from recommendations.models import Case, Recommendation, RecommendationProduct
from search.index.indexer import rebuild
from search.results.suggestions import MOST_NAMES, fits, marked, suggest
from tests.factories import ProductAreaFactory, make

pytestmark = pytest.mark.django_db
WILD = st.one_of(st.text(max_size=60), st.text("åäöÅßæøﬁ\u0301'\"-/\\*?:()[]{}%+ 7", max_size=250))


@pytest.fixture
def pump(site):
    area = ProductAreaFactory(slug="heart", name="Hjärta och kärl", name_en="Heart devices", name_fi="Sydänlaitteet")
    page = make(Recommendation, title="Hjärtpump vid svår hjärtsvikt", case_number="MTP 2021/7", areas=[area])
    drain()
    return page


def labels(text: str, language: str = "sv") -> list[tuple[str, str]]:
    return [(suggestion.kind, suggestion.label) for suggestion in suggest(text, language)]


def test_a_page_is_found_by_the_beginnings_of_its_words_without_dots_and_case(pump):
    for typed in ("hj", "hjart", "HJÄRT", "hjärtpump", "svå", "hjärtpump sv", "sv hjart", "vid hjärt", "hjärtpump  "):
        assert ("page", pump.title) in labels(typed), typed
    for typed in ("h", "ä", "pump", "hjärtpump njur", ""):
        assert ("page", pump.title) not in labels(typed), typed


def test_an_inflected_word_keeps_the_page(site):
    page = make(NewsItem, title="Sensor för glukos")
    drain()
    assert labels("sensorer") == labels("sensorerna gluk") == [("page", page.title)]


def test_a_page_leads_to_itself_and_an_area_to_its_selection(pump):
    area, page = suggest("hjärt", "sv")
    assert (area.kind, area.label, area.url, area.note) == (
        "area",
        "Hjärta och kärl",
        "/sok/?area=heart",
        "Produktområde",
    )
    assert (page.url, page.note) == (pump.url, "Rekommendation")
    assert page.marked == "<mark>Hjärt</mark>pump vid svår <mark>hjärt</mark>svikt"


def test_invented_content_is_said_to_be_so(site):
    make(Recommendation, title="Påhittad pump", is_example=True)
    drain()
    assert [suggestion.note for suggestion in suggest("påhi", "sv")] == ["Rekommendation, Exempel"]


def test_an_area_is_found_in_any_language_and_named_in_the_readers(pump):
    assert labels("sydän") == labels("heart dev") == labels("kärl") == [("area", "Hjärta och kärl")]
    assert labels("sydän", "en") == [("area", "Heart devices")]
    make(Recommendation, title="Heart pump", language="en", areas=list(pump.product_areas.all()))
    drain()
    assert labels("sydän", "en") == [("area", "Heart devices")]


def test_an_area_without_publications_is_not_suggested(pump):
    ProductAreaFactory(slug="hearing", name="Hjälpmedel för hörsel")
    assert ("area", "Hjälpmedel för hörsel") not in labels("hj")


def test_a_case_number_leads_to_its_page_however_it_is_spaced(pump):
    for typed in ("MTP 2021/7", "mtp2021", "mtp 20", "2021/7", "2021-7", "2021"):
        (found,) = suggest(typed, "sv")
        assert (found.kind, found.url) == ("case", pump.url), typed
        assert found.marked == "<mark>MTP 2021/7</mark> Hjärtpump vid svår hjärtsvikt"


def test_a_product_becomes_a_question_when_no_title_has_it(site):
    for number in range(2):
        page = make(Recommendation, title=f"Sensorer {number}", publish=False)
        page.products.add(RecommendationProduct(name="FreeStyle Libre", company="Abbott"))
        page.save_revision().publish()
    drain()
    (found,) = suggest("free lib", "sv")
    assert (found.kind, found.query, found.url) == ("name", "FreeStyle Libre", "")
    assert found.marked == "<mark>Free</mark>Style <mark>Lib</mark>re"


def test_many_names_leave_room_for_pages(site):
    for number in range(MOST_NAMES + 3):
        page = make(Recommendation, title=f"Titel {number}", publish=False)
        page.products.add(RecommendationProduct(name=f"Pump {number}"))
        page.save_revision().publish()
    make(NewsItem, title="Om pumpar")
    drain()
    kinds = [kind for kind, _label in labels("pump")]
    assert kinds == ["page", *["name"] * MOST_NAMES]


def test_a_title_that_begins_so_stands_first_and_what_is_replaced_after_what_holds(site):
    inside = make(NewsItem, title="Om en pump")
    old = make(Recommendation, title="Pumpar då", standing="replaced")
    new = make(Recommendation, title="Pumpar nu", dated_on=None)
    drain()
    assert [label for _kind, label in labels("pum")] == [new.title, old.title, inside.title]


def test_nothing_that_is_not_public_is_suggested(pump):
    make(NewsItem, title="Hjärtklaff under arbete", publish=False)
    drain()
    assert "Hjärtklaff under arbete" not in str(labels("hjärt"))
    pump.unpublish()  # and not yet delivered: the index still holds it
    assert not [kind for kind, _label in labels("hjärt") if kind == "page"]
    assert labels("2021/7") == []


def test_nothing_behind_a_view_restriction_is_suggested(pump):
    PageViewRestriction.objects.create(page=pump.get_parent(), restriction_type="login")
    assert not [kind for kind, _label in labels("hjärt") if kind == "page"]


def test_a_secret_product_is_not_suggested(site):
    make(Case, anonymous_title="Ärende om glukos", product="Hemlig 7X", manufacturer="Dold AB", is_secret=True)
    drain()
    assert labels("heml") == labels("dold") == []
    assert labels("ärende om")


def test_an_engine_that_fails_suggests_nothing(db, own_index):
    ProductAreaFactory(slug="heart", name="Hjärta")
    assert suggest("hjärta", "sv") == []


def test_the_number_of_queries_does_not_grow(pump):
    def queries() -> int:
        with asked_once(), CaptureQueriesContext(connection) as captured:
            assert suggest("hjärt", "sv")
        return len(captured)

    queries()
    few = queries()
    for number in range(12):
        make((NewsItem, Case)[number % 2], title=f"Hjärta {number}")
    drain()
    queries()
    assert queries() == few <= 2


def test_no_more_than_asked_for(site):
    for number in range(12):
        make(NewsItem, title=f"Puls {number}")
    rebuild()
    assert len(suggest("puls", "sv")) == 8
    assert len(suggest("puls", "sv", limit=3)) == 3


# The address.


def test_the_address_answers_with_options_that_nobody_indexes(client, pump):
    response = client.get("/sok/forslag/", {"q": "hjärt"})
    shown = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "private, max-age=60" or response["Cache-Control"] == "max-age=60, private"
    assert 'role="listbox"' in shown and shown.count('role="option"') == 2
    assert f'data-url="{pump.url}"' in shown and 'data-url="/sok/?area=heart"' in shown
    assert client.post("/sok/forslag/").status_code == 405


def test_the_english_address_answers_in_english(client, site):
    page = make(NewsItem, title="Heart pump", language="en")
    drain()
    shown = client.get("/en/search/suggestions/", {"q": "heart"}).content.decode()
    assert page.url in shown and "News" in shown
    assert "Nyhet. På engelska<" in client.get("/sok/forslag/", {"q": "heart"}).content.decode()


def test_nothing_is_markup_but_the_marks(client, site):
    make(NewsItem, title='<script>alert(1)</script> "puls"')
    drain()
    shown = client.get("/sok/forslag/", {"q": "puls"}).content.decode()
    assert "<script" not in shown and "&quot;<mark>puls</mark>&quot;" in shown


@effort(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WILD)
@example("a " * 5000)
@example("x" * 100_000)
@example("--- ///")
@example("\x00hj")
def test_anything_typed_is_answered(pump, typed):
    response = Client().get("/sok/forslag/", {"q": typed.encode("utf-8", "replace").decode()})
    assert response.status_code == 200


def test_the_longest_question_takes_no_longer_than_a_page(client, pump):
    client.get("/sok/forslag/", {"q": "pump"})
    for typed in ("a b c d e f g h i j k l m n o p q r s t u v x y z å ä ö " * 4, "hj" * 100, "hj " * 60):
        began = time.process_time()
        assert client.get("/sok/forslag/", {"q": typed}).status_code == 200
        assert time.process_time() - began < 0.5, typed


def test_raw_bytes_are_answered(client, pump):
    for query in ("", "q=%ff%fe", "q=%", "q[]=x", "q=%00%00%00"):
        assert client.get(f"/sok/forslag/?{query}").status_code == 200


# Marking.


@given(st.text("abåäöÅßﬁǽ- ", max_size=30), st.lists(st.sampled_from(["a", "ss", "s", "ab", "fi", "ao"]), max_size=3))
def test_marking_loses_no_letter(text, typed):
    assert "".join(piece for piece, _found in marked(text, typed)) == unicodedata.normalize("NFC", text)


def test_the_longest_beginning_is_marked_whatever_folding_does_to_its_letters():
    assert marked("Ångström", ["an", "angst"]) == (("Ångst", True), ("röm", False))
    assert marked("ßeta", ["s"]) == (("ß", True), ("eta", False))
    assert marked("ka\u0308rl", ["kar"]) == (("kär", True), ("l", False))
    assert fits("Hjärta och kärl", ["karl", "hj"]) and not fits("Hjärta", ["hj", "karl"])
