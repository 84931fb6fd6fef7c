"""A date of which only the month or the year is known, wherever readers meet it."""

import csv
import io
from datetime import date

import feedparser
import pytest
from django.test import Client
from django.utils import translation

from portal.outbox.delivery import drain
from portal.publications.partial_dates import date_code, date_words, kept
from recommendations.models import AssessmentSummary, Recommendation
from tests.factories import make, make_index
from tests.portal.people import desk

pytestmark = pytest.mark.django_db
DAY = date(2021, 7, 19)


@pytest.mark.parametrize(
    ("precision", "stored", "code", "swedish", "english"),
    [
        ("day", DAY, "2021-07-19", "19 juli 2021", "19 July 2021"),
        ("month", date(2021, 7, 1), "2021-07", "juli 2021", "July 2021"),
        ("year", date(2021, 1, 1), "2021", "2021", "2021"),
    ],
)
def test_no_more_of_a_date_is_kept_and_printed_than_is_known(precision, stored, code, swedish, english):
    assert kept(DAY, precision) == stored
    assert date_code(DAY, precision) == code
    for language, words in (("sv", swedish), ("en", english)):
        with translation.override(language):
            assert date_words(DAY, precision) == words
    assert (kept(None, precision), date_code(None, precision), date_words(None, precision)) == (None, "", "")


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_year_is_all_that_any_reader_sees_of_it(client: Client, site):
    page = make(AssessmentSummary, title="Tyngdtäcke", dated_on=date(2020, 5, 13), date_precision="year")
    drain()
    shown = text(client, page.url)
    assert '<time datetime="2020">2020</time>' in shown
    listed = text(client, page.get_parent().url)
    assert ">2020</h2>" in listed
    assert '<time datetime="2020">2020</time>' in listed
    found = text(client, "/sok/?q=tyngdtäcke&year=2020")
    assert '<time datetime="2020">2020</time>' in found
    table = list(csv.reader(io.StringIO(client.get("/sok/?format=csv").content.decode("utf-8-sig")), delimiter=";"))
    assert table[1][table[0].index("Datum")] == "2020"
    assert client.get("/sok/?format=json").json()["publications"][0]["languages"][0]["date"] == "2020"
    entry = feedparser.parse(client.get("/floden/alla.atom").content).entries[0]
    assert "Bedömning. 2020." in entry.content[0].value
    for told in (shown, listed, found, entry.content[0].value):
        assert "2020-0" not in told
        assert "januari" not in told


def test_a_year_stands_among_its_own_after_what_is_dated_closer(client: Client, site):
    make(AssessmentSummary, title="Hela året", dated_on=date(2020, 12, 31), date_precision="year")
    make(AssessmentSummary, title="Februari", dated_on=date(2020, 2, 28), date_precision="month")
    make(AssessmentSummary, title="Femtonde mars", dated_on=date(2020, 3, 15))
    make(AssessmentSummary, title="Nyår", dated_on=date(2019, 12, 31))
    drain()
    titles = ["Femtonde mars", "Februari", "Hela året", "Nyår"]
    for address in (make_index(AssessmentSummary).url, "/sok/?sort=newest"):
        shown = text(client, address)
        assert sorted(titles, key=lambda title: shown.index(f">{title}</a>")) == titles


def test_without_a_date_a_recommendation_says_so_in_its_own_words(client: Client, site):
    page = make(Recommendation, title="Tyngdtäcken", dated_on=None)
    drain()
    for address in (page.url, page.get_parent().url):
        assert "Beslutsdatum ej angivet" in text(client, address)
    assert "Rekommendation, beslutsdatum ej angivet" in text(client, "/sok/?q=tyngdtäcken")


def test_the_form_asks_how_much_of_the_date_is_known(site):
    page = make(AssessmentSummary)
    form = desk("anna", chief=True).client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "Så mycket av datumet är känt" in form
    assert "Bara året" in form
