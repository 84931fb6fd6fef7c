"""Three machines, one of which dies while people publish and search."""

import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from portal.selections.selection import Selection
from search.engines import EngineFailed, Request
from search.engines.elastic import Elastic
from tests.search.elastic_server import USER, cluster_of, settings_of
from tests.search.handmade import doc, fill

SECONDS = 30.0
KILLED_AFTER = 8.0
TYPES = ("case", "news", "guideline")
FIRST = 300


def page(number: int):
    return doc(number, type=(TYPES[number % 3],), event_id=number)


class Searcher(threading.Thread):
    def __init__(self, used: Elastic, until: float) -> None:
        super().__init__()
        self.used, self.until = used, until
        self.answers, self.longest = 0, 0.0
        self.faults: list[str] = []
        self.wrong: list[object] = []

    def run(self) -> None:
        while time.monotonic() < self.until:
            started = time.monotonic()
            try:
                results = self.used.search(Request(Selection(type=("case",)), groups=("type", "level")))
            except EngineFailed as error:
                self.faults.append(str(error))
                continue
            finally:
                self.longest = max(self.longest, time.monotonic() - started)
            self.answers += 1
            counts = results.facets["type"]
            if counts["case"] != results.total or sum(counts.values()) < FIRST:
                self.wrong.append(results)
            time.sleep(0.02)


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.needs_elasticsearch
@pytest.mark.xdist_group("elasticsearch")
@pytest.mark.skipif("ELASTICSEARCH_HOME" not in os.environ, reason="no ELASTICSEARCH_HOME to start three nodes from")
def test_a_node_that_is_killed_takes_no_acknowledged_write_and_no_search_with_it(plainly, server_folder):
    with cluster_of(Path(os.environ["ELASTICSEARCH_HOME"]), server_folder, ("red", "green", "blue")) as nodes:
        urls = ",".join(node.url for node in nodes)
        used = Elastic(settings_of(urls, USER, nodes[0].password, "portal-test", replicas=1))
        fill(used, [page(number) for number in range(FIRST)])
        used.client.options(request_timeout=70).cluster.health(wait_for_status="green", timeout="60s")
        primary = next(row for row in used.client.cat.shards(index=used.alias, format="json") if row["prirep"] == "p")
        until = time.monotonic() + SECONDS
        searchers = [Searcher(used, until) for _number in range(3)]
        for searcher in searchers:
            searcher.start()
        killer = threading.Timer(KILLED_AFTER, next(node for node in nodes if node.name == primary["node"]).kill)
        killer.start()
        confirmed, number, refused = set(range(FIRST)), FIRST, []
        while time.monotonic() < until:
            try:
                used.index([page(number)])
                confirmed.add(number)
            except EngineFailed as error:
                refused.append(str(error))
            number += 1
            time.sleep(0.02)
        killer.join()
        for searcher in searchers:
            searcher.join()
        answers, faults = (
            sum(each.answers for each in searchers),
            [fault for each in searchers for fault in each.faults],
        )
        print(answers, max(each.longest for each in searchers), len(confirmed), faults, refused)
        # Where the engine fails the page comes from the database; it hardly ever has to.
        assert len(faults) <= answers / 100
        assert not [wrong for searcher in searchers for wrong in searcher.wrong]
        used.client.indices.refresh(index=used.alias)
        assert confirmed <= used.shown().keys()
        shown = Counter(TYPES[number % 3] for number in used.shown())
        assert used.search(Request(Selection(), groups=("type",))).facets["type"] == shown
        assert len(confirmed) > FIRST + 30
