"""The protocol that every search engine answers to, and the one in use."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

from portal.selections.selection import Selection
from search.query.clauses import Stage

if TYPE_CHECKING:
    from search.index.documents import IndexDocument

MODULES = {"tantivy": "search.engines.tantivy", "elasticsearch": "search.engines.elastic"}

NO_INDEX = "there is no search index; `manage.py reindex` builds it"
BUILT_BY_ANOTHER = "another version built the search index; `manage.py reindex` builds it anew"


class EngineFailed(Exception):
    """The engine could not answer; whoever asked can answer from the database instead."""


@dataclass(frozen=True)
class Request:
    """One question: the facets and order of a selection, its words as stages, the part of the hits that is wanted.

    No stages: everything that the facets leave. Only what stands in the list of the selection's language is looked at.
    The first stage that finds anything in that list and before any facet is the one that answers.
    """

    selection: Selection
    stages: tuple[Stage, ...] = ()
    offset: int = 0
    limit: int = 20
    groups: tuple[str, ...] = ()
    # Whether what is stored of the hits is wanted.
    stored: bool = False
    # Pages that are not to be found or counted, although the index still has them.
    without: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Stored:
    """What the index keeps of a hit, to be shown when the page is still the same revision."""

    revision_id: int
    title: str
    ingress: str
    text: str
    names: tuple[str, ...]
    # Label and text of the files that it offers.
    attachments: tuple[tuple[str, str], ...] = ()
    # In English, of a page in another language.
    summary: str = ""

    @classmethod
    def read(cls, revision_id: int, values: list[Any]) -> "Stored":
        """Make it from the values that an index gives back."""
        title, ingress, text, names, attached, summary = values
        attachments = tuple((label, words) for label, words in attached)
        return cls(revision_id, title, ingress, text, tuple(names), attachments, summary)


@dataclass(frozen=True)
class Results:
    """The answer. A facet's count is the total that choosing it alone in its group leads to.

    Of places only (PlacedFacet): national publications stand under EVERY_REGION, which nobody chooses; choosing a place
    leads to its own count and that one together.
    """

    total: int
    ids: list[int]
    # Group → code → count; a value with no hit is left out.
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    stored: dict[int, Stored] = field(default_factory=dict)
    # By match: what each hit counts. No two engines round it alike.
    scores: dict[int, float] = field(default_factory=dict, compare=False)
    # The name of the stage that answered; the last one where none found anything.
    stage: str = ""


@dataclass(frozen=True)
class Status:
    """The state of an engine and its index."""

    # Whether it can answer.
    ready: bool
    documents: int = 0
    # What is wrong, in one sentence.
    detail: str = ""
    # It has to be built: there is none, or another version of fields or analysis built it.
    stale: bool = False


class Engine(Protocol):
    """What a search engine does. Its methods raise EngineFailed when the engine does not answer."""

    def turn(self) -> AbstractContextManager[None]:
        """Keep other writers out, so that what is read from the database inside is what is written."""

    def index(self, docs: Iterable["IndexDocument"]) -> None:
        """Write or replace, for good when this returns. A document of an older event than the one there loses."""

    def delete(self, gone: Mapping[int, int]) -> None:
        """Page id → the latest event of the page: an older write that comes after it loses."""

    def rebuild(
        self,
        docs: Iterable["IndexDocument"],
        again: Callable[[Collection[int]], Iterable["IndexDocument"]],
    ) -> int:
        """Build a new index beside the old one and go over to it. Returns the number of documents.

        To be called by one at a time (search.index.indexer.alone), and never within a turn. Others write to the old
        one meanwhile; `again` reads the pages that they wrote, those that are public.
        """

    def search(self, request: Request) -> Results:
        """Raises EngineFailed when the engine cannot answer."""

    def shown(self, number: str = "revision_id") -> dict[int, int]:
        """Page id → revision id of everything in the index; or "event_id", the newest that it takes account of."""

    def status(self) -> Status:
        """The state of the engine; never raises."""


@cache
def _engine(name: str, folder: str) -> Engine:
    made: Engine = import_module(MODULES[name]).make(folder)
    return made


def engine() -> Engine:
    """The engine that the settings name."""
    return _engine(settings.SEARCH_ENGINE, str(settings.SEARCH_INDEX))
