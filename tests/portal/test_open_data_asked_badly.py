"""Whatever anyone asks of open data, the answer is data or a problem document, never a fault of the portal."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.models import NewsItem
from portal.open_data.cursors import LIST_PATTERN, LOG_PATTERN
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_from_one")]

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
HEADER = st.one_of(
    st.text(st.sampled_from('abc/*;,=q.01 "+-'), max_size=40),
    st.sampled_from(["*/*", "text/html;q=nan", "application/json;q=", ",,;", "a/b;q=1e999", "text/*;q=0, */*;q=0"]),
)
NUMBERS = st.one_of(st.integers(-5, 10**30), WORDS)
CURSORS = st.one_of(WORDS, st.from_regex(LIST_PATTERN), st.from_regex(LOG_PATTERN))
NAMES = st.sampled_from(["type", "area", "year", "lang", "limit", "cursor", "since", "q", "format", "region", "status"])
QUERY = st.lists(st.tuples(NAMES, st.one_of(WORDS, CURSORS, NUMBERS.map(str), st.just("recommendation"))), max_size=4)
ENDS = ("publications", "publications.json", "publications.csv", "publications.ndjson", "changes", "openapi.json", "")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(end=st.sampled_from(ENDS), query=QUERY, number=NUMBERS, accept=HEADER, language=HEADER, known=HEADER)
def test_no_question_is_a_fault(end, query, number, accept, language, known):
    if not NewsItem.objects.exists():
        make(NewsItem)
    client = Client(raise_request_exception=False)
    headers = {"Accept": accept, "Accept-Language": language, "If-None-Match": known, "If-Match": known}
    part = str(number).replace("/", "").replace("?", "").replace("#", "")
    addresses = (
        f"/data/v1/{end}",
        f"/data/v1/publications/{part}",
        f"/id/{part}",
        f"/id/1/{part}/{part}.json",
        "/id/1",
    )
    for address in addresses:
        response = client.get(address, query_params=query_dict(query), headers=headers)
        assert response.status_code < 500, (address, query, response.content)
        if response.status_code >= 400 and response["Content-Type"].startswith("application/problem"):
            assert json.loads(response.content)["status"] == response.status_code


def query_dict(query: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in query:
        found.setdefault(name, []).append(value)
    return found
