"""What only Elasticsearch has: a server that may be away, wrong or slow, aliases, several machines."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from elasticsearch import TransportError

from portal.selections.facets import facet_codes
from portal.selections.selection import Selection
from search.engines import EngineFailed, Request
from search.engines.elastic import Elastic
from search.engines.elastic_connection import fault
from search.query.clauses import Stage, Term
from tests.running import free_port
from tests.search.elastic_server import settings_of
from tests.search.handmade import Shelf, doc, fill, found

ALL = Request(Selection(), limit=100)


class Pretender:
    """A server that answers everything with the same words."""

    def __init__(self, answer: bytes, content_type: str, product: str = "", seconds: float = 0.0) -> None:
        self.paths: list[str] = []
        pretender = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                pretender.paths.append(self.path)
                self.rfile.read(int(self.headers.get("content-length") or 0))
                time.sleep(seconds)
                self.send_response(200)
                self.send_header("content-type", content_type)
                self.send_header("content-length", str(len(answer)))
                if product:
                    self.send_header("x-elastic-product", product)
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def pretend() -> Iterator[Callable[..., Pretender]]:
    made: list[Pretender] = []

    def make(*arguments: Any, **more: Any) -> Pretender:
        made.append(Pretender(*arguments, **more))
        return made[-1]

    yield make
    for pretender in made:
        pretender.close()


def at(*urls: str, user: str = "", password: str = "", **more: Any) -> dict[str, Any]:
    return settings_of(",".join(urls), user, password, "portal-test-nowhere", **more)


def nodes(version: str) -> bytes:
    return json.dumps({"nodes": {"a": {"version": version}}}).encode()


def test_a_server_that_is_not_there_is_named_in_one_sentence():
    url = f"http://127.0.0.1:{free_port()}"
    said = fault(at(url))
    assert said.startswith(f"{url}: no Elasticsearch answers (ConnectionError")


@pytest.mark.parametrize(
    ("answer", "content_type", "product", "said"),
    [
        (b"<html>It works!</html>", "text/html", "", "what answers is not Elasticsearch"),
        (b'{"version": {"number": "2.1"}}', "application/json", "", "what answers is not Elasticsearch"),
        (nodes("7.17.9"), "application/json", "Elasticsearch", "this is Elasticsearch 7.17.9, not 8.x"),
        (nodes("9.0.0"), "application/json", "Elasticsearch", "this is Elasticsearch 9.0.0, not 8.x"),
        (b"{}", "application/json", "Elasticsearch", "an answer that makes no sense"),
        (nodes("8.1.0"), "application/json", "Elasticsearch", ""),
    ],
)
def test_a_server_that_is_another_is_named_in_one_sentence(pretend, answer, content_type, product, said):
    url = pretend(answer, content_type, product).url
    assert fault(at(url)) == "" if not said else said in fault(at(url)).removeprefix(f"{url}: ")


def test_a_search_that_takes_longer_than_a_second_and_a_half_fails_once(pretend, plainly):
    slow = pretend(b"{}", "application/json", "Elasticsearch", seconds=4.0)
    used = Elastic(at(slow.url))
    started = time.monotonic()
    with pytest.raises(EngineFailed, match="no Elasticsearch answers"):
        used.search(ALL)
    assert 1.4 < time.monotonic() - started < 2.5
    assert len(slow.paths) == 1


def test_a_refusing_or_slow_server_is_no_reason_to_build_anew(pretend, plainly):
    for url in (f"http://127.0.0.1:{free_port()}", pretend(b"<html>", "text/html").url):
        status = Elastic(at(url)).status()
        assert not status.ready and not status.stale and status.detail


@pytest.mark.needs_elasticsearch
@pytest.mark.xdist_group("elasticsearch")
class TestWithServer:
    def test_the_right_server_and_password_have_no_fault_and_a_wrong_one_is_named(self, elastic_settings):
        assert fault(elastic_settings) == ""
        if elastic_settings["user"]:
            for wrong in ({"password": "wrong"}, {"user": "", "password": ""}, {"api_key": "d3Jvbmc6d3Jvbmc="}):
                assert "does not let us in (401)" in fault({**elastic_settings, **wrong})

    def test_a_host_that_is_away_is_passed_over(self, elastic, elastic_settings):
        fill(elastic, [doc(1)])
        hosts = [f"http://127.0.0.1:{free_port()}", *elastic_settings["hosts"]]
        two = Elastic({**elastic_settings, "hosts": hosts, "index": elastic._server["index"]})
        assert [found(two, ALL) for _time in range(4)] == [[1]] * 4

    @pytest.mark.parametrize(("tokens", "bodies"), [(("pump", "a", "b"), [1]), (("a", "b", "pump"), [1, 2])])
    def test_a_page_takes_one_round_trip_and_another_where_the_first_stage_finds_nothing(
        self, elastic, monkeypatch, tokens, bodies
    ):
        fill(elastic, [doc(number) for number in range(1, 30)])
        asked: list[int] = []
        msearch = elastic.client.msearch

        def counted(*, searches: list[Any]) -> Any:
            asked.append(len(searches) // 2)
            return msearch(searches=searches)

        monkeypatch.setattr(elastic.client, "msearch", counted)
        stages = tuple(Stage(token, Term("stems", token)) for token in tokens)
        selection = Selection(q="x", type=("case",), region=("01",), sort="title")
        results = elastic.search(Request(selection, stages, offset=20, groups=facet_codes(), stored=True))
        assert (results.stage, results.total, len(results.stored)) == ("pump", 29, 9)
        assert asked == bodies

    def test_behind_the_first_ten_thousand_hits_the_order_goes_on(self, elastic):
        fill(elastic, [doc(number) for number in range(1, 10_104)])
        for offset, limit in ((9_990, 20), (10_100, 20), (10_103, 3), (10**12, 3)):
            part = elastic.search(Request(Selection(sort="newest"), offset=offset, limit=limit, groups=("type",)))
            assert part.ids == list(range(10_103 - offset, max(0, 10_103 - offset - limit), -1))
            assert (part.total, part.facets) == (10_103, {"type": {"case": 10_103}})
        assert elastic.shown("event_id").keys() == elastic.shown().keys() == set(range(1, 10_104))

    def test_a_rebuild_leaves_one_index_and_touches_no_other_name(self, elastic):
        client = elastic.client.options(request_timeout=30)
        beside = f"{elastic.alias.removesuffix('-v2')}-v2-of-others"
        client.indices.create(index=beside)
        try:
            fill(elastic, [doc(1)])
            fill(elastic, [doc(1), doc(2)])
            names = set(client.indices.get(index=f"{elastic.alias}*"))
            assert beside in names and len(names) == 2
        finally:
            client.indices.delete(index=beside)

    def test_of_two_rebuilds_at_once_the_later_one_wins_and_nothing_is_lost(self, elastic):
        fill(elastic, [doc(1)])
        shelf = Shelf([doc(1), doc(2)])

        def overtaken() -> Iterator[Any]:
            yield doc(1)
            elastic.rebuild(shelf.docs.values(), shelf.read)
            shelf.put(doc(3))
            elastic.index([shelf.docs[3]])
            yield doc(2)

        with pytest.raises(EngineFailed):
            elastic.rebuild(overtaken(), shelf.read)
        assert elastic.shown().keys() == {1, 2, 3}
        assert fill(elastic, shelf.docs.values()) == 3

    def test_a_rebuild_whose_last_answer_is_lost_does_not_take_away_what_is_in_use(self, elastic, monkeypatch):
        fill(elastic, [doc(1)])
        go_over = elastic._go_over

        def lost(made: str) -> None:
            go_over(made)
            raise TransportError("lost")

        monkeypatch.setattr(elastic, "_go_over", lost)
        with pytest.raises(EngineFailed):
            fill(elastic, [doc(1), doc(2)])
        assert elastic.shown().keys() == {1, 2}

    def test_each_version_of_the_fields_has_an_index_of_its_own(self, elastic, elastic_settings, monkeypatch):
        fill(elastic, [doc(1)])
        monkeypatch.setattr("search.index.fields._VERSION", "another")
        other = Elastic(elastic._server)
        assert other.status().stale and not other.status().ready
        assert found(elastic, ALL) == [1]

    def test_a_fork_makes_connections_of_its_own(self, elastic, monkeypatch):
        ours = elastic.client
        assert elastic.client is ours
        monkeypatch.setattr("os.getpid", lambda: -1)
        assert elastic.client is not ours
