"""Documents made by hand, for tests of the engines alone: no pages, no database."""

import re
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.selections.facets import facet_codes
from search.engines import Engine, Request
from search.engines.elastic import Elastic
from search.engines.tantivy import Tantivy
from search.index.documents import IndexDocument
from search.text.analyzer import fold
from search.text.token_layers import Layers, Word


class Plain:
    """An analysis that anyone can do by hand: words in lower case, without accents in the folded layer."""

    version = "plain"

    def words(self, text: str, language: str) -> list[Word]:
        found = re.finditer(r"[\w/-]+", text)
        return [Word(each[0], *each.span(), each[0].lower(), folded=(fold(each[0]),)) for each in found]

    def layers(self, text: str, language: str) -> Layers:
        words = self.words(text, language)
        return Layers(stems=[word.stem for word in words], folded=[form for word in words for form in word.folded])


PLAIN: Any = Plain()
WITH_SERVER = [pytest.mark.needs_elasticsearch, pytest.mark.xdist_group("elasticsearch")]
BOTH = ["tantivy", pytest.param("elasticsearch", marks=WITH_SERVER)]


def doc(page_id: int, title: str = "Pump", **fields: Any) -> IndexDocument:
    """A Swedish case of 2022 for the whole country, unless told otherwise."""
    dated_on = fields.get("dated_on", date(2022, 1, 1))
    values: dict[str, Any] = {
        "revision_id": page_id + 1000,
        "event_id": 1,
        "language": "sv",
        "lists": (fields.get("language", "sv"),),
        "names": (),
        "ingress": "",
        "text": "",
        "subjects": (),
        "extra": "",
        "summary": "",
        "attachments": (),
        "case_number": "",
        "dated_on": dated_on,
        "precedence": 10,
    }
    filed: dict[str, tuple[str, ...]] = {
        **dict.fromkeys(facet_codes(), ()),
        "type": ("case",),
        "region": ("national",),
        "status": ("ongoing",),
        "year": (str(dated_on.year),) if dated_on else (),
        "level": ("national",),
        "lang": (fields.get("language", "sv"),),
    }
    filed |= {code: fields.pop(code) for code in filed.keys() & fields.keys()}
    return IndexDocument(page_id=page_id, title=title, facets=filed, **{**values, **fields})


class Shelf:
    """What the database would hold: the public documents, and the latest event of every page."""

    def __init__(self, docs: Iterable[IndexDocument] = ()) -> None:
        self.docs = {doc.page_id: doc for doc in docs}
        self.events = {doc.page_id: doc.event_id for doc in self.docs.values()}
        self._lock = threading.Lock()

    def put(self, page: IndexDocument) -> None:
        with self._lock:
            event = max(self.events.values(), default=0) + 1
            self.docs = {**self.docs, page.page_id: replace(page, event_id=event)}
            self.events[page.page_id] = event

    def take(self, page_id: int) -> None:
        with self._lock:
            self.docs = {other: doc for other, doc in self.docs.items() if other != page_id}
            self.events[page_id] = max(self.events.values()) + 1

    def read(self, page_ids: Iterable[int]) -> list[IndexDocument]:
        docs = self.docs
        return [docs[page_id] for page_id in page_ids if page_id in docs]

    def slowly(self) -> Iterator[IndexDocument]:
        """All documents as they are when the first one is read, as a query of the database gives them."""
        for page in self.docs.values():
            time.sleep(0.001)
            yield page


def fill(used: Engine, docs: Iterable[IndexDocument]) -> int:
    shelf = Shelf(docs)
    return used.rebuild(shelf.docs.values(), shelf.read)


def found(used: Engine, request: Request) -> list[int]:
    return used.search(request).ids


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the engines use the plain analysis: the real one asks the database for its concepts."""
    for module in ("tantivy", "elastic"):
        monkeypatch.setattr(f"search.engines.{module}.analysis", lambda: PLAIN)


@pytest.fixture
def tantivy(plainly: None, tmp_path: Path) -> Tantivy:
    return Tantivy(tmp_path / "index")


@pytest.fixture
def elastic(plainly: None, elastic_settings: dict[str, Any]) -> Iterator[Elastic]:
    """An engine with an index name of its own on the server of this run."""
    used = Elastic({**elastic_settings, "index": f"{elastic_settings['index']}-{secrets.token_hex(4)}"})
    yield used
    used.client.options(request_timeout=30).indices.delete(
        index=list(used.client.indices.get(index=f"{used.alias}-*")) or "none", ignore_unavailable=True
    )


@pytest.fixture(params=BOTH)
def used(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn, without an index."""
    made: Engine = request.getfixturevalue("tantivy" if request.param == "tantivy" else "elastic")
    return made
