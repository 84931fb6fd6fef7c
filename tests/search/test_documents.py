"""What the index knows of the publications, read for all of them at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Concept
from portal.selections.selection import Selection
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from search.engines import Request
from search.index.documents import IndexDocument, documents
from search.index.indexer import rebuild
from search.results.answers import answer
from tests.factories import OrganisationFactory, make
from tests.recommendations.test_replacing import in_english

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


def test_a_translation_is_about_what_the_keywords_of_its_original_say(site):
    Concept.objects.create(code="cgm", sv="kontinuerlig glukosmätning", en="continuous glucose monitoring")
    page = make(Recommendation, title="Freestyle", publish=False)
    page.keywords.add("kontinuerlig glukosmätning")
    page.save_revision().publish()
    english = in_english(page)
    english.keywords.clear()
    english.save_revision().publish()
    found = next(doc for doc in documents([english.pk]))
    assert found.language == "en" and "kontinuerlig glukosmätning" in found.subjects
    rebuild()
    asked = Request(Selection(q="continuous glucose monitoring", language="en"), limit=9)
    assert answer(asked).results.ids == [english.pk]
