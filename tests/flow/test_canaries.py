"""Outsiders see nothing that is not public: at no address, in no format, by no search."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from portal.models import PermanentNumber
from portal.outbox.delivery import drain
from search.index.indexer import rebuild
from tests.flow.canaries import PROBE, Canary, make_canaries

pytestmark = [
    *(pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database),
    pytest.mark.usefixtures("no_build_limit"),
]

ADDRESS = re.compile(r"""\s(?:href|src|action)="([^"#]+)|<(?:loc|link|id|guid)[^>]*>([^<]+)</|"address": "([^"]+)""")
QUESTIONS = (PROBE, "kanarie", "kanari", "En metod", "")
ELSEWHERE = ("/admin/", "/static/")
FEEDS = ("atom", "rss", "feed-json", "events-atom", "events-rss", "events-json")
FORMATS = ("", *FEEDS, "csv", "json", "follow", "ics")


def first_addresses(canaries: list[Canary]) -> Iterator[str]:
    """Where a visit begins: start pages, searches in every format, and addresses that somebody may have heard of."""
    yield from ("/", "/en/", "/sitemap.xml", "/robots.txt")
    for start, search, suggestions in (("", "sok/", "sok/forslag/"), ("en/", "search/", "search/suggestions/")):
        for question in QUESTIONS:
            yield from (f"/{start}{search}?q={question}&format={name}" for name in FORMATS)
            yield f"/{start}{search}?q={question}&lang=sv&lang=en"
            yield f"/{start}{suggestions}?q={question}"
    yield from (f"/data/v1/publications{end}" for end in ("", ".json", ".ndjson", ".csv", "?limit=1000"))
    yield from ("/data/v1/changes?limit=1000", "/data/v1/", "/data/v1/openapi.json")
    yield from ("/data/catalog.rdf", "/data/catalog.ttl", "/folj-och-ateranvand/", "/en/follow-and-reuse/")
    for number in PermanentNumber.objects.values_list("pk", flat=True):
        yield from (f"/id/{number}{end}" for end in ("", ".json", ".md", ".jsonld", "/sv/1", "/sv/1.json", "/sv/2.md"))
        yield f"/data/v1/publications/{number}"
    for canary in canaries:
        for address in canary.addresses:
            yield from (address, address.rstrip("/"), f"{address}?format=json", f"/en{address}")
        if canary.document:
            yield canary.document.url
            yield f"/media/{canary.document.file.name}"


def crawl(client: Client, starts: Iterator[str]) -> dict[str, str]:
    """Address → status, headers and body of its answer, for every address that links lead to from `starts`."""
    answers: dict[str, str] = {}
    waiting = list(dict.fromkeys(starts))
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        answers[address] = f"{response.status_code} {dict(response.headers)} {body.decode(errors='replace')}"
        found = [part for match in ADDRESS.findall(answers[address]) for part in match if part]
        for link in [*found, response.headers.get("Location", "")]:
            parts = urlsplit(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))
            # Links to searches are not followed: filters can be combined without end. Those in `starts` must do.
            if parts.hostname == "testserver" and not parts.query and not parts.path.startswith(ELSEWHERE):
                waiting.append(parts.path)
    return answers


def asked_for(address: str, answer: str) -> str:
    """The answer without the address that was asked for, which an answer may repeat."""
    slug = urlsplit(address).path.strip("/").rpartition("/")[2]
    return answer.replace(slug, "") if slug.startswith("kanarie") else answer


def leaks(answers: dict[str, str], canaries: list[Canary]) -> list[str]:
    """Where a canary was seen, except in a repetition of the address that was asked for."""
    words = [canary.word for canary in canaries]
    return sorted(
        f"{word} at {address}"
        for address, answer in answers.items()
        for word in words
        if word in asked_for(address, answer).lower()
    )


@pytest.mark.parametrize("delivered", [True, False], ids=["delivered", "before the worker's turn"])
def test_nobody_outside_meets_a_canary(client: Client, delivered: bool):
    rebuild()
    canaries = make_canaries()
    if delivered:
        drain()
    answers = crawl(client, first_addresses(canaries))
    assert len(answers) > 100
    assert leaks(answers, canaries) == []
