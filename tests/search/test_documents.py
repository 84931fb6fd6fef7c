"""What the index knows of the publications, read for all of them at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from search.index.documents import IndexDocument, documents
from tests.factories import OrganisationFactory, make

pytestmark = pytest.mark.django_db


def publish_one_of_each() -> None:
    recommendation = make(Recommendation, publish=False)
    recommendation.products.create(name="Glukospenna", company="Exempelbolaget", verdict="can")
    assessment = make(AssessmentSummary, publish=False, assessor=OrganisationFactory())
    assessment.results.create(outcome="Sår", finding="Läker fortare")
    for page in (recommendation, assessment):
        page.save_revision().publish()
    make(ProcurementNotice, buyer=OrganisationFactory())
    make(Case)


def all_with_queries() -> tuple[list[IndexDocument], int]:
    with CaptureQueriesContext(connection) as asked:
        found = list(documents())
    return found, len(asked)


def test_the_queries_do_not_grow_with_the_publications(site):
    publish_one_of_each()
    _, few = all_with_queries()
    publish_one_of_each()
    found, many = all_with_queries()
    assert len(found) == 8 and many == few
    assert [doc.names for doc in found if doc.names] == [("Glukospenna", "Exempelbolaget")] * 2
    assert sum("Läker fortare" in doc.text for doc in found) == 2
