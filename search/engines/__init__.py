"""The protocol that every search engine answers to, and the one in use."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from portal.selections import GROUPS, Selection

if TYPE_CHECKING:
    from search.documents import IndexDocument

# A text in pieces, those that were searched for marked: safe to write out one by one, whatever they hold.
Pieces = tuple[tuple[str, bool], ...]
MODULES = {"tantivy": "search.engines.tantivy"}


class EngineFailed(Exception):
    """The engine could not answer; whoever asked can answer from the database instead."""


@dataclass(frozen=True)
class Request:
    """One question: a selection, the part of its hits that is wanted, the facet groups to count."""

    selection: Selection
    offset: int = 0
    limit: int = 20
    groups: tuple[str, ...] = GROUPS
    fragments: bool = True


@dataclass(frozen=True)
class Found:
    """A hit as the index knows it: what of it was found where. Empty pieces where nothing was."""

    revision_id: int
    title: Pieces = ()
    ingress: Pieces = ()
    text: Pieces = ()


@dataclass(frozen=True)
class Results:
    """The answer. A facet's count is the total that choosing it leads to, within its group."""

    total: int
    ids: list[int]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    fragments: dict[int, Found] = field(default_factory=dict)


@dataclass(frozen=True)
class Status:
    ready: bool
    documents: int = 0
    detail: str = ""


class Engine(Protocol):
    def turn(self) -> AbstractContextManager[None]:
        """Keep other writers out, so that what is read from the database inside is what is written."""

    def index(self, docs: Iterable["IndexDocument"]) -> None: ...

    def delete(self, ids: Iterable[int]) -> None: ...

    def rebuild(self, docs: Iterable["IndexDocument"]) -> int:
        """Build a new index beside the old one and go over to it. Returns the number of documents."""

    def search(self, request: Request) -> Results:
        """Raises EngineFailed when the engine cannot answer."""

    def shown(self) -> dict[int, int]:
        """Page id → revision id of everything in the index."""

    def status(self) -> Status: ...


@cache
def _engine(name: str, folder: str) -> Engine:
    made: Engine = import_module(MODULES[name]).make(folder)
    return made


def engine() -> Engine:
    """The engine that the settings name."""
    return _engine(settings.SEARCH_ENGINE, str(settings.SEARCH_INDEX))
