"""The rows of the result list: as the database has the pages now, filed as the index has them."""

import pytest

from news.models import NewsItem
from portal.outbox.delivery import drain
from portal.selections.selection import Selection
from recommendations.models import Recommendation
from search.engines import Request
from search.results.answers import answer
from search.results.facets import FacetLabels
from search.results.hits import Hit, hits
from tests.factories import HealthcareRegionFactory, ProductAreaFactory, RegionFactory, make

pytestmark = pytest.mark.django_db


def rows(question: str, *languages: str) -> list[Hit]:
    given = answer(Request(Selection(q=question, lang=languages), stored=True))
    return hits(given, FacetLabels())


def row(question: str) -> Hit:
    (found,) = rows(question)
    return found


def test_every_row_leads_to_its_page_in_either_language(site):
    pages = [make(NewsItem, title="Pump ett"), make(Recommendation, title="Pump två", slug="tvaa")]
    pages.append(make(NewsItem, language="en", title="Pump three"))
    drain()
    assert {hit.url for hit in rows("pump", "sv", "en")} == {page.url for page in pages}


def test_a_row_says_what_it_is_filed_under_and_whom_it_concerns(site):
    area = ProductAreaFactory(slug="heart", name="Hjärtprodukter")
    south = HealthcareRegionFactory()
    make(NewsItem, title="Nationell pump", areas=[area])
    make(NewsItem, title="Regional sond", level="region", regions=[RegionFactory()])
    make(NewsItem, title="Södra gips", level="healthcare_region", healthcare_regions=[south])
    drain()
    assert row("pump").filed == "Hjärtprodukter. Nationell"
    assert row("sond").filed == "Skåne"
    assert row("gips").filed == south.name


def test_what_the_index_has_of_an_earlier_revision_is_not_shown(site):
    area = ProductAreaFactory(slug="heart", name="Hjärtprodukter")
    page = make(NewsItem, title="Hemlig pump", ingress="Pumpens hemlighet", areas=[area])
    drain()
    page.title, page.ingress = "Öppen pump", "Nytt"
    page.save_revision().publish()
    found = row("pump")
    assert (found.title, found.gist, found.filed, found.stored) == ("Öppen pump", "Nytt", "Nationell", None)


def test_a_page_that_is_no_longer_public_has_no_row(site):
    page = make(NewsItem, title="Pump")
    drain()
    assert len(rows("pump")) == 1
    page.unpublish()
    assert rows("pump") == []


def test_the_verdict_shows_only_while_it_holds(site):
    make(Recommendation, title="Pump", slug="ett", verdict="can")
    make(Recommendation, title="Sond", slug="tva", verdict="can", standing="withdrawn")
    make(NewsItem, title="Gips")
    drain()
    assert "Kan användas" in row("pump").outcome
    assert "Kan användas" not in row("sond").outcome and "Återkallad" in row("sond").outcome
    assert row("gips").outcome == ""


def test_all_rows_are_one_query(site, django_assert_num_queries):
    for number in range(5):
        make(NewsItem, title=f"Pump {number}", slug=f"pump-{number}")
    drain()
    given, labels = answer(Request(Selection(q="pump"), stored=True)), FacetLabels()
    hits(given, labels)
    with django_assert_num_queries(1):
        assert len(hits(given, labels)) == 5
