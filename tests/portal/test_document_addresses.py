"""A document's address goes on working when its file is replaced: feeds and other sites keep it."""

from urllib.parse import urlsplit

import feedparser
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import PageViewRestriction

from portal.outbox import delivery
from recommendations.models import Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def document():
    return Document.objects.create(title="Underlag", file=ContentFile(b"Gammalt", "underlag-2025.txt"))


@pytest.fixture
def page(document):
    page = make(Recommendation, publish=False)
    page.documents.create(document=document)
    page.save_revision().publish()
    return page


def replaced(document):
    document.file = ContentFile(b"Nytt", "underlag-2026.txt")
    document.file.name = "underlag-2026.txt"
    document.file.save("underlag-2026.txt", ContentFile(b"Nytt"))
    document.save()
    return document


def read(address, status=200):
    answer = Client().get(address, follow=True)
    assert answer.status_code == status, address
    return b"".join(answer) if status == 200 else b""


@pytest.mark.parametrize("feed", ["/floden/alla.atom", "/floden/alla.rss"])
def test_the_link_in_a_feed_gives_the_document_also_when_its_file_is_replaced(client, document, page, feed):
    delivery.drain()
    text = feedparser.parse(client.get(feed).content).entries[0].content[0].value
    link = urlsplit(text.split('href="')[1].split('"')[0]).path
    assert link == document.url and read(link) == b"Gammalt"
    before = document.url
    replaced(document)
    assert document.url != before and read(link) == b"Nytt"
    answer = Client().get(link)
    assert (answer.status_code, answer["Location"]) == (302, document.url)


def test_of_a_document_that_is_not_for_the_reader_no_name_tells_anything(document, page):
    addresses = (document.url, f"/documents/{document.pk}/annat.txt", f"/documents/{document.pk + 1}/annat.txt")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    answers = [Client().get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [404] * 3
    # The page offers to log in at the address that was asked for, which may be longer.
    headers = [
        {name: value for name, value in answer.headers.items() if name != "Content-Length"} for answer in answers
    ]
    assert headers[0] == headers[1] == headers[2]
    assert b"underlag" not in answers[1].content


@pytest.mark.parametrize("name", ["", "/", "annat/../x.txt", "%00", "å" * 300])
def test_any_name_and_number_is_answered(document, page, name):
    for number in (document.pk, 10**30):
        answer = Client().get(f"/documents/{number}/{name}")
        assert answer.status_code in (200, 301, 302, 404)
