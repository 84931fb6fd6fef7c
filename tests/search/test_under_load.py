"""Publishing while the index is rebuilt, again and again: what was published is found."""

import threading
import time
from dataclasses import replace

from portal.selections.selection import Selection
from search.engines import Engine, EngineFailed, Request
from tests.search.handmade import Shelf, doc, found

ALL = Request(Selection(), limit=10_000)
SECONDS = 4.0


class Publisher(threading.Thread):
    """Publishes, revises and takes back pages as the worker does: what it reads in its turn is what it writes."""

    def __init__(self, used: Engine, shelf: Shelf, first: int) -> None:
        super().__init__()
        self.used, self.shelf, self.first = used, shelf, first
        self.until = time.monotonic() + SECONDS
        self.published, self.taken_back, self.faults = 0, 0, list[str]()

    def run(self) -> None:
        number = self.first
        while time.monotonic() < self.until:
            number += 1
            self.shelf.put(doc(number))
            self.published += 1
            changed = [number]
            if number % 3 == 0 and number > self.first + 3:
                self.shelf.put(replace(self.shelf.docs[number - 1], title="Ventil"))
                self.shelf.take(number - 2)
                self.taken_back += 1
                changed += [number - 1, number - 2]
            try:
                self.deliver(changed)
            except EngineFailed as error:
                self.faults.append(str(error))

    def deliver(self, page_ids: list[int]) -> None:
        with self.used.turn():
            docs = self.shelf.read(page_ids)
            gone = {page_id: self.shelf.events[page_id] for page_id in page_ids if page_id not in self.shelf.docs}
            self.used.index(docs)
            if gone:
                self.used.delete(gone)


def test_nothing_that_is_published_during_rebuilds_is_lost_and_nothing_taken_back_returns(used):
    shelf = Shelf(doc(number) for number in range(1, 301))
    used.rebuild(shelf.slowly(), shelf.read)
    publishers = [Publisher(used, shelf, first) for first in (10_000, 20_000)]
    for publisher in publishers:
        publisher.start()
    rebuilds = 0
    while any(publisher.is_alive() for publisher in publishers):
        used.rebuild(shelf.slowly(), shelf.read)
        rebuilds += 1
    assert not [fault for publisher in publishers for fault in publisher.faults]
    assert rebuilds
    assert all(publisher.published and publisher.taken_back for publisher in publishers)
    assert set(found(used, ALL)) == shelf.docs.keys()
    stored = used.search(replace(ALL, stored=True)).stored
    assert {page_id: kept.title for page_id, kept in stored.items()} == {
        page_id: page.title for page_id, page in shelf.docs.items()
    }
