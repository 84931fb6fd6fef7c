"""Feeds over HTTP: conditional requests, gzip, caches, and how much one reader may ask for."""

import gzip

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news import build_limit
from news.feed_answers import takes_gzip
from tests.factories import make_site
from tests.news.polling import FEED, OWN, a_day_later

pytestmark = pytest.mark.django_db


def test_the_packed_feed_has_a_tag_of_its_own(client, told_page):
    plain, packed = client.get(FEED), client.get(FEED, headers={"accept-encoding": "br, gzip;q=0.5"})
    assert gzip.decompress(packed.content) == plain.content and packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers and plain["ETag"] != packed["ETag"]
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer["Vary"] and answer["ETag"].startswith('"')

    def known(tag, coding):
        answer = client.get(FEED, headers={"accept-encoding": coding, "if-none-match": tag})
        assert answer.content == (b"" if answer.status_code == 304 else packed.content if coding else plain.content)
        return answer.status_code

    assert (known(packed["ETag"], "gzip"), known(packed["ETag"], ""), known(plain["ETag"], "gzip")) == (304, 200, 200)
    assert known(f'"other", W/{packed["ETag"]}', "gzip") == known("*", "gzip") == 304


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        *(("gzip", True), ("deflate, GZIP ; q=0.1", True), ("gzip;q=0", False), ("gzip; q=0.000", False)),
        *(("gzipped", False), ("", False), ("*", False), ("identity", False)),
    ],
)
def test_gzip_is_for_who_names_it(accepted, packed):
    assert takes_gzip(accepted) == packed


def test_a_tag_decides_before_a_time(client, told_page):
    first = client.get(FEED)
    known = {"if-none-match": '"another"', "if-modified-since": first["Last-Modified"]}
    answer = client.get(FEED, headers=known)
    assert (answer.status_code, answer.content) == (200, first.content)


def test_a_shared_cache_is_never_a_minute_behind(client, told_page):
    said = client.get(FEED)["Cache-Control"].split(", ")
    assert {"public", "must-revalidate"} < set(said)
    assert int(next(part for part in said if part.startswith("max-age="))[len("max-age=") :]) < 60


@given(
    query=st.dictionaries(
        st.sampled_from(["q", "area", "type", "region", "lang", "year", "status", "sort", "page", "x\x00"]),
        st.one_of(st.text(max_size=30), st.lists(st.text(max_size=5), max_size=3)),
    ),
    format=st.sampled_from(["atom", "rss", "events-atom", "events-rss", "atom "]) | st.text(max_size=5),
    headers=st.fixed_dictionaries(
        {},
        optional={
            name: st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30)
            | st.sampled_from(['W/"', '"', "*", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
            for name in ("accept", "accept-encoding", "if-none-match", "if-modified-since", "if-unmodified-since")
        },
    ),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_is_answered(client, monkeypatch, query, format, headers):
    make_site()
    monkeypatch.setattr(build_limit, "MOST", 10_000)
    for address in ("/sok/", "/en/search/"):
        answer = client.get(address, {**query, "format": format}, headers=headers)
        assert answer.status_code in (200, 304, 404, 412)


@pytest.mark.parametrize(
    ("address", "words"), [(OWN, "Försök igen"), ("/en/search/?type=news&format=rss", "Try again")]
)
def test_a_reader_who_asks_for_too_many_is_told_when_to_come_again(clock, told_page, monkeypatch, address, words):
    monkeypatch.setattr(build_limit, "MOST", 2)
    reader, other = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    statuses = [reader.get(f"{address}&year={year}").status_code for year in (2020, 2021, 2022)]
    assert statuses == [200, 200, 429]
    refusal = reader.get(f"{address}&year=2022")
    assert words in refusal.content.decode() and refusal["Cache-Control"] == "no-store"
    assert other.get(f"{address}&year=2022").status_code == 200
    # What is kept does not count.
    assert reader.get(FEED).status_code == 200
    a_day_later()
    assert reader.get(f"{address}&year=2020").status_code == 200
    clock[0] += int(refusal["Retry-After"])
    assert reader.get(f"{address}&year=2023").status_code == 200
