"""The description of the API: valid, complete, and true of what is answered."""

import json
import os
import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate

from recommendations.models import Case, Recommendation, RecommendationProduct
from tests.factories import ProductAreaFactory, make
from tests.portal.open_data import got

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_from_one")]

DESCRIPTION = "/data/v1/openapi.json"
# A longer run: PORTAL_CALLS=500.
CALLS = int(os.environ.get("PORTAL_CALLS", "15"))
# To a request as the description has it. 410: it was withdrawn, or the cursor is later than the log.
ANSWERS = [200, 404, 410]


@pytest.fixture
def content():
    area = ProductAreaFactory(slug="glukos", name="Glukos")
    page = make(Recommendation, publish=False, verdict="can", areas=[area])
    page.products.add(RecommendationProduct(name="Prosigna", verdict="wait"))
    page.save_revision().publish()
    make(Case, product="Pump")
    gone = make(Recommendation, title="Borta")
    gone.unpublish()


def test_the_description_is_valid_openapi(client, content):
    description = got(client, DESCRIPTION)
    assert description["openapi"].startswith("3.1")
    validate(description)
    assert description["info"]["license"]["name"] == "CC0 1.0"
    named = {parameter["name"] for parameter in description["paths"]["/data/v1/publications"]["get"]["parameters"]}
    assert {"type", "area", "year", "lang", "limit", "cursor", "assessor"} - {"assessor"} <= named


def test_every_address_of_the_api_is_described(client, content):
    described = set(got(client, DESCRIPTION)["paths"])
    ends = ("publications", "publications.json", "publications.ndjson", "publications.csv", "changes")
    assert described == {f"/data/v1/{end}" for end in ends} | {"/data/v1/publications/{number}"}


@pytest.fixture
def one_connection():
    """The server would close the connection after an answer, and with it the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.one_database
def test_schemathesis_finds_nothing(content, one_connection):
    app = get_wsgi_application()
    config = schemathesis.Config.from_dict({"checks": {"positive_data_acceptance": {"expected-statuses": ANSWERS}}})
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, app, config=config)
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

            @settings(max_examples=CALLS, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
            @given(case=operation.as_strategy(generation_mode=mode))
            def call(case):
                case.call_and_validate(headers={"Accept-Encoding": "identity"})

            call()
            tried.append(operation.path)
    assert len(set(tried)) == 6


def test_the_page_for_people_asks_no_other_host_and_is_in_their_language(client, content):
    for language, word in (("sv", "Öppna data"), ("en", "Open data")):
        html = client.get("/data/v1/", headers={"Accept-Language": language}).content.decode()
        assert f"<h1>{word}</h1>" in html
        loaded = re.findall(r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["']([^"']+)""", html)
        assert loaded and not [address for address in loaded if "//" in address.removeprefix("http://testserver")]
        assert "/data/v1/changes" in html and "Take it from" not in json.dumps(loaded)
