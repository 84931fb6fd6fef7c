"""The engine for several machines: an Elasticsearch 8 cluster, through elasticsearch.dsl."""

import json
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import streaming_bulk

from search.engines import BUILT_BY_ANOTHER, NO_INDEX, EngineFailed, Request, Results, Status, Stored
from search.engines.elastic_connection import connect, in_words
from search.engines.elastic_index import WINDOW, Page, action, versions
from search.engines.elastic_query import Asking, counts_of, found_in_list, header
from search.index.documents import IndexDocument
from search.index.fields import fields
from search.index.fields import version as fields_version
from search.index.site_analyzer import analysis

SECONDS_TO_WRITE = 30
CHUNK = 500
CONFLICT, NOT_FOUND = 409, 404
_Values = dict[str, Any]


def make(_folder: str) -> "Elastic":
    """The engine."""
    return Elastic(settings.ELASTICSEARCH)


NO_ANSWERS: tuple[type[Exception], ...] = (TransportError, ApiError)
# What reading an answer raises that has another form than it should.
ODD_ANSWERS: tuple[type[Exception], ...] = (LookupError, ValueError, TypeError, AttributeError)


@contextmanager
def _failing_alike(*more: type[Exception]) -> Iterator[None]:
    failures = NO_ANSWERS + more
    try:
        yield
    except failures as error:
        raise EngineFailed(in_words(error)) from error


class Elastic:
    """The engine on an Elasticsearch server. See Engine for what its methods do."""

    def __init__(self, server: Mapping[str, Any]) -> None:
        self._server = server
        self._family = re.compile(re.escape(server["index"]) + r"-v[^-]+-[0-9a-f]{16}")
        # Each version of the fields has an alias of its own: processes of another version keep theirs meanwhile.
        self.alias = f"{server['index']}-v{fields_version()}"
        # What is written goes to the index that a rebuild is filling, too.
        self.next = f"{self.alias}-next"
        self._connected: tuple[int, Elasticsearch] | None = None

    @property
    def client(self) -> Elasticsearch:
        """The connections of this process: a fork can't share its parent's."""
        if self._connected is None or self._connected[0] != os.getpid():
            self._connected = os.getpid(), connect(self._server)
        return self._connected[1]

    # Writing: by event number, so that no order of writers does harm and nobody has to wait for a turn.

    def turn(self) -> AbstractContextManager[None]:
        """Nobody needs to wait: the server compares event numbers and refuses an older write."""
        return nullcontext()

    def index(self, docs: Iterable[IndexDocument]) -> None:
        """Write these documents."""
        self._write((doc.page_id, doc.event_id, fields(doc, analysis())) for doc in docs)

    def delete(self, gone: Mapping[int, int]) -> None:
        """Write marks that these pages are gone."""
        self._write((page_id, event_id, {}) for page_id, event_id in gone.items())

    def _write(self, pages: Iterable[tuple[int, int, _Values]]) -> None:
        actions = [action(alias, *page) for page in pages for alias in (self.alias, self.next)]
        with _failing_alike():
            # A rebuild may take the index away between the two; then it is the other one that the alias names.
            if not self._goes_in(actions) and not self._goes_in(actions):
                raise EngineFailed(NO_INDEX)

    def _goes_in(self, actions: list[_Values]) -> bool:
        """Whether there was an index. Elsewhere than behind its alias there need not be one."""
        there = True
        for refused in self._refused(actions, refresh=True):
            if refused["status"] != NOT_FOUND:
                raise EngineFailed(f"Elasticsearch refused page {refused['_id']}: {refused['error']}")
            there = there and refused["_index"] != self.alias
        return there

    def _refused(self, actions: Iterable[_Values], *, refresh: bool = False) -> Iterator[_Values]:
        """Carry the actions out; gives those that failed. That an older write loses is as it should be."""
        # An alias that is missing is an error, not the name of an index to make.
        more: _Values = {"require_alias": True, **({"refresh": True} if refresh else {})}
        for done, answer in streaming_bulk(self._patient, actions, chunk_size=CHUNK, raise_on_error=False, **more):
            if not done and answer["index"]["status"] != CONFLICT:
                yield answer["index"]

    def rebuild(
        self,
        docs: Iterable[IndexDocument],
        again: Callable[[Collection[int]], Iterable[IndexDocument]],
    ) -> int:
        """Whoever writes meanwhile writes to both indices, so `again` is not needed."""
        made = f"{self.alias}-{secrets.token_hex(8)}"
        with _failing_alike():
            try:
                self._make(made)
                self._fill(docs)
                self._go_over(made)
            except BaseException:
                self._give_up(made)
                raise
            self._clear(made)
            return self._count(self._patient)

    @property
    def _patient(self) -> Elasticsearch:
        return self.client.options(request_timeout=SECONDS_TO_WRITE)

    def _make(self, name: str) -> None:
        made = Page._index.clone(name=name)
        made.settings(number_of_replicas=self._server["replicas"], refresh_interval="-1")
        body = made.to_dict()
        body["mappings"]["_meta"] = versions(analysis().version)
        self._patient.indices.create(index=name, **body)
        # From here on, what is written goes to this index too. Another rebuild that is still at work gives up.
        taken = [{"remove": {"index": f"{self.alias}-*", "alias": self.next, "must_exist": False}}]
        self._patient.indices.update_aliases(actions=[*taken, {"add": {"index": name, "alias": self.next}}])

    def _fill(self, docs: Iterable[IndexDocument]) -> None:
        actions = (action(self.next, doc.page_id, doc.event_id, fields(doc, analysis())) for doc in docs)
        for refused in self._refused(actions):
            raise EngineFailed(f"Elasticsearch refused page {refused['_id']}: {refused['error']}")

    def _go_over(self, made: str) -> None:
        self._patient.indices.put_settings(index=made, settings={"refresh_interval": None})
        self._patient.indices.refresh(index=made)
        self._patient.indices.update_aliases(
            actions=[
                {"remove": {"index": f"{self.alias}-*", "alias": self.alias, "must_exist": False}},
                {"add": {"index": made, "alias": self.alias}},
                # Fails where another rebuild has taken over: that one has everything.
                {"remove": {"index": made, "alias": self.next, "must_exist": True}},
            ]
        )

    def _give_up(self, made: str) -> None:
        """Take away what was made, unless it is in use after all: an answer may have been lost on its way."""
        with suppress(TransportError, ApiError):
            if self.alias not in self._patient.indices.get_alias(index=made)[made]["aliases"]:
                self._patient.indices.delete(index=made)

    def _clear(self, made: str) -> None:
        known = self._patient.indices.get(index=f"{self._server['index']}-v*", features="aliases")
        if old := [name for name in known if name != made and self._family.fullmatch(name)]:
            self._patient.indices.delete(index=old, ignore_unavailable=True)

    # Reading

    def search(self, request: Request) -> Results:
        """The first stage alone, which most often answers; the others, in one round trip, where it finds nothing."""
        with _failing_alike(*ODD_ANSWERS):
            first, *others = Asking(request).bodies()
            answers = self._ask(request, [first])
            if others and not found_in_list(answers[0]):
                answers += self._ask(request, others)
            at = next((at for at, answer in enumerate(answers) if found_in_list(answer)), len(answers) - 1)
            answer = answers[at]
            hits, by_match = answer["hits"]["hits"], request.selection.order == "relevance"
            return Results(
                total=answer["hits"]["total"]["value"],
                ids=[int(hit["_id"]) for hit in hits],
                facets={group: counts_of(answer, group) for group in request.groups},
                stored={int(hit["_id"]): _stored(hit["_source"]) for hit in hits} if request.stored else {},
                scores={int(hit["_id"]): hit["_score"] for hit in hits} if by_match else {},
                stage=request.stages[at].name if request.stages else "",
            )

    def _ask(self, request: Request, bodies: list[_Values]) -> list[_Values]:
        before = header(self.alias, request)
        asked = [part for body in bodies for part in (before, body)]
        answers = self.client.msearch(searches=asked)["responses"]
        for answer in answers:
            if "error" in answer:
                missing = answer["error"]["type"] == "index_not_found_exception"
                raise EngineFailed(NO_INDEX if missing else f"Elasticsearch answers {answer['error']['reason']}")
        return list(answers)

    def shown(self, number: str = "revision_id") -> dict[int, int]:
        """Page id → revision id of everything in the index, or another of its numbers."""
        if not self.status().ready:
            return {}
        with _failing_alike(*ODD_ANSWERS):
            everything = Page.search(using=self.client, index=self.alias).filter("exists", field="lang")
            found = everything.source(False).extra(docvalue_fields=[number])[:WINDOW].execute().to_dict()
            return {int(hit["_id"]): hit["fields"][number][0] for hit in found["hits"]["hits"]}

    def status(self) -> Status:
        """The state of the server and the index."""
        try:
            with _failing_alike(*ODD_ANSWERS):
                found = list(self.client.indices.get_mapping(index=self.alias).values())
                built = found[0]["mappings"].get("_meta", {})
                stale = built != versions(analysis().version)
                detail = BUILT_BY_ANOTHER if stale else ""
                return Status(ready=True, documents=self._count(self.client), detail=detail, stale=stale)
        except EngineFailed as error:
            return Status(ready=False, detail=str(error), stale=str(error) == NO_INDEX)

    def _count(self, client: Elasticsearch) -> int:
        return Page.search(using=client, index=self.alias).filter("exists", field="lang").count()


def _stored(source: _Values) -> Stored:
    return Stored.read(source["revision_id"], json.loads(source["stored"]))
