"""The embedded engine: tantivy, in a folder that all processes of the machine share."""

import logging
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.documents import IndexDocument
from search.engines import EngineFailed, Request, Results, Status
from search.engines.generations import Generation, Generations
from search.engines.tantivy_fields import VERSION, as_document, page_id_in, register_analysers, schema
from search.engines.tantivy_query import ORDERS, filters, marked, question

logger = logging.getLogger(__name__)

HEAP = 32_000_000
MOST_VALUES = 1000


def make(folder: str) -> "Tantivy":
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
    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self._opening = threading.Lock()
        self._index: Any = None
        self._seen: tuple[Any, ...] = ()
        self._path = folder

    # Writing: always under the lock, with the index opened anew, since another process may have written since.

    def turn(self) -> AbstractContextManager[None]:
        return self.generations.lock()

    def index(self, docs: Iterable[IndexDocument]) -> None:
        with self._writing() as writer:
            for doc in docs:
                writer.delete_documents_by_query(_page(doc.page_id))
                writer.add_document(as_document(doc))

    def delete(self, ids: Iterable[int]) -> None:
        with self._writing() as writer:
            for page_id in ids:
                writer.delete_documents_by_query(_page(page_id))

    def rebuild(self, docs: Iterable[IndexDocument]) -> int:
        count = 0
        with self.generations.make(VERSION) as path:
            index = tantivy.Index(schema(), path=str(path))
            register_analysers(index)
            writer = index.writer(HEAP, 1)
            try:
                for doc in docs:
                    writer.add_document(as_document(doc))
                    count += 1
                writer.commit()
            finally:
                # Its threads write into the folder until they are waited for.
                writer.wait_merging_threads()
        return count

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with self.turn():
            writer = self._open(self._usable()).writer(HEAP, 1)
            try:
                yield writer
                writer.commit()
                # Also takes away what a killed writer left behind.
                writer.garbage_collect_files()
            finally:
                writer.wait_merging_threads()

    def _usable(self) -> Generation:
        generation = self.generations.current()
        if generation is None:
            raise EngineFailed("there is no search index; `manage.py reindex` builds it")
        if generation.schema != VERSION:
            raise EngineFailed("the search index has another version; `manage.py reindex` builds it anew")
        return generation

    def _open(self, generation: Generation) -> Any:
        index = tantivy.Index.open(str(generation.path))
        register_analysers(index)
        index.config_reader("manual")
        return index

    # Reading: one open index in each process, renewed when the pointer or the last commit is another.

    def _searcher(self) -> Any:
        with self._opening:
            try:
                return self._newest()
            except (OSError, ValueError):
                # A rebuild may have put another generation in this one's place just now.
                self._seen = ()
                return self._newest()

    def _newest(self) -> Any:
        pointer = self.generations.stamp()
        if not self._seen or self._seen[0] != pointer or pointer is None:
            generation = self._usable()
            self._index, self._path = self._open(generation), generation.path
            self._seen = (pointer, None)
        commit = os.stat(self._path / "meta.json")
        committed = (commit.st_ino, commit.st_mtime_ns, commit.st_size)
        if self._seen[1] != committed:
            self._index.reload()
            self._seen = (pointer, committed)
        return self._index.searcher()

    def search(self, request: Request) -> Results:
        with _failing_alike():
            searcher = self._searcher()
            asked = question(request.selection)
            chosen = filters(request.selection)
            query = _both(asked, *chosen.values())
            field, order = ORDERS[request.selection.order]
            # Asking beyond the end costs memory in proportion; the count is all there is to get there.
            beyond = request.offset >= searcher.num_docs
            answer = searcher.search(
                query,
                limit=1 if beyond else max(1, min(request.limit, searcher.num_docs)),
                offset=0 if beyond else request.offset,
                order_by_field=field,
                order=order,
            )
            hits = [] if beyond or not request.limit else answer.hits
            addresses = [address for _value, address in hits]
            if field in ("newest", "oldest"):
                ids = [page_id_in(value) for value, _address in hits]
            else:
                ids = searcher.fast_field_values("page_id", addresses)
            return Results(
                total=answer.count,
                ids=ids,
                facets=_count(searcher, asked, chosen, request.groups),
                fragments=marked(searcher, request.selection, dict(zip(ids, addresses, strict=True)))
                if request.fragments
                else {},
            )

    def shown(self) -> dict[int, int]:
        if not self.status().ready:
            return {}
        searcher = self._searcher()
        hits = searcher.search(Query.all_query(), limit=max(1, searcher.num_docs), order_by_field="page_id").hits
        addresses = [address for _value, address in hits]
        return dict(
            zip((value for value, _address in hits), searcher.fast_field_values("revision_id", addresses), strict=True)
        )

    def status(self) -> Status:
        try:
            with _failing_alike():
                return Status(ready=True, documents=self._searcher().num_docs)
        except EngineFailed as error:
            return Status(ready=False, detail=str(error))


def _page(page_id: int) -> Any:
    # By query: deletion by term takes a number for a signed one and finds nothing in an unsigned field.
    return Query.term_query(schema(), "page_id", page_id)


def _both(*queries: Any) -> Any:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _count(searcher: Any, asked: Any, chosen: dict[str, Any], groups: Iterable[str]) -> dict[str, dict[str, int]]:
    """The count of each value of each group: the groups without a choice in one go, each other without its own."""
    counts: dict[str, dict[str, int]] = {}
    free = [group for group in groups if group not in chosen]
    rounds = [(free, list(chosen.values()))] if free else []
    rounds += [
        ([group], [query for other, query in chosen.items() if other != group]) for group in groups if group in chosen
    ]
    for counted, others in rounds:
        wanted = {group: {"terms": {"field": group, "size": MOST_VALUES}} for group in counted}
        answer = searcher.aggregate(_both(asked, *others), wanted)
        for group in counted:
            counts[group] = {bucket["key"]: bucket["doc_count"] for bucket in answer[group]["buckets"]}
    return counts
