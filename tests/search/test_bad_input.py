"""Whatever stands in the address, the answer is a page or a clear 404."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from portal.outbox.delivery import drain
from recommendations.models import Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db

NASTY = [
    "\x00",
    "a\x00b",
    '"',
    "“obalanserat",
    "(((",
    "AND OR NOT",
    "title:libre",
    "libre~2^9",
    "*",
    "/.*/",
    "[a TO z]",
    "-",
    "--libre",
    "\\",
    "%",
    "%s",
    "{{ q }}",
    "x" * 10_000,
    "å " * 5_000,
    "𝔏𝔦𝔟𝔯𝔢",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "2022-13",
    "2022-02-",
    "-1",
    "٣",
    "²",
    "1e9",
    "999999",
    "9" * 30,
]
NAMES = ["q", "type", "area", "region", "status", "year", "level", "sort", "page", "format", "from", "x"]
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.sampled_from(["news", "2022", "skane", "libre"]))
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5)


@pytest.fixture
def page(site):
    made = make(Recommendation, title="FreeStyle Libre")
    drain()
    return made


def test_nasty_values_are_answered(client, page):
    for value in NASTY:
        for name in ("q", "year", "page"):
            assert client.get("/sok/", {name: value}).status_code in (200, 404), (name, value)


@effort(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES, st.sampled_from(["/sok/", "/en/search/"]), st.booleans())
@example([("q", '"libre'), ("year", "20"), ("page", "abc")], "/sok/", True)
def test_any_address_is_answered(page, pairs, address, in_place):
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
    headers = {"HX-Request": "true"} if in_place else {}
    response = Client().get(address, values, headers=headers)
    # A filter by its name leads to that filter.
    assert response.status_code in (200, 404) or response.url.startswith(f"{address}?")


def test_raw_bytes_in_the_address_are_answered(client, page):
    for query in ("q=%00", "q=%ff%fe", "q=%", "%%%=%", "q=a&q=b", "type[]=x", "q[$ne]=1", "page=%D9%A3"):
        assert client.get(f"/sok/?{query}").status_code in (200, 404)


def test_a_long_question_is_cut_and_says_so(client, page):
    shown = client.get("/sok/", {"q": "libr " * 2000}).content.decode()
    assert "200 tecken" in shown and page.url in shown
