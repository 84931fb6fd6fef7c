"""Parts of search that can be switched off, to see which questions miss them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from unittest.mock import patch

from search.engines import Request
from search.index import site_analyzer
from search.query import builder
from search.query.clauses import Every
from search.results import answers
from search.results.answers import MOST_IDS, Answer
from search.text import analyzer, morphology
from search.text.lexicon import Lexicon
from tests.search import golden


@dataclass(frozen=True)
class Around:
    """In place of a function: what `change` makes of that function, its first argument, and of its arguments."""

    change: Callable[..., Any]

    def __call__(self, was: Callable[..., Any]) -> Callable[..., Any]:
        # A function of its own, so that a method stays one.
        return lambda *given, **named: self.change(was, *given, **named)


@dataclass(frozen=True)
class Part:
    """A part of search: its name, and what stands in its place while it is off, as (object, attribute, value)."""

    name: str
    instead: tuple[tuple[Any, str, Any], ...]

    @contextmanager
    def off(self) -> Iterator[None]:
        """Search without it. What is indexed may depend on it: the caller has to rebuild the index."""
        with ExitStack() as stack:
            for owner, attribute, value in self.instead:
                new = value(getattr(owner, attribute)) if isinstance(value, Around) else value
                stack.enter_context(patch.object(owner, attribute, new))
            stack.enter_context(_analysed_anew())
            yield


def part(name: str, *instead: tuple[Any, str, Any]) -> Part:
    return Part(name, instead)


@contextmanager
def _analysed_anew() -> Iterator[None]:
    """Remember nothing of what was analysed before, and leave nothing behind that others would remember."""
    with patch.object(site_analyzer, "_keeper", site_analyzer._Keeper()):
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    for remembered in (analyzer._forms, answers._plan_of):
        remembered.cache_clear()


def _in_chance_order(request: Request) -> Answer:
    """All that is found, in an order that has nothing to do with the question, and is the same each time."""
    given = answers.answer(replace(request, limit=MOST_IDS))
    ids = Random(request.selection.q).sample(given.results.ids, len(given.results.ids))
    return replace(given, results=replace(given.results, ids=ids))


def nothing(*_of: Any) -> tuple[Any, ...]:
    return ()


LEXICON = part("lexicon", (site_analyzer, "_lexicon", lambda *_of: Lexicon.empty()))
THESAURUS = part("thesaurus", (site_analyzer, "_of_concepts", nothing))
COMPOUNDS = part("compounds", (morphology, "split", nothing))
ORDER = part("order", (golden, "answer", _in_chance_order))
# What holds before what does not, decisions before what tells of them.
PRECEDENCE = part("precedence", (builder, "FOREMOST", 0.0))
# That a page has to be about a part of what was asked where it has not all of it.
SUBJECT = part("subject", (builder, "_subject", lambda _names: Every(())))
# What similar means: how many letters may be wrong, and that every word has to be so.
SIMILARITY = part("similarity", (builder, "edits", lambda _form: 2), (builder, "_all", builder._any))
# Without any one of these, search is another search.
INDISPENSABLE = (LEXICON, THESAURUS, COMPOUNDS, ORDER)
