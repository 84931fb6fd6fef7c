"""Nothing that is not public is met by anyone outside: at no address, in no format, by no question."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from portal.outbox.delivery import drain
from search.index.indexer import rebuild
from tests.flow.canaries import PROBE, Canary, make_canaries

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

ADDRESS = re.compile(r"""\s(?:href|src|action)="([^"#]+)|<(?:loc|link|id|guid)[^>]*>([^<]+)</|"address": "([^"]+)""")
QUESTIONS = (PROBE, "kanarie", "kanari", "En metod", "")
ELSEWHERE = ("/admin/", "/static/")
FORMATS = ("", "atom", "rss", "events-atom", "events-rss", "csv", "json")


def first_addresses(canaries: list[Canary]) -> Iterator[str]:
    """Where a reader begins, what a reader may ask, and what somebody may have heard of."""
    yield from ("/", "/en/", "/sitemap.xml", "/robots.txt")
    for start, search, suggestions in (("", "sok/", "sok/forslag/"), ("en/", "search/", "search/suggestions/")):
        for question in QUESTIONS:
            yield from (f"/{start}{search}?q={question}&format={name}" for name in FORMATS)
            yield f"/{start}{search}?q={question}&lang=sv&lang=en"
            yield f"/{start}{suggestions}?q={question}"
    for canary in canaries:
        for address in canary.addresses:
            yield from (address, address.rstrip("/"), f"{address}?format=json", f"/en{address}")
        if canary.document:
            yield canary.document.url
            yield f"/media/{canary.document.file.name}"


def crawl(client: Client, starts: Iterator[str]) -> dict[str, str]:
    """Address → everything that its answer says (status, headers, body), of all that can be reached by links."""
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
            # Of searches there are as many as filters can be combined: those of the beginning stand for all.
            if parts.hostname == "testserver" and not parts.query and not parts.path.startswith(ELSEWHERE):
                waiting.append(parts.path)
    return answers


def asked_for(address: str, answer: str) -> str:
    """The answer without the address that was asked for, which an answer may repeat."""
    slug = urlsplit(address).path.strip("/").rpartition("/")[2]
    return answer.replace(slug, "") if slug.startswith("kanarie") else answer


def leaks(answers: dict[str, str], canaries: list[Canary]) -> list[str]:
    """Where a canary was met, other than in the address that the reader typed."""
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
