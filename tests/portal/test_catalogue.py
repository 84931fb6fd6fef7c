"""The catalogue of open data: what Sweden's data portal asks of it, in both formats, and nothing that is not public."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef
from wagtail.models import PageViewRestriction, Site

from portal.models import PublicationEvent, SiteSettings
from recommendations.models import Recommendation
from tests.factories import make, make_site

pytestmark = pytest.mark.django_db

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FORMATS = {"rdf": "application/rdf+xml", "ttl": "text/turtle"}
# Class → its mandatory properties (DCAT-AP-SE 3.0.1). Of licence and rights a distribution needs one: ours the licence.
MANDATORY = {
    DCAT.Catalog: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCAT.dataset],
    DCAT.Dataset: [DCTERMS.title, DCTERMS.description, DCTERMS.publisher],
    DCAT.Distribution: [DCAT.accessURL, DCTERMS["format"], DCTERMS.license],
    DCAT.DataService: [DCTERMS.title, DCAT.endpointURL, DCTERMS["format"]],
    FOAF.Agent: [FOAF.name, DCTERMS.type],
    VCARD.Organization: [VCARD.fn, VCARD.hasEmail],
}
# Properties that may stand once.
ONCE = [
    *(DCTERMS.publisher, DCTERMS.license, DCTERMS.modified, DCTERMS.issued, DCTERMS.accessRights, DCTERMS.type),
    *(DCTERMS["format"], DCTERMS.accrualPeriodicity, DCAT.accessURL, DCAT.accessService, FOAF.homepage),
]
OUTSIDE = "https://nowhere.example/"


@pytest.fixture(autouse=True)
def site() -> SiteSettings:
    make_site()
    found = SiteSettings.for_site(Site.objects.get())
    found.contact_email = "beredning@exempel.se"
    found.save()
    return found


def graph(client: Client, ending: str = "rdf") -> Graph:
    answer = client.get(f"/data/catalog.{ending}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"{FORMATS[ending]}; charset=utf-8"
    # What is relative would become an address of this host.
    return Graph().parse(data=answer.content, format=FORMATS[ending], publicID=OUTSIDE)


def modified(client: Client) -> str:
    return str(next(graph(client).objects(None, DCTERMS.modified)))


@pytest.mark.parametrize("ending", FORMATS)
def test_whatever_is_mandatory_is_there(client, ending):
    make(Recommendation)
    found = graph(client, ending)
    for kind, names in MANDATORY.items():
        things = list(found.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            assert [name for name in names if (thing, name, None) not in found] == [], thing
    for name in ONCE:
        subjects = list(found.subjects(name))
        assert len(subjects) == len(set(subjects)), name


@pytest.mark.parametrize("ending", FORMATS)
def test_everything_has_a_whole_iri_of_its_own(client, ending):
    for terms in graph(client, ending):
        for term in terms:
            assert isinstance(term, URIRef | Literal)
            if isinstance(term, URIRef):
                assert urlsplit(term).scheme in ("http", "https", "mailto"), term
                assert not term.startswith(OUTSIDE)


def test_both_formats_say_the_same(client):
    make(Recommendation)
    assert set(graph(client, "rdf")) == set(graph(client, "ttl"))


def test_titles_descriptions_and_keywords_are_in_swedish_and_english(client):
    found = graph(client)
    for name in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
        for subject in set(found.subjects(name)):
            texts = {language: set[str]() for language in ("sv", "en")}
            for value in found.objects(subject, name):
                texts[value.language].add(str(value))
            assert len(texts["sv"]) == len(texts["en"]) > 0, subject
            assert not texts["sv"] & texts["en"] - {"region"}, subject


def test_every_address_of_the_portal_answers_with_what_it_is_said_to_be(client):
    make(Recommendation)
    found = graph(client)
    seen = 0
    for name in (DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL, DCAT.endpointDescription, FOAF.homepage):
        for subject, address in found.subject_objects(name):
            assert address.startswith(f"{settings.BASE_URL}/")
            answer = client.get(address.removeprefix(settings.BASE_URL))
            assert answer.status_code == 200, address
            if (subject, RDF.type, DCAT.Distribution) in found:
                seen += 1
                assert answer["Content-Type"].split(";")[0] == str(found.value(subject, DCTERMS["format"])), address
    assert seen > 10


def test_an_english_feed_is_said_to_be_english_and_is(client):
    found = graph(client)
    english = URIRef("http://publications.europa.eu/resource/authority/language/ENG")
    feeds = list(found.subjects(DCTERMS["format"], Literal("application/atom+xml")))
    for feed in feeds:
        is_english = list(found.objects(feed, DCTERMS.language)) == [english]
        assert is_english == ("/en/" in str(found.value(feed, DCAT.accessURL)))
    assert len(feeds) == 4


def test_a_contact_without_an_address_is_left_out_whole(client, site):
    site.contact_email = ""
    site.save()
    found = graph(client)
    assert not list(found.subjects(RDF.type, VCARD.Organization))
    assert not list(found.objects(None, DCAT.contactPoint))
    assert not list(found.objects(None, FOAF.mbox))


def test_whatever_stands_in_the_settings_the_catalogue_can_be_read(client, site):
    site.contact_email = '"a{b}^c"@exempel.se'
    site.organisation = 'Region <Å> & "Ö"\x0b'
    site.data_licence_url = 'https://exempel.se/licens{1}?a="b"|c'
    site.save()
    for ending in FORMATS:
        found = graph(client, ending)
        assert URIRef("mailto:%22a%7Bb%7D%5Ec%22@exempel.se") in set(found.objects())
        assert URIRef("https://exempel.se/licens%7B1%7D?a=%22b%22%7Cc") in set(found.objects(None, DCTERMS.license))
        assert 'Region <Å> & "Ö"' in set(map(str, found.objects(None, FOAF.name)))


@pytest.mark.parametrize(
    "set_to, said",
    [
        # As the profile's list of licences has it.
        ("https://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by/4.0/"),
        ("https://licens.exempel.se/1", "https://licens.exempel.se/1"),
    ],
)
def test_the_licence_is_that_of_the_settings(client, site, set_to, said):
    graph(client)
    site.data_licence_url = set_to
    site.save()
    assert set(graph(client).objects(None, DCTERMS.license)) == {URIRef(said)}


def test_it_was_modified_when_the_newest_event_happened(client):
    assert not list(graph(client).objects(None, DCTERMS.modified))
    page = make(Recommendation)
    first = PublicationEvent.objects.latest("pk")
    assert modified(client) == first.created_at.isoformat(timespec="seconds")
    page.unpublish()
    gone = PublicationEvent.objects.latest("pk")
    PublicationEvent.objects.filter(pk=gone.pk).update(created_at=gone.created_at.replace(year=2040))
    SiteSettings.objects.get().save()
    assert modified(client).startswith("2040-")


def test_what_happens_to_a_closed_page_is_no_news(client):
    make(Recommendation)
    closed = make(Recommendation)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    before = modified(client)
    closed.change_note = "Ändrat i det fördolda"
    closed.save_revision().publish()
    hidden = PublicationEvent.objects.latest("pk")
    assert hidden.page_id == closed.pk
    PublicationEvent.objects.filter(pk=hidden.pk).update(created_at=hidden.created_at.replace(year=2040))
    SiteSettings.objects.get().save()
    assert modified(client) == before


def test_the_same_catalogue_is_the_same_bytes(client):
    """Parts stand in the order in which they are described, not in one that differs from process to process."""
    text = client.get("/data/catalog.rdf").content.decode()
    names = [line.split('"')[1].partition("#")[2] for line in text.splitlines() if "rdf:about" in line]
    assert names == [
        *("publisher", "contact"),
        *(f"publications-{way}" for way in ("json", "ndjson", "csv", "api", "atom-sv", "atom-en")),
        *("publications", "changes-api", "changes-atom-sv", "changes-atom-en", "changes", "api", ""),
    ]


@pytest.mark.parametrize(
    "accept, media_type",
    [
        ("text/turtle", "text/turtle"),
        ("application/rdf+xml;q=0.5, text/turtle", "text/turtle"),
        ("application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
        ("*/*", "application/rdf+xml"),
        ("text/html", "application/rdf+xml"),
        ("nonsense", "application/rdf+xml"),
    ],
)
def test_its_plain_address_gives_what_is_accepted(client, accept, media_type):
    answer = client.get("/data/catalog", headers={"accept": accept})
    assert answer["Content-Type"].split(";")[0] == media_type
    assert "Accept" in answer["Vary"].split(", ")
    assert Graph().parse(data=answer.content, format=media_type)


@pytest.mark.parametrize("ending", FORMATS)
def test_who_has_it_already_gets_a_304_until_something_changes(client, ending):
    first = client.get(f"/data/catalog.{ending}")
    known = {"if-none-match": first["ETag"]}
    assert client.get(f"/data/catalog.{ending}", headers=known).status_code == 304
    make(Recommendation)
    assert client.get(f"/data/catalog.{ending}", headers=known).status_code == 200


def test_what_is_no_catalogue_is_a_problem_document(client):
    for path, status in (("/data/catalog.json", 404), ("/data/catalog.rdf?x=1", 400)):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert client.post("/data/catalog.rdf").status_code == 405


def test_it_takes_few_queries_and_fewer_when_nothing_has_changed(client):
    make(Recommendation)
    with CaptureQueriesContext(connection) as cold:
        graph(client)
    with CaptureQueriesContext(connection) as warm:
        graph(client)
    assert (len(cold), len(warm)) <= (6, 3)
    assert len(warm) <= 3
