"""A made-up word in each field of a secret case: outsiders find none that is not on the allow-list, whatever they
ask.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from wagtail.documents.models import Document

from news.models import Newsletter
from portal.models import PermanentNumber, PublicationEvent
from portal.outbox.delivery import drain
from recommendations.models import Case, Recommendation
from recommendations.secrecy import BLOCKS, TEXTS, named_secrets
from search.index.attachments import read_waiting
from search.index.documents import documents
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, make, make_site
from tests.recommendations.canaries import attachment, fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_build_limit")]

CANARY, ALLOWED = "Zqxkv", "Tillåtet"
# The canaries that were put into anything.
said: dict[str, str] = {}
CONSONANTS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
# What readers see on the page itself, as fill() names it: the change notes stand in the feeds.
NOTES = ("change_note", "change_note_en")
SHOWN = (*(name for name in TEXTS if name not in NOTES), "bodyheading", "bodytext", "bodyquotetext", "bodytable")


def word(field: str) -> str:
    """A word for each field, its own; another kind of word where readers may see it."""
    is_shown = field in TEXTS or (any(field.startswith(f"body{name}") for name in BLOCKS) and "link" not in field)
    # Consonants alone: no word of it is like another, or a part of it.
    own = hashlib.sha256(field.encode()).hexdigest()[:12].translate(CONSONANTS)
    if not is_shown:
        said[field] = CANARY + own
    return (ALLOWED if is_shown else CANARY) + own


@pytest.fixture(autouse=True)
def index(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    make_site()
    rebuild()


def secret_case(say: Any = word, **fields: Any) -> Case:
    """A secret case with words everywhere, a recommendation and a newsletter that name it, all delivered."""
    page = make(Case, publish=False, areas=[ProductAreaFactory(slug="ortopedi")])
    fill(page, say)
    for name, value in {"is_secret": True, **fields}.items():
        setattr(page, name, value)
    page.save_revision().publish()
    make(Recommendation, title="Om något annat", case_page=page)
    topics = [{"type": "topic", "value": {"title": "Nytt", "items": [{"page": page.pk, "blurb": ""}]}}]
    make(Newsletter, title="Brev", number=1, topics=json.dumps(topics))
    deliver()
    return Case.objects.get(pk=page.pk)


def deliver() -> None:
    """As the worker does: what is published, then the files of it."""
    drain()
    while read_waiting():
        drain()


FEEDS = ("atom", "rss", "feed-json", "events-atom", "events-rss", "events-json")
FORMATS = ("", *(f"&format={form}" for form in (*FEEDS, "csv", "json", "ics")))


def addresses(page: Case) -> Iterator[str]:
    yield from (page.url, f"{page.url}?anew", page.get_parent().url, "/", "/en/", "/sitemap.xml", "/sok/", "/floden/")
    for model in (Recommendation, Newsletter):
        linked = model.objects.get()
        yield from (linked.url, linked.get_parent().url)
    for form in FORMATS[1:]:
        yield from (f"/sok/?type=case{form}", f"/en/search/?lang=sv{form}", f"/sok/?area=ortopedi{form}")
    for form in ("atom", "rss"):
        yield from (f"/floden/alla.{form}", f"/floden/arenden.{form}", f"/floden/omrade/ortopedi.{form}")
        yield from (f"/en/feeds/all.{form}", f"/floden/nyhetsbrev.{form}")
    yield from ("/floden/alla/", "/floden/arenden/", "/floden/omrade/ortopedi/", "/en/feeds/all/", "/en/feeds/cases/")
    yield from open_data(page)


def open_data(page: Case) -> Iterator[str]:
    number = PermanentNumber.objects.get(translation_key=page.translation_key).pk
    yield from (f"/data/v1/publications{end}" for end in ("", ".json", ".ndjson", ".csv", f"/{number}", "?type=case"))
    yield from ("/data/v1/changes", f"/id/{number}.json", f"/id/{number}.md", f"/id/{number}.jsonld")
    last = Client().get(f"/id/{number}.json").json()["publication"]["languages"][0]["edition"]
    yield from (f"/id/{number}/sv/{last}.{ending}" for ending in ("json", "md", "html"))


def fetched(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response).decode("utf-8-sig")


def test_no_address_in_any_format_shows_what_is_not_on_the_list(client):
    page = secret_case()
    for address in addresses(page):
        assert CANARY.lower() not in fetched(client, address).lower(), address
    shown = fetched(client, page.url)
    for field in SHOWN:
        assert word(field) in shown, field
    assert word("anonymous_title") in fetched(client, "/floden/alla.atom")


def test_no_question_finds_it_by_what_is_not_on_the_list(client):
    page = secret_case()
    assert page.url in fetched(client, f"/sok/?q={word('ingress')}")
    assert len(said) > 20 and "stagesnote" in said
    for asked in said.values():
        for form in FORMATS:
            found = fetched(client, f"/sok/?q={asked}{form}")
            assert page.url not in found and page.title not in found, (asked, form)
        assert page.url not in fetched(client, f"/sok/forslag/?q={asked}"), asked


def test_neither_index_nor_log_holds_a_word_of_it(client):
    page = secret_case()
    assert CANARY not in str(next(documents([page.pk])))
    for event in PublicationEvent.objects.filter(page_id=page.pk):
        assert CANARY not in str(vars(event))


def test_none_of_its_files_is_served(client):
    secret_case()
    for document in Document.objects.all():
        assert client.get(document.url).status_code == 404, document.title


def test_a_document_that_is_marked_is_shown_found_and_served_and_only_that(client):
    page = secret_case()
    page = Case.objects.get(pk=page.pk)
    public = attachment(lambda field: f"Protokoll{field}", "")
    page.documents.create(document=public, is_public=True, title="Protokollet")
    page.save_revision().publish()
    deliver()
    shown = fetched(client, page.url)
    assert "Protokollet" in shown and public.url in shown and CANARY not in shown
    assert fetched(client, public.url) == "Protokollcontent"
    assert page.url in fetched(client, "/sok/?q=Protokollcontent")
    assert [doc.pk for doc in Document.objects.all() if client.get(doc.url).status_code == 200] == [public.pk]


def test_what_is_on_the_list_and_names_the_product_all_the_same_is_not_there_either(client):
    """As when a program published it: the form refuses it before that."""
    page = secret_case(lambda field: f"Kanarie{field.replace('_', '')}", product="Kanarie X1")
    page.documents.create(document=attachment(lambda field: f"Kanarie{field}", "own"), is_public=True)
    page.save_revision().publish()
    deliver()
    page = Case.objects.get(pk=page.pk)
    assert "kanarie" not in page.url
    for address in addresses(page):
        assert "kanarie" not in fetched(client, address).lower(), address


@pytest.mark.parametrize("field", TEXTS)
def test_each_text_on_the_list_is_looked_through(field):
    page = make(Case, publish=False, is_secret=True, product="NovoSenss X1")
    assert not list(named_secrets(page))
    setattr(page, field, "Om novo-senss x1:s resultat")
    assert [name for name, _told in named_secrets(page)] == [field]


def test_running_text_and_public_documents_are_looked_through():
    page = make(Case, publish=False, is_secret=True, product="NovoSenss X1")
    for name in BLOCKS:
        text = {"quote": {"text": "Novo<b>Senss</b>"}, "table": {"data": [["novosenss"]]}}.get(name, "NOVOSENSS")
        page.body = page._meta.get_field("body").to_python([{"type": name, "value": text}])
        assert [field for field, _told in named_secrets(page)] == ["body"], name
    page.body = []
    for part in ("title", "file", "content"):
        told = attachment(lambda field, part=part: "NovoSenss" if field == part else "Rapport", "")
        page.documents = [page.documents.model(document=told, is_public=True)]
        assert [field for field, _told in named_secrets(page)] == ["documents"], part
        page.documents = [page.documents.model(document=told)]
        assert not list(named_secrets(page)), part
