"""Feeds at EMDN codes: which areas a code has, its spelling, and what an unknown one answers."""

import pytest

from news.addresses import FORMATS
from news.emdn import areas_at
from portal.outbox import delivery
from recommendations.models import Recommendation
from tests.factories import ProductAreaFactory, make, make_site
from tests.news.reading import parsed

pytestmark = pytest.mark.django_db

KINDS = ("/floden/{}.{}", "/en/feeds/{}.{}", "/floden/handelser/{}.{}", "/en/feeds/events/{}.{}")


@pytest.fixture(autouse=True)
def vocabulary():
    make_site()
    areas = {}
    for code in ("Z", "Z12", "Z1203", "Z1104", "W", "C0103"):
        areas[code] = ProductAreaFactory(slug=f"omrade-{code.lower()}", name=f"Område {code}", emdn_code=code)
    return areas


@pytest.mark.parametrize(
    ("code", "covered"),
    [
        ("Z", ["Z", "Z1104", "Z12", "Z1203"]),
        ("Z12", ["Z12", "Z1203"]),
        ("Z1203", ["Z1203"]),
        ("Z11", ["Z1104"]),
        ("C", ["C0103"]),
        ("C01", ["C0103"]),
        ("W", ["W"]),
        # Digits go in pairs: this is no level above Z12, but a half of one.
        ("Z1", []),
        ("C010", []),
        ("W01", []),
        ("E", []),
    ],
)
def test_a_code_has_the_areas_at_it_and_below_it(client, code, covered):
    assert [area.emdn_code for area in areas_at(code)] == covered
    for format in FORMATS:
        for kind in KINDS:
            assert client.get(kind.format(code, format)).status_code == (200 if covered else 404)
    for page in (f"/floden/{code}/", f"/en/feeds/{code}/"):
        assert client.get(page).status_code == (200 if covered else 404)


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_at_a_code_has_what_its_areas_have_each_publication_once(client, vocabulary, kind):
    make(Recommendation, title="Pump", areas=[vocabulary["Z12"], vocabulary["Z1203"]])
    make(Recommendation, title="Mätare", areas=[vocabulary["Z1104"]])
    make(Recommendation, title="Prov", areas=[vocabulary["W"]])
    delivery.drain()
    for format in FORMATS:
        feed = parsed(client.get(kind.format("Z", format)).content)
        assert not feed.bozo
        titles = sorted(entry.title.rpartition(": ")[2] for entry in feed.entries)
        assert titles == ["Mätare", "Pump"]
    narrow = parsed(client.get(kind.format("Z11", "atom")).content)
    assert [entry.title.rpartition(": ")[2] for entry in narrow.entries] == ["Mätare"]


def test_where_a_code_is_one_area_its_feed_is_that_of_the_area(client, vocabulary):
    make(Recommendation, areas=[vocabulary["W"]])
    for format in FORMATS:
        for here, there in (
            ("/floden/W.", "/floden/omrade/omrade-w."),
            ("/en/feeds/events/W.", "/en/feeds/events/area/omrade-w."),
        ):
            by_code, by_name = client.get(f"{here}{format}"), client.get(f"{there}{format}")
            one, other = parsed(by_code.content), parsed(by_name.content)
            assert one.feed.get("id") == other.feed.get("id") and one.feed.title == other.feed.title
            assert one.entries == other.entries
            again = client.get(f"{here}{format}", headers={"if-none-match": by_code["ETag"]})
            assert again.status_code == 304


@pytest.mark.parametrize("format", FORMATS)
def test_small_letters_lead_to_the_codes_own_spelling(client, format):
    for kind in KINDS:
        answer = client.get(kind.format("z", format))
        assert (answer.status_code, answer["Location"]) == (301, kind.format("Z", format))
    for small, own in (("/floden/z1203/", "/floden/Z1203/"), ("/en/feeds/w/", "/en/feeds/W/")):
        assert client.get(small)["Location"] == own


def test_an_unknown_code_says_so_in_words_and_names_the_nearest(client):
    for address in ("/floden/W0105.atom", "/floden/handelser/W0105.rss", "/floden/W0105/"):
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 404 and answer["Content-Type"].startswith("text/html")
        assert "Inget produktområde har EMDN-koden W0105" in text and 'href="/floden/omrade/omrade-w/"' in text
    english = client.get("/en/feeds/E.atom").content.decode()
    assert "No product area has EMDN code E" in english and 'href="/en/feeds/"' in english


def test_the_page_of_a_code_lists_what_it_has_today(client):
    text = client.get("/floden/Z12/").content.decode()
    assert "EMDN Z12: Område Z12, Område Z1203" in text
    assert 'href="/floden/omrade/omrade-z1203/"' in text and "omrade-z1104" not in text
    assert "/floden/handelser/Z12.atom" in text and "/floden/Z12.rss" in text


def test_what_is_no_code_is_left_to_the_names_of_types(client):
    for address in ("/floden/ZZ.atom", "/floden/Z-12.atom", "/floden/1.atom", "/floden/Z1234567890123.atom"):
        assert client.get(address).status_code == 404
