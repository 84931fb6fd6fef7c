"""Product areas of the second level: found under the area that they are part of, and offered where they help."""

import csv
from io import StringIO

import pytest
from django.core.exceptions import ValidationError

from portal.models import ProductArea, Publication
from portal.outbox.delivery import drain
from portal.selections.facets import facet_codes, filing_of
from portal.selections.selection import Selection
from recommendations.models import Recommendation
from search.engines import Request
from search.results.answers import answer
from search.results.facets import FacetLabels, Value, groups
from search.results.suggestions import suggest
from tests.factories import ProductAreaFactory, make, make_site, republish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas() -> dict[str, ProductArea]:
    make_site()
    dressings = ProductAreaFactory.create(slug="forband", name="Förband", name_en="Dressings", emdn_code="M")
    dialysis = ProductAreaFactory.create(slug="dialys", name="Dialys", emdn_code="F")
    made = {"forband": dressings, "dialys": dialysis}
    for code, name, parent in (
        ("M03", "Bindor", dressings),
        ("M04", "Specialförband", dressings),
        ("M05", "Plåster", dressings),
        ("F01", "Dialysfilter", dialysis),
    ):
        made[code.lower()] = ProductAreaFactory.create(slug=code.lower(), name=name, emdn_code=code, parent=parent)
    return made


def shown(selection: Selection) -> list[Value]:
    """The values of the facet of product areas, as the reader sees them."""
    results = answer(Request(selection, limit=10, groups=facet_codes())).results
    made = groups(selection, results.facets, FacetLabels())
    return next((list(group.values) for group in made if group.code == "area"), [])


def titles(client, query: str) -> set[str]:
    found = client.get(f"/data/v1/publications?{query}").json()["publications"]
    return {item["languages"][0]["title"] for item in found}


def test_what_is_filed_under_a_part_is_found_followed_and_exported_under_the_whole(client, areas):
    page = make(Recommendation, title="Silver", areas=[areas["m04"]])
    make(Recommendation, title="Bomull", areas=[areas["forband"]])
    drain()
    assert filing_of(page)["area"] == ["m04", "forband"]
    assert titles(client, "area=forband") == {"Silver", "Bomull"}
    assert titles(client, "area=m04") == titles(client, "area=m04&area=dialys") == {"Silver"}
    assert titles(client, "area=m04&area=forband") == {"Silver", "Bomull"}
    for language in ("/sok/", "/en/search/"):
        for format in ("", "&format=atom", "&format=events-atom", "&format=csv", "&format=json", "&format=feed-json"):
            wide = client.get(f"{language}?area=forband{format}").content.decode()
            narrow = client.get(f"{language}?area=m04{format}").content.decode()
            assert ("Silver" in wide, "Bomull" in wide) == (True, True), format
            assert ("Silver" in narrow, "Bomull" in narrow) == (True, False), format
    for address in ("/floden/omrade/forband.atom", "/floden/omrade/m04.atom", "/floden/M.atom", "/floden/M04.rss"):
        assert "Silver" in client.get(address).content.decode(), address
    feed = client.get("/floden/omrade/m04.atom").content.decode()
    assert 'term="M04"' in feed and 'term="forband"' in feed
    table = client.get("/sok/?area=forband&format=csv").content.decode("utf-8-sig")
    rows = csv.DictReader(StringIO(table), delimiter=";")
    assert {row["Produktområden"] for row in rows} == {"Specialförband (M04)", "Förband (M)"}
    assert client.get("/data/v1/publications?area=zz").status_code == 400
    assert client.get("/sok/?area=ZZ").status_code == 200


def test_followers_of_the_whole_hear_what_a_part_withdraws_and_nothing_when_it_is_narrowed(client, areas):
    page = make(Recommendation, title="Silver", areas=[areas["forband"]])
    republish(page, areas=[areas["m04"]])
    drain()
    followed = {code: f"/floden/handelser/omrade/{code}.atom" for code in ("forband", "m04")}
    before = {code: client.get(path).content.decode().count("</entry>") for code, path in followed.items()}
    assert "Inte längre" not in client.get(followed["forband"]).content.decode()
    Recommendation.objects.get().unpublish()
    drain()
    for code, path in followed.items():
        assert client.get(path).content.decode().count("</entry>") == before[code] + 1, code


def test_the_second_step_opens_below_what_is_chosen_and_has_only_what_has_hits(client, areas):
    make(Recommendation, title="Silver", areas=[areas["m04"], areas["f01"]])
    make(Recommendation, title="Gips", areas=[areas["m03"]])
    drain()
    first = shown(Selection())
    assert [(value.code, value.count, value.is_open) for value in first] == [
        ("forband", 2, False),
        ("dialys", 1, False),
    ]
    for chosen in ("forband", "m04"):
        dressings, dialysis = shown(Selection(area=(chosen,)))
        assert dressings.is_open and not dialysis.is_open
        assert [(part.code, part.count) for part in sorted(dressings.parts, key=lambda part: part.code)] == [
            ("m03", 1),
            ("m04", 1),
        ]
    page = client.get("/sok/?area=m04").content.decode()
    assert 'id="parts-f-area-forband" open' in page and 'id="parts-f-area-dialys">' in page
    assert "2 underområden" in page and 'value="m05"' not in page
    assert "1 narrower area<" in client.get("/en/search/?area=m03").content.decode()


def test_the_second_step_opens_where_there_is_but_one_area(areas):
    make(Recommendation, areas=[areas["m04"]])
    drain()
    (dressings,) = shown(Selection())
    assert dressings.is_open and [part.code for part in dressings.parts] == ["m04"]


def test_a_chosen_part_without_hits_stands_below_its_area(areas):
    make(Recommendation, areas=[areas["f01"]])
    drain()
    dressings, dialysis = shown(Selection(area=("m05",)))
    assert (dressings.code, dressings.count, dialysis.code) == ("forband", 0, "dialys")
    assert [(part.code, part.count, part.chosen) for part in dressings.parts] == [("m05", 0, True)]


def test_who_names_an_area_finds_what_is_filed_under_its_parts_and_under_the_part_itself(client, areas):
    make(Recommendation, title="Silver", areas=[areas["m04"]])
    drain()
    for question in ("förband", "specialförband", "dressings"):
        assert "Silver" in client.get(f"/sok/?q={question}").content.decode(), question
    assert "m04" in [one.url.rpartition("=")[2] for one in suggest("special", "sv")]
    assert suggest("plåster", "sv") == []


def test_a_new_name_of_the_whole_reaches_what_is_filed_under_a_part(client, areas):
    page = make(Recommendation, title="Silver", areas=[areas["m04"]])
    drain()
    areas["forband"].name = "Sårvård"
    areas["forband"].save()
    drain()
    assert "Silver" in client.get("/sok/?q=sårvård").content.decode()
    areas["m04"].parent = areas["dialys"]
    areas["m04"].save()
    drain()
    for rule in (Selection(area=("dialys",)), Selection(area=("m04",))):
        assert Publication.objects.published().select(rule).get().pk == page.pk
    assert titles(client, "area=forband") == set()


def test_there_is_no_third_level(areas):
    for area, parent in (("m05", "m04"), ("forband", "dialys")):
        areas[area].parent = areas[parent]
        with pytest.raises(ValidationError):
            areas[area].full_clean()


def test_lists_of_feeds_have_the_first_level(client):
    for address in ("/floden/", "/floden/samverkansportalen.opml"):
        listed = client.get(address).content.decode()
        assert "Förband" in listed and "Specialförband" not in listed
