"""A query whose SQL is kept answers as the queryset that it is made of."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Delivery, Publication
from portal.publications.prepared_query import MOST, PreparedQuery
from portal.publications.rows import rows_of
from recommendations.models import Case, Recommendation
from tests.factories import make, make_many

pytestmark = pytest.mark.django_db
COLUMNS = ("pk", "title", "dated_on", "translation_key", "last_published_at", "live", "locale__language_code")


@pytest.mark.parametrize("number", [0, 1, 2, 3, 20, MOST, MOST + 1])
def test_it_gives_the_rows_of_its_queryset_for_any_number_of_ids(number):
    make_many(make(Recommendation, dated_on=date(2026, 3, 4)), MOST + 2)
    published = Publication.objects.published().order_by("pk").values_list(*COLUMNS)
    ids = list(Publication.objects.order_by("-pk").values_list("pk", flat=True)[:number])
    prepared = PreparedQuery(lambda wanted: published.filter(pk__in=wanted))
    assert prepared.rows(ids) == prepared.rows(ids) == list(published.filter(pk__in=ids))


def test_a_column_of_another_width_is_asked_of_the_same_ids():
    pages = [make(Recommendation), make(Recommendation)]
    waiting = Delivery.objects.order_by("pk").values_list("event__page_id")
    prepared = PreparedQuery(lambda ids: waiting.filter(event__page_id__in=ids))
    for ids in ([pages[0].pk], [page.pk for page in pages]):
        assert prepared.rows(ids) == list(waiting.filter(event__page_id__in=ids)) != []


def test_a_query_that_hides_the_ids_is_refused():
    prepared = PreparedQuery(lambda ids: Recommendation.objects.filter(title__in=map(str, ids)).values_list("pk"))
    with pytest.raises(ValueError, match="not the ids"):
        prepared.rows([1])


def test_its_sql_is_made_once_for_numbers_of_ids_that_are_alike():
    make_many(make(Recommendation), 9)
    asked = []

    def of(ids):
        asked.append(len(ids))
        return Publication.objects.filter(pk__in=ids).values_list("pk")

    prepared, ids = PreparedQuery(of), list(Publication.objects.values_list("pk", flat=True))
    assert [len(prepared.rows(ids[:number])) for number in (5, 6, 7, 8, 3, 4)] == [5, 6, 7, 8, 3, 4]
    assert asked == [8, 4]


def test_a_query_that_asks_of_no_ids_is_answered_as_things_are_now():
    titles = PreparedQuery(lambda _: Recommendation.objects.order_by("title").values_list("title"))
    make(Recommendation, title="A")
    assert titles.rows() == [("A",)]
    make(Recommendation, title="B")
    assert titles.rows() == [("A",), ("B",)]


def test_the_row_of_a_secret_case_is_kept_until_the_case_changes():
    case = make(Case, product="NovoSenss", is_secret=True, anonymous_title="En metod", ingress="Om mätning.")

    def row():
        return [(each.title, each.ingress) for each in rows_of([case.pk], by_index=False)]

    assert row() == [("En metod", "Om mätning.")]
    with CaptureQueriesContext(connection) as queries:
        assert row() == [("En metod", "Om mätning.")]
    assert not [query for query in queries if "manufacturer" in query["sql"]]
    case.product = "Mätning"
    case.save()
    assert row() == [("En metod", "")]
