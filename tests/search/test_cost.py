"""What a search page costs: a fixed number of queries, however many pages there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsItem
from recommendations.models import Case, Recommendation
from search.engines import engine
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, RegionFactory, make, make_many

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
ADDRESSES = [
    "/sok/",
    "/sok/?q=pump&sort=newest",
    "/sok/?q=pump&type=news&type=case&region=skane&level=national&sort=newest",
    "/en/search/",
]


def queries(client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.slow
def test_the_number_of_queries_is_small_and_does_not_grow(client, site):
    area = ProductAreaFactory(slug="heart")
    RegionFactory()
    for number in range(20):
        make((Recommendation, Case, NewsItem)[number % 3], title=f"Pump {number}", areas=[area])
    rebuild()
    few = {address: len(queries(client, address)) for address in ADDRESSES}
    oldest = make(Recommendation, title="Pump", dated_on=None)
    make_many(oldest, 4979)
    rebuild()
    assert engine().status().documents == 5000
    many = {address: queries(client, address) for address in ADDRESSES}
    assert {address: len(asked) for address, asked in many.items()} == few
    assert max(few.values()) <= MOST_QUERIES, many
