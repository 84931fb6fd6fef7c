"""A question as a tree of clauses that every engine understands: no query syntax, no strings to escape."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A token that a field holds, as the analysis wrote it; or an exact value of a keyword, which counts its boost."""

    field: str
    token: str
    boost: float = 1.0


@dataclass(frozen=True)
class Phrase:
    """Tokens that stand side by side in a field."""

    field: str
    tokens: tuple[str, ...]
    boost: float = 1.0


@dataclass(frozen=True)
class Prefix:
    """A token that begins so. Every hit counts the same: the boost."""

    field: str
    start: str
    boost: float = 1.0


@dataclass(frozen=True)
class Fuzzy:
    """A token at most so many edits away (a swap of neighbours is one), its first letter kept. Hits count the same."""

    field: str
    token: str
    edits: int
    boost: float = 1.0


@dataclass(frozen=True)
class OnePage:
    """A page by its number, whatever it holds. It counts the boost."""

    page_id: int
    boost: float = 1.0


@dataclass(frozen=True)
class Best:
    """At least one of the clauses; the best one counts."""

    of: tuple["Clause", ...]


@dataclass(frozen=True)
class Some:
    """At least one of the clauses; the counts of all that hold add up."""

    of: tuple["Clause", ...]


@dataclass(frozen=True)
class Every:
    """All of the clauses and none of the others; the bonus adds to the count of what holds already."""

    of: tuple["Clause", ...]
    without: tuple["Clause", ...] = ()
    bonus: tuple["Clause", ...] = ()


Clause = Term | Phrase | Prefix | Fuzzy | OnePage | Best | Some | Every


@dataclass(frozen=True)
class Stage:
    """One reading of the question. The next stage is asked only where this one finds nothing."""

    name: str
    clause: Clause
