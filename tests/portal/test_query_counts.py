"""A page takes a fixed number of queries, however much has been published."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from tests.factories import OrganisationFactory, ProductAreaFactory, make, make_many

pytestmark = pytest.mark.django_db


def cost(client: Client, path: str) -> int:
    """The queries of a warm page that is rendered anew: pages with a parameter are not kept."""
    anew = f"{path}{'&' if '?' in path else '?'}anew"
    client.get(anew)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(anew).status_code == 200
    return len(queries)


@pytest.fixture
def recommendation():
    """A recommendation with everything that its page can link to."""
    area = ProductAreaFactory(slug="diabetes")
    linked = {
        "assessments": [make(AssessmentSummary, assessor=OrganisationFactory(code="tlv"))],
        "notices": [make(ProcurementNotice, areas=[area])],
    }
    first = make(Recommendation, version_number=1)
    page = make(
        Recommendation,
        areas=[area],
        publish=False,
        version_number=2,
        replaces=first,
        decider=OrganisationFactory(),
        case_page=make(Case),
        review_by=date(2030, 1, 1),
        summary_en="A summary.",
    )
    for name, pages in linked.items():
        getattr(page, name).set(pages)
    page.products.create(name="Sensor", verdict="can")
    page.save_revision().publish()
    return page


def test_a_recommendation_costs_ten_queries(client, recommendation):
    assert cost(client, recommendation.url) <= 10


def test_start_and_listing_cost_at_most_twelve(client, recommendation):
    assert cost(client, "/") <= 12
    assert cost(client, recommendation.get_parent().url) <= 12
    for model in (AssessmentSummary, ProcurementNotice, Case):
        assert cost(client, make(model).get_parent().url) <= 12


def test_an_english_list_of_cases_costs_the_same_for_many(client):
    for number in range(2):
        few, page = make(Case, language="en"), make(Case, language="en", is_secret=True, anonymous_title=f"A {number}")
        costs = cost(client, few.url), cost(client, page.url)
        assert costs[0] <= 10 and costs[1] <= 10
    listed = cost(client, page.get_parent().url)
    for _number in range(3):
        make(Case, language="en")
    assert cost(client, page.get_parent().url) == listed


def test_a_list_of_secret_cases_costs_the_same_for_many(client):
    page = make(Case, is_secret=True, anonymous_title="Ett ärende")
    addresses = (page.get_parent().url, "/sok/?type=case&format=json")
    costs = [cost(client, address) for address in addresses]
    for number in range(3):
        make(Case, is_secret=True, anonymous_title=f"Ärende {number}", body=page.body)
    assert [cost(client, address) for address in addresses] == costs


@pytest.mark.slow
def test_the_cost_is_the_same_at_twenty_and_at_five_thousand_pages(client, recommendation):
    paths = ["/", recommendation.url, recommendation.get_parent().url, "/sok/?type=recommendation"]
    plain = make(Recommendation)
    make_many(plain, 20)
    few = [cost(client, path) for path in paths]
    make_many(plain, 5000)
    assert Recommendation.objects.published().count() > 5000
    assert [cost(client, path) for path in paths] == few
