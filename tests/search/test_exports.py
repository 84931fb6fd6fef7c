"""A selection as a file: what a spreadsheet opens, what a program reads, and what never leaves the portal."""

import csv
import gzip
import io
import json
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.models import Publication
from portal.outbox.delivery import drain
from portal.spreadsheets import FORMULA, harmless
from recommendations.criteria import FACTORS
from recommendations.models import Case, Recommendation
from search.index.indexer import rebuild
from search.results import exports
from tests.factories import ProductAreaFactory, RegionFactory, make, publish_many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_from_one")]
NATIONAL, HEALTHCARE, REGION = Publication.Level.NATIONAL, Publication.Level.HEALTHCARE_REGION, Publication.Level.REGION


@pytest.fixture
def pump(site):
    areas = [ProductAreaFactory(slug="heart", name="Hjärta, kärl"), ProductAreaFactory(slug="oron", name="Öron")]
    page = make(
        Recommendation,
        title="Hjärtpump; ”Åsö” – ÅÄÖ",
        verdict="should",
        case_number="MTP 2021/7",
        areas=areas,
        dated_on=date(2022, 2, 17),
    )
    drain()
    return page


def table(client, address: str = "/sok/?format=csv") -> list[dict[str, str]]:
    content = client.get(address).content
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def data(client, address: str = "/sok/?format=json"):
    return json.loads(client.get(address).content)


def test_a_spreadsheet_gets_every_value_in_words(client, pump):
    (row,) = table(client)
    areas = [area.emdn_code for area in pump.area_list]
    changing = ("Ingress", "Publicerad", "Uppdaterad")
    assert {name: value for name, value in row.items() if value and name not in changing} == {
        "Id": "tag:testserver,2026:publikation/1",
        "Permanent adress": "http://testserver/id/1",
        "Typ": "Rekommendation",
        "Titel": "Hjärtpump; ”Åsö” – ÅÄÖ",
        "Utfall": "Bör användas",
        "Status": "Gäller",
        "Datum": "2022-02-17",
        "Ärendenummer": "MTP 2021/7",
        "Produktområden": f"Hjärta, kärl ({areas[0]}) | Öron ({areas[1]})",
        "Nivå": "Nationell",
        "Språk": "sv",
        "Version": "1",
        "Utgåva": "1",
        "Adress": f"http://testserver{pump.url}",
    }
    assert datetime.fromisoformat(row["Uppdaterad"]).tzinfo and str(FACTORS["severity"]) in row


def test_headings_and_labels_are_in_the_readers_language(client, site):
    area = ProductAreaFactory(slug="heart", name="Hjärta", name_en="Heart")
    page = make(Recommendation, title="Pump", language="en", areas=[area], is_example=True)
    drain()
    (row,) = table(client, "/en/search/?format=csv")
    assert (row["Type"], row["Product areas"], row["Example"]) == ("Recommendation", f"Heart ({area.emdn_code})", "Yes")
    assert row["Address"] == f"http://testserver{page.url}" and "/en/" in row["Address"]


def test_a_program_gets_codes_beside_words_and_whole_dates(client, pump):
    whole = data(client, "/sok/?q=hj%C3%A4rtpump&type=recommendation&type=news&format=json")
    assert whole["query"] == {"q": "hjärtpump", "type": ["recommendation", "news"]}
    assert whole["address"] == "http://testserver/sok/?q=hj%C3%A4rtpump&type=recommendation&type=news"
    assert (whole["total"], whole["is_complete"], whole["language"]) == (1, True, "sv")
    assert whole["licence"]["name"] == "CC0 1.0" and whole["rights"]
    assert whole["publications"] == client.get("/data/v1/publications").json()["publications"]
    (said,) = whole["publications"][0]["languages"]
    assert said["verdict"] == {"code": "should", "sv": "Bör användas", "en": "Should be used"}
    assert "Hjärtpump; ”Åsö”" in client.get("/sok/?format=json").content.decode()


def test_only_a_recommendation_says_that_its_verdict_is_not_known(client, site):
    make(Recommendation, title="A")
    make(NewsItem, title="B")
    drain()
    verdicts = {row["Titel"]: row["Utfall"] for row in table(client)}
    assert verdicts == {"A": "Utfall ej angivet", "B": ""}


def test_the_file_holds_the_selection_in_its_order(client, site):
    for number, title in enumerate(["Pump Ö", "Pump A", "Pump Ä", "Klaff"]):
        make(NewsItem, title=title, dated_on=date(2020 + number, 1, 1))
    drain()
    assert [row["Titel"] for row in table(client, "/sok/?q=pump&sort=title&format=csv")] == [
        "Pump A",
        "Pump Ä",
        "Pump Ö",
    ]
    assert table(client, "/sok/?q=pump&sort=oldest&format=csv")[0]["Titel"] == "Pump Ö"


def test_the_file_has_a_name_that_any_system_takes(client, pump):
    for name, media_type in (("csv", "text/csv"), ("json", "application/json")):
        response = client.get(f"/sok/?q=Hj%C3%A4rtpump+%22../%3B&format={name}")
        disposition = response["Content-Disposition"]
        assert disposition.startswith('attachment; filename="samverkansportalen-hjartpump-20'), disposition
        assert disposition.endswith(f'.{name}"')
        assert response["Content-Type"] == f"{media_type}; charset=utf-8"
        assert response["X-Robots-Tag"] == "noindex"


# What may not leave.


def test_nothing_that_is_not_public_is_in_a_file(client, pump):
    make(NewsItem, title="Embargo till fredag", publish=False)
    make(Case, anonymous_title="Ärende X", product="Hemlig 7X", manufacturer="Dold AB", is_secret=True)
    behind = make(NewsItem, title="Bakom inloggning")
    taken_back = make(NewsItem, title="Tillbakadragen")
    drain()
    PageViewRestriction.objects.create(page=behind, restriction_type="login")
    taken_back.unpublish()  # the index has not heard of it yet
    for name in ("csv", "json"):
        text = client.get(f"/sok/?format={name}").content.decode()
        assert pump.title in text and "Ärende X" in text
        for secret in ("Embargo", "Hemlig", "Dold", "Bakom", "Tillbakadragen"):
            assert secret not in text, (name, secret)
    assert data(client)["total"] == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", "\n+", " =", "＝"])
def test_a_title_never_becomes_a_formula(start):
    assert harmless(f'{start}HYPERLINK("x")') == f'\'{start}HYPERLINK("x")'


@given(st.text(max_size=20))
def test_no_cell_begins_a_formula_and_none_loses_what_it_can_hold(text):
    shown = harmless(text)
    assert not shown.lstrip()[:1] or shown.lstrip()[0] not in FORMULA
    # XML has no control characters (1.0, 2.2).
    kept = "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
    assert shown in (kept, f"'{kept}")


def test_a_formula_in_a_title_is_text_in_the_table_and_itself_in_the_data(client, site):
    make(NewsItem, title='=cmd|" /C calc"!A1;2')
    drain()
    assert [row["Titel"] for row in table(client)] == ['\'=cmd|" /C calc"!A1;2']
    assert data(client)["publications"][0]["languages"][0]["title"] == '=cmd|" /C calc"!A1;2'


# Size.


def test_a_file_that_is_cut_says_so(client, site, monkeypatch):
    for number in range(4):
        make(NewsItem, title=f"Puls {number}")
    rebuild()
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    rows = table(client)
    assert len(rows) == 4 and rows[-1]["Id"] == "Bara de första 3 av 4 raderna finns i filen."
    whole = data(client)
    assert (len(whole["publications"]), whole["total"], whole["is_complete"]) == (3, 4, False)


def test_the_number_of_queries_does_not_grow_with_the_rows(client, site):
    first = make(Case, title="Puls", areas=[ProductAreaFactory()], level=REGION, regions=[RegionFactory()])
    rebuild()

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/sok/?format={name}").status_code == 200
        return len(captured)

    names = ("csv", "json")
    [queries(name) for name in names]
    few = [queries(name) for name in names]
    publish_many(first, 200)
    rebuild()
    [queries(name) for name in names]
    assert [queries(name) for name in names] == few and max(few) <= 12
    assert data(client)["total"] == 201


def test_a_file_is_not_sent_twice(client, pump):
    for name in ("csv", "json"):
        tag = client.get(f"/sok/?format={name}")["ETag"]
        assert client.get(f"/sok/?format={name}", headers={"If-None-Match": tag}).status_code == 304
    make(NewsItem, title="Nytt")
    drain()
    assert client.get("/sok/?format=csv", headers={"If-None-Match": tag}).status_code == 200


def test_a_file_may_come_compressed(client, pump):
    for number in range(10):
        make(NewsItem, title=f"Puls {number}")
    drain()
    response = client.get("/sok/?format=csv", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip" and b"Puls 9" in gzip.decompress(response.content)
