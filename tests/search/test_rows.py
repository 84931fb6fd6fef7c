"""The rows of the result list: as the database has the pages now."""

import pytest

from news.models import NewsItem
from portal.outbox.delivery import drain
from portal.selections.selection import Selection
from recommendations.models import Recommendation
from search.engines import Request
from search.results.answers import answer
from search.results.hits import Hit, hits
from tests.factories import HealthcareRegionFactory, ProductAreaFactory, RegionFactory, make

pytestmark = pytest.mark.django_db


def rows(question: str, *languages: str) -> list[Hit]:
    given = answer(Request(Selection(q=question, lang=languages), stored=True))
    return hits(given)


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
    assert (found.title, found.ingress, found.stored) == ("Öppen pump", "Nytt", None)
    assert found.filed == "Hjärtprodukter. Nationell"


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


def test_rows_take_a_query_for_the_pages_and_one_for_each_list_that_they_are_filed_under(
    site, django_assert_num_queries
):
    skane, south = RegionFactory(), HealthcareRegionFactory()
    for number in range(5):
        make(NewsItem, title=f"Pump {number}", slug=f"pump-{number}")
        make(NewsItem, title=f"Sond {number}", slug=f"sond-{number}", level="region", regions=[skane])
        level = {"level": "healthcare_region", "healthcare_regions": [south]}
        make(NewsItem, title=f"Sond i söder {number}", slug=f"south-{number}", **level)
    drain()
    for question, pages, queries in (("pump", 5, 2), ("sond", 10, 4)):
        given = answer(Request(Selection(q=question), stored=True))
        hits(given)
        with django_assert_num_queries(queries):
            assert len(hits(given)) == pages
