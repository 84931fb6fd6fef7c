"""The embedded engine: tantivy, in a folder that all processes of the machine share."""

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Order

from search.engines import BUILT_BY_ANOTHER, NO_INDEX, EngineFailed, Request, Results, Status
from search.engines.generations import Generation, Generations
from search.engines.tantivy_query import page
from search.engines.tantivy_reading import OpenIndex
from search.engines.tantivy_schema import as_document, as_mark, register_analyser, schema
from search.index.documents import IndexDocument
from search.index.fields import fields
from search.index.fields import version as fields_version
from search.index.site_analyzer import analysis

# Bytes that a writer gathers before it writes a segment: the fewer segments, the faster the search.
HEAP = 32_000_000
HEAP_TO_REBUILD = 128_000_000


def make(folder: str) -> "Tantivy":
    """The engine, with the folder of its index."""
    return Tantivy(Path(folder))


@contextmanager
def _failing_alike() -> Iterator[None]:
    """Turn every failure into EngineFailed, a panic of the Rust side too (it is no Exception)."""
    try:
        yield
    except (EngineFailed, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise EngineFailed(f"{type(error).__name__}: {error}") from error


class Tantivy:
    """The embedded engine, with its index in a folder. See Engine for what its methods do."""

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self._opening = threading.Lock()
        self._index: Any = None
        self._read: OpenIndex
        # What is read: a generation, and what tells its commits apart.
        self._generation: Generation | None = None
        self._commit: tuple[int, ...] = ()

    # Writing: always in one's turn, with the index opened anew, since another process may have written since.

    def turn(self) -> AbstractContextManager[None]:
        """Wait for other writers, in this process or another."""
        return self.generations.turn()

    def index(self, docs: Iterable[IndexDocument]) -> None:
        """Write these documents; of several for one page the one of the newest event."""
        newest: dict[int, IndexDocument] = {}
        for doc in docs:
            if doc.page_id not in newest or newest[doc.page_id].event_id <= doc.event_id:
                newest[doc.page_id] = doc
        self._write({doc.page_id: doc.event_id for doc in newest.values()}, newest)

    def delete(self, gone: Mapping[int, int]) -> None:
        """Write marks that these pages are gone."""
        self._write(gone, {})

    def _write(self, events: Mapping[int, int], docs: Mapping[int, IndexDocument]) -> None:
        """Put these pages in, or a mark that they are gone, unless a later event of theirs is there already."""
        with self.turn(), _failing_alike():
            index = self._open(self._usable())
            searcher = index.searcher()
            late = {page_id for page_id, event_id in events.items() if _event(searcher, page_id) > event_id}
            self.generations.note(events)
            with _writer(index) as writer:
                for page_id in events.keys() - late:
                    writer.delete_documents_by_query(page(page_id))
                    doc = docs.get(page_id)
                    writer.add_document(_of(doc) if doc else as_mark(page_id, events[page_id]))

    def rebuild(
        self,
        docs: Iterable[IndexDocument],
        again: Callable[[Collection[int]], Iterable[IndexDocument]],
    ) -> int:
        """Build a new index in a folder of its own, then have the pointer name it."""
        with self.generations.making(fields_version(), analysis().version) as path:
            # Documents of the same day of decision stand with the newest page first: so do hits that weigh the same.
            index = tantivy.Index(schema(), path=str(path), sort_by_field="newest", sort_order=Order.Desc)
            register_analyser(index)
            with _writer(index, HEAP_TO_REBUILD) as writer:
                for doc in docs:
                    writer.add_document(_of(doc))
            with self.turn():
                late = self.generations.late(path)
                with _writer(index) as writer:
                    for page_id in late:
                        writer.delete_documents_by_query(page(page_id))
                    for doc in again(late) if late else ():
                        writer.add_document(_of(doc))
                index.reload()
                self.generations.use(path)
                return OpenIndex(index.searcher()).documents

    def _usable(self) -> Generation:
        generation = self.generations.current()
        if generation is None:
            raise EngineFailed(NO_INDEX)
        if generation.fields != fields_version():
            raise EngineFailed(BUILT_BY_ANOTHER)
        return generation

    def _open(self, generation: Generation) -> Any:
        index = tantivy.Index.open(str(generation.path))
        register_analyser(index)
        index.config_reader("manual")
        return index

    # OpenIndex: one open index in each process, renewed when the pointer or the last commit is another.

    def _reading(self) -> OpenIndex:
        with self._opening:
            try:
                return self._newest()
            except (EngineFailed, OSError, ValueError):
                # A rebuild may have put another generation in this one's place just now.
                self._generation = None
                return self._newest()

    def _newest(self) -> OpenIndex:
        generation = self._usable()
        if self._generation != generation:
            self._index, self._generation, self._commit = self._open(generation), generation, ()
        known = os.stat(generation.path / "meta.json")
        commit = (known.st_ino, known.st_mtime_ns, known.st_size)
        if self._commit != commit:
            self._index.reload()
            self._read, self._commit = OpenIndex(self._index.searcher()), commit
        return self._read

    def search(self, request: Request) -> Results:
        """Answer a request from the newest index."""
        with _failing_alike():
            return self._reading().answer(request)

    def shown(self, number: str = "revision_id") -> dict[int, int]:
        """Page id → revision id of everything in the index, or another of its numbers."""
        return self._reading().numbers(number) if self.status().ready else {}

    def status(self) -> Status:
        """The state of the index."""
        try:
            with _failing_alike():
                documents = self._reading().documents
        except EngineFailed as error:
            return Status(ready=False, detail=str(error), stale=True)
        generation = self.generations.current()
        stale = generation is None or generation.analysis != analysis().version
        return Status(ready=True, documents=documents, detail=BUILT_BY_ANOTHER if stale else "", stale=stale)


@contextmanager
def _writer(index: Any, heap: int = HEAP) -> Iterator[Any]:
    writer = index.writer(heap, 1)
    try:
        yield writer
        writer.commit()
        # Also takes away what a killed writer left behind.
        writer.garbage_collect_files()
    finally:
        # Its threads write into the folder until they are waited for.
        writer.wait_merging_threads()


def _of(doc: IndexDocument) -> Any:
    return as_document(fields(doc, analysis()))


def _event(searcher: Any, page_id: int) -> int:
    """The event that the document of a page, or its mark, was written for; -1 without either."""
    hits = searcher.search(page(page_id), limit=1, count=False, order_by_field="event_id").hits
    return int(hits[0][0]) if hits else -1
