"""Clauses judged in plain Python, and the saved selections that a publication matches."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portal.selections.concerned import known_places
from portal.selections.facets import facets
from portal.selections.selection import Selection
from portal.selections.words import Title
from search.index.documents import documents
from search.index.fields import LISTS, fields, is_keyword
from search.index.site_analyzer import analysis
from search.models import Synonym
from search.query.builder import WORDS, stages
from search.query.clauses import Best, Clause, Every, Fuzzy, OnePage, Phrase, Prefix, Some, Term
from search.query.parser import parse
from search.query.resolver import Synonyms
from search.text.analyzer import Analysis
from search.text.edit_distance import distance


class Held:
    """What `fields.fields` has of a document, as sets to look tokens up in."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields
        self._tokens: dict[str, frozenset[str]] = {}

    def tokens(self, field: str) -> frozenset[str]:
        """The tokens of a field, in any order."""
        found = self._tokens.get(field)
        if found is None:
            found = self._tokens[field] = frozenset(self.in_order(field))
        return found

    def in_order(self, field: str) -> list[str]:
        """The tokens of a field, in the order of the text."""
        value = self._fields.get(field, "")
        return list(value) if is_keyword(field) else str(value).split()


def holds(clause: Clause, held: Held) -> bool:
    """Whether a document answers a clause: what every engine must say too."""
    match clause:
        case Term(field, token):
            return token in held.tokens(field)
        case Every(of, without):
            return all(holds(each, held) for each in of) and not any(holds(each, held) for each in without)
        case Best(of) | Some(of):
            return any(holds(each, held) for each in of)
        case OnePage(page_id):
            return str(page_id) in held.tokens("page_id")
        case Phrase(field, tokens):
            return _stand_together(tokens, held, field)
        case Prefix(field, start):
            return any(token.startswith(start) for token in held.tokens(field))
        case Fuzzy(field, token, edits):
            return any(
                token[:1] == other[:1] and distance(token, other, edits) <= edits for other in held.tokens(field)
            )


def _stand_together(tokens: tuple[str, ...], held: Held, field: str) -> bool:
    if not held.tokens(field).issuperset(tokens):
        return False
    row, wanted = held.in_order(field), list(tokens)
    return any(row[at : at + len(wanted)] == wanted for at, token in enumerate(row) if token == wanted[0])


@dataclass(frozen=True)
class Saved:
    """A selection that somebody follows; the key says who, to whoever asks."""

    key: Any
    selection: Selection


def matching(doc: Mapping[str, Any], saved: Sequence[Saved]) -> list[Saved]:
    """Which of the saved selections a document is in, given as `fields.fields` has it.

    A question counts as it stands: what only its later stages would find is not what somebody follows.
    """
    held, places, plans = Held(doc), known_places(facets()), _plans()
    return [
        each for each in saved if _is_chosen(each.selection, held, places) and _answers(each.selection, held, plans)
    ]


def _is_chosen(selection: Selection, held: Held, places: Mapping[str, set[str]]) -> bool:
    if selection.language not in held.tokens(LISTS):
        return False
    for code, codes in selection.chosen_facets.items():
        if code in places and places[code].isdisjoint(codes):
            return False
        if held.tokens(code).isdisjoint(facets()[code].asked(codes)):
            return False
    return True


def _answers(selection: Selection, held: Held, plans: "_Plans") -> bool:
    clause = plans.of(selection.q, selection.languages) if selection.q else None
    return clause is None or holds(clause, held)


def selections_answered(page_ids: Collection[int], selections: Sequence[Selection]) -> set[Selection]:
    """Those of these selections that any of these public pages is in, for portal.selections.words."""
    saved = [Saved(None, selection) for selection in selections]
    found: set[Selection] = set()
    for doc in documents(page_ids):
        found.update(each.selection for each in matching(fields(doc, analysis()), saved))
    return found


def titles_answering(selection: Selection, titles: Collection[Title]) -> set[Title]:
    """Those of these titles that have the words of the selection, for portal.selections.words."""
    clause = _plans().of(selection.q, selection.languages)
    used = analysis()
    return {title for title in titles if clause is None or holds(clause, held_of(used, *title))}


def held_of(used: Analysis, title: str, language: str, rest: str = "") -> Held:
    """The tokens of a text that is in no index: its title, and the rest of it."""
    titled = vars(used.layers(title, language))
    whole = vars(used.layers(f"{title}\n{rest}", language)) if rest else titled
    layers = {**whole, **{f"title_{layer}": tokens for layer, tokens in titled.items()}}
    return Held({layer: " ".join(tokens) for layer, tokens in layers.items()})


class _Plans:
    """The first stage of each question, made once for as long as analysis and synonyms are the same."""

    def __init__(self, used: Analysis, synonyms: Synonyms) -> None:
        self._analysis, self.synonyms = used, synonyms
        self.of = lru_cache(20_000)(self._make)

    def _make(self, text: str, languages: tuple[str, ...]) -> Clause | None:
        made = stages(parse(text), languages, self._analysis, self.synonyms, (WORDS,))
        return made[0].clause if made else None


@lru_cache(1)
def _plans_with(used: Analysis, synonyms: tuple[tuple[str, tuple[str, ...]], ...]) -> _Plans:
    return _Plans(used, dict(synonyms))


def _plans() -> _Plans:
    return _plans_with(analysis(), tuple(sorted(Synonym.mapping().items())))
