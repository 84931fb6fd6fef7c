"""The made-up corpus of the benchmark: the same in the database and in the index; and patience with the peer."""

from functools import partial

import pytest
from django.db import connection

from portal.models import Concept
from portal.selections.selection import Selection
from recommendations.models import Recommendation
from search.engines import Request, Results, engine
from search.index.documents import documents
from search.results.answers import Answer, answer
from tests.benchmarks import wagtail_search
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.search import answered
from tests.factories import ProductAreaFactory, RegionFactory, make

pytestmark = pytest.mark.django_db
SIZE = 60


@pytest.fixture
def corpus(site):
    ProductAreaFactory()
    RegionFactory()
    Concept.objects.create(code="pump", sv="insulinpump\npatchpump")
    make(Recommendation)
    return Corpus()


def test_every_page_of_the_corpus_stands_in_the_index_as_it_stands_in_the_database(corpus):
    engine().rebuild(wagtail_search.write(corpus, SIZE), documents)
    assert engine().status().documents == Recommendation.objects.published().count() == SIZE + 1
    assert engine().shown() == dict(Recommendation.objects.values_list("pk", "live_revision_id"))
    in_force = answer(Request(Selection(status=("in_force",)), limit=SIZE)).results.ids
    assert set(in_force) == set(Recommendation.objects.filter(status="in_force").values_list("pk", flat=True))
    assert Recommendation.find_problems() == ([], [], [], [], [])


def test_wagtails_own_search_finds_the_corpus(corpus):
    wagtail_search.write(corpus, SIZE)
    assert 0 < len(Recommendation.objects.live().search("insulinpump")) <= SIZE


def test_what_the_database_answers_is_not_taken_for_the_engine():
    found = [Answer(Results(1, [1]), reduced=number > 3) for number in range(6)]
    assert answered([partial(found.__getitem__, number) for number in range(6)])["reduced"] == 2
    assert answered([partial(found.__getitem__, 0)] * 3).keys() == {"p50", "p95"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the peer is Wagtail's search on SQLite")
def test_a_question_that_takes_too_long_is_given_up_and_the_next_one_is_answered(site, monkeypatch):
    monkeypatch.setattr(wagtail_search, "LONGEST", 0.05)

    def count_to(number: int) -> None:
        counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %s) SELECT max(i) FROM n"
        connection.cursor().execute(counting, [number]).fetchall()

    figures = wagtail_search.patiently([partial(count_to, 10**9), partial(count_to, 10)])
    assert (figures["asked"], figures["given_up"]) == (2, 1)
    assert figures["p95"] >= 50
    monkeypatch.setattr(wagtail_search, "PATIENCE", 0)
    assert wagtail_search.patiently([partial(count_to, 10)] * 3)["asked"] == 1
