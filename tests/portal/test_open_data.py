"""Open data: what a program is told of publications, in parts, as a whole and one by one."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.models import SiteSettings
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation, RecommendationProduct
from tests.factories import OrganisationFactory, ProductAreaFactory, make, make_site, publish_many
from tests.portal.open_data import ROOT, all_now, got

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_from_one")]


def group(**fields):
    """A recommendation of two products with different verdicts."""
    area = ProductAreaFactory(slug="glukos", name="Glukosmätning", name_en="Glucose", emdn_code="Z12")
    page = make(Recommendation, publish=False, verdict="can", areas=[area], **fields)
    page.decider, page.conditions = OrganisationFactory(), "För vuxna."
    page.products.add(RecommendationProduct(name="Prosigna", company="Bolaget", verdict="wait"))
    page.save_revision().publish()
    return page


def only_item(client):
    (item,) = got(client, ROOT)["publications"]
    return item


def test_a_publication_is_said_in_codes_and_in_the_words_of_both_languages(client):
    page = group(severity_scale=3)
    item = only_item(client)
    assert item["id"] == f"tag:testserver,2026:publikation/{item['number']}"
    assert item["url"] == f"http://testserver/id/{item['number']}"
    assert item["type"] == {"code": "recommendation", "sv": "Rekommendation", "en": "Recommendation"}
    (said,) = item["languages"]
    assert said["verdict"] == {"code": "can", "sv": "Kan användas", "en": "Can be used"}
    assert said["products"][0]["verdict"] == {"code": "wait", "sv": "Avvakta", "en": "Wait"}
    assert said["product_areas"] == [{"code": "glukos", "sv": "Glukosmätning", "en": "Glucose", "emdn": "Z12"}]
    assert said["factors"]["severity"] == {"code": 3, "sv": "Hög", "en": "High"}
    assert said["decider"]["code"] == "mtp-radet" and said["conditions"] == "För vuxna."
    assert said["address"] == f"http://testserver{page.url}" and said["review_by"] is None


def test_every_type_says_its_own_values_with_words(client):
    make(AssessmentSummary, assessor=OrganisationFactory(code="tlv", name="TLV"), kind="mini_hta")
    make(ProcurementNotice, cpv_codes="33100000", ted_number="123-2026", procedure="open")
    make(Case, manufacturer="Bolaget", product="Pump")
    make(NewsItem)
    assessment, notice, case, news = (item["languages"][0] for item in got(client, ROOT)["publications"])
    assert assessment["assessor"]["sv"] == "TLV" and assessment["kind"]["sv"] == "Mini-HTA"
    assert notice["cpv"] == "33100000" and notice["ted_number"] == "123-2026" and notice["procedure"]["code"] == "open"
    assert case["manufacturer"] == "Bolaget"
    assert news["verdict"] is None


def test_a_publication_in_two_languages_stands_once_and_its_versions_link_each_other(client):
    first = make(Recommendation)
    english = make(Recommendation, language="en", publish=False)
    type(english).objects.filter(pk=english.pk).update(translation_key=first.translation_key)
    english.refresh_from_db()
    english.save_revision().publish()
    second = make(Recommendation, publish=False, replaces=first, version_number=2, change_note="Nytt.")
    second.assessments.add(make(AssessmentSummary))
    second.save_revision().publish()
    old, assessment, new = got(client, ROOT)["publications"]
    assert [each["language"] for each in old["languages"]] == ["sv", "en"]
    assert [each["number"] for each in old["replaced_by"]] == [new["number"]]
    assert [each["number"] for each in new["replaces"]] == [old["number"]]
    assert new["links"]["assessments"] == [{name: assessment[name] for name in ("number", "id", "url")}]


def test_a_link_names_only_what_anyone_may_read(client):
    secret = make(Case, is_secret=True, anonymous_title="Ett ärende", product="Pump X")
    page = make(Recommendation, publish=False, case_page=secret)
    page.assessments.add(make(AssessmentSummary, publish=False))
    page.save_revision().publish()
    item = next(item for item in got(client, ROOT)["publications"] if item["type"]["code"] == "recommendation")
    assert not any(item["links"].values())


def test_the_list_goes_on_until_its_end_and_holds_each_publication_once(client):
    for _ in range(5):
        make(NewsItem)
    found, address = [], f"{ROOT}?limit=2"
    while address:
        part = got(client, address)
        found += [item["number"] for item in part["publications"]]
        assert len(part["publications"]) <= 2
        address = part["next"]
    assert found == sorted(all_now(client)) and len(found) == 5


def test_the_filters_are_those_of_the_search_page(client):
    group(dated_on=date(2022, 2, 17))
    make(NewsItem, dated_on=date(2020, 1, 1))
    assert len(got(client, f"{ROOT}?type=recommendation&type=news")["publications"]) == 2
    for query in ("type=recommendation", "area=glukos&verdict=can", "year=2022", "type=recommendation&lang=sv"):
        for ending in ("", ".json"):
            (item,) = got(client, f"{ROOT}{ending}?{query}")["publications"]
            assert item["type"]["code"] == "recommendation", query
    assert got(client, f"{ROOT}?lang=en")["publications"] == []


@pytest.mark.parametrize(
    "address",
    (
        f"{ROOT}?unknown=1",
        f"{ROOT}?type=nothing",
        f"{ROOT}?year=later",
        f"{ROOT}?limit=0",
        f"{ROOT}?limit=many",
        f"{ROOT}?cursor=abc",
        f"{ROOT}?limit=1&limit=2",
        f"{ROOT}.csv?limit=2",
        f"{ROOT}/1?format=json",
        "/data/v1/changes?since=abc",
    ),
)
def test_what_is_asked_wrongly_is_told_in_a_problem_document(client, address):
    response = client.get(address)
    assert response.status_code == 400 and response["Content-Type"] == "application/problem+json"
    told = json.loads(response.content)
    assert told["status"] == 400 and told["title"] == "Bad Request" and told["detail"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_unknown_addresses_and_methods_are_problem_documents_too(client):
    make_site()
    for address in ("/data/", "/data/v2/publications", "/data/v1/nothing", f"{ROOT}/77", f"{ROOT}/x", "/id/x"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json"), address
    response = client.post(ROOT, {"a": 1})
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response["Allow"]
    assert client.options(ROOT).status_code == 204
    assert client.head(ROOT).status_code == 200


def test_a_fault_of_the_portal_is_a_problem_document(client, monkeypatch):
    make_site()
    monkeypatch.setattr("portal.open_data.api.part_of", lambda *_: 1 / 0)
    response = client.get(ROOT)
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "no-store" in response["Cache-Control"]


def test_what_was_withdrawn_says_when_why_and_what_to_read_instead(client):
    page = make(Recommendation)
    number = only_item(client)["number"]
    make(Recommendation, replaces=page, version_number=2, change_note="Nytt.")
    page.refresh_from_db()
    page.unpublish()
    response = client.get(f"{ROOT}/{number}")
    told = json.loads(response.content)
    assert response.status_code == 410 and told["withdrawn_on"] and told["successor"]["number"] == number + 1


def test_what_was_deleted_says_that_it_is_gone(client):
    page = make(NewsItem)
    page.delete()
    assert client.get(f"{ROOT}/1").status_code == 410
    closed = make(NewsItem)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert client.get(f"{ROOT}/2").status_code == 404


def test_an_answer_is_the_same_until_anything_changes(client):
    page = make(NewsItem)
    for address in (ROOT, f"{ROOT}.json", f"{ROOT}.csv", f"{ROOT}.ndjson", f"{ROOT}/1", "/data/v1/changes"):
        response = client.get(address)
        assert response["Cache-Control"] == "public, max-age=60" or "max-age=60" in response["Cache-Control"]
        assert 'rel="license"' in response["Link"] and response["Access-Control-Allow-Origin"] == "*"
        known = {"If-None-Match": response["ETag"]}
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, headers=known).status_code == 304, address
        assert len(queries) <= 3, address
        assert client.get(address, headers={"If-None-Match": f"W/{response['ETag']}"}).status_code == 304
        page.title += "!"
        page.save_revision().publish()
        assert client.get(address, headers=known).status_code == 200, address


def test_the_licence_is_that_of_the_settings(client):
    make_site()
    settings = SiteSettings.objects.get()
    settings.data_licence, settings.data_licence_url = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
    settings.save()
    for address in (ROOT, "/data/v1/changes"):
        found = got(client, address)
        assert found["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert "licenses/by/4.0" in client.get(f"{ROOT}.csv")["Link"]


def test_a_spreadsheet_opens_the_table_in_the_readers_language(client):
    group(title="=SUMMA(A1)")
    for language, verdict, product in (("sv", "Kan användas", "Avvakta"), ("en", "Can be used", "Wait")):
        content = client.get(f"{ROOT}.csv", headers={"Accept-Language": language}).content
        assert content.startswith(b"\xef\xbb\xbf")
        heading, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        assert len(heading) == len(row) and verdict in row and f"Prosigna, Bolaget, {product}" in row
        assert "'=SUMMA(A1)" in row and len(set(heading)) == len(heading)


def test_each_line_of_the_long_file_is_a_publication(client):
    make(NewsItem), make(NewsItem)
    response = client.get(f"{ROOT}.ndjson")
    lines = [json.loads(line) for line in response.content.decode().splitlines()]
    assert lines == list(all_now(client).values())
    assert "/data/v1/changes?since=" in response["Link"]


def test_the_number_of_queries_does_not_grow_with_the_publications(client):
    page = group()
    page.documents.all()
    client.get(ROOT)
    addresses = (f"{ROOT}?limit=1000", f"{ROOT}.json", f"{ROOT}.csv", "/data/v1/changes?limit=1000", f"{ROOT}/1")

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = [cost(address) for address in addresses]
    publish_many(page, 200)
    assert [cost(address) for address in addresses] == few
    assert max(few) <= 20, few
    assert len(all_now(client)) == 201
