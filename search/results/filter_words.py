"""Words of a question that name a filter's value act as that filter: “Bör användas” is a verdict, “2024” is a year.

They act where the rest of the question finds something with the filter, and are only offered where the question is
asked for as it stands: it stands in a title, is a case number, or editors have chosen pages for it. In quotation marks
words are text. A question gets shorter by each word that is read as a filter, so no reader is led in a circle.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

from portal.outbox.changes import kept
from portal.publications.page_types import page_types
from portal.selections.concerned import HEALTHCARE_REGION, REGION
from portal.selections.facets import Codes, facets
from portal.selections.selection import LONGEST_QUESTION, Selection, clean_question
from search.engines import EngineFailed, Request, engine
from search.index.site_analyzer import analysis
from search.models import BestBet
from search.query.builder import as_it_stands
from search.query.parser import BLANK, bare, parse
from search.results.answers import answer, taken_back
from search.results.facets import FacetLabels
from search.text.analyzer import fold

# The facets whose values are named by words that mean nothing else. A name of two values is that of the first facet.
NAMED = ("verdict", "status", "type", REGION, HEALTHCARE_REGION, "assessor")
# Those that answer a whole question without being asked whether they find anything.
ALONE = NAMED[:3]
# What is national concerns every place: one that is named alone narrows nearly nothing.
PLACES = (REGION, HEALTHCARE_REGION)
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"\S+")
_YEAR = re.compile(r"(?:19|20)\d\d")
# What may stand beside a word that stands alone.
_BEFORE, _AFTER = re.compile(r"(?:^|[\s(])$"), re.compile(r"[.,;:!?)]*(?:\s|$)")


class FilterWords(NamedTuple):
    """Where in the question words name a value, and which."""

    start: int
    end: int
    facet: str
    code: str


@dataclass(frozen=True)
class FilterReading:
    """A question whose words name filters."""

    # The words that do, as they were typed.
    words: tuple[str, ...]
    # Facet and value of each, in the reader's language.
    labels: tuple[str, ...]
    # The rest of the question with these filters.
    selection: Selection
    # The query string of the question with these words in quotation marks; empty where it would be too long.
    as_text: str
    # False where it is only offered.
    acts: bool = True


def reading_of(selection: Selection) -> FilterReading | None:
    """How a question is read that names filters; None where it names none, or where nothing is found with them."""
    named = _named(selection) if selection.q else []
    if not named:
        return None
    reading = _read(selection, named)
    if _is_all(reading, named) and named[0].facet in ALONE:
        return replace(reading, acts=not _is_chosen_by_editors(selection))
    try:
        found = answer(Request(reading.selection, limit=0))
        if found.reduced or not found.results.total:
            return None
        return replace(reading, acts=not _is_meant_as_it_stands(selection, reading, named))
    except EngineFailed:
        return None


def led(selection: Selection) -> Selection:
    """What the search page answers: the selection, or that of its reading where the words act as filters."""
    reading = reading_of(selection)
    return reading.selection if reading and reading.acts else selection


def reading_told(selection: Selection, asked: str) -> FilterReading | None:
    """The reading of a question that led here; None where that question does not lead here."""
    before = Selection(q=clean_question(asked), language=selection.language)
    if not (named := _named(before)):
        return None
    reading = _read(before, named)
    leads = reading.selection.q == selection.q and set(reading.selection.chosen) <= set(selection.chosen)
    if not leads:
        return None
    others = tuple(pair for pair in selection.chosen if pair not in reading.selection.chosen)
    return _read(replace(before, chosen=others, sort=selection.sort), named)


def _is_meant_as_it_stands(selection: Selection, reading: FilterReading, named: Sequence[FilterWords]) -> bool:
    """Whether the words are those of a title, a case number, a question of the editors, or a place alone."""
    if _is_chosen_by_editors(selection):
        return True
    if not reading.selection.q and not selection.chosen and all(each.facet in PLACES for each in named):
        return True
    question = parse(selection.q)
    if _is_all(reading, named) or question.phrases or question.without:
        return False
    stage = as_it_stands(question, selection.languages, analysis())
    asked = Request(replace(selection, q=""), (stage,), limit=0, without=taken_back())
    return bool(engine().search(asked).total)


def _is_all(reading: FilterReading, named: Sequence[FilterWords]) -> bool:
    """Whether the question is the name of one value and nothing else."""
    return len(named) == 1 and not reading.selection.q


def _is_chosen_by_editors(selection: Selection) -> bool:
    return bool(BestBet.for_question(selection.q, selection.language))


def _read(selection: Selection, named: Sequence[FilterWords]) -> FilterReading:
    labels, text = FacetLabels.kept(), selection.q
    read = replace(selection, q=_rest(selection, named))
    for each in named:
        read = read.with_codes(each.facet, tuple(dict.fromkeys([*read.codes(each.facet), each.code])))
    for each in reversed(named):
        text = f'{text[: each.start]}"{text[each.start : each.end]}"{text[each.end :]}'
    return FilterReading(
        words=tuple(selection.q[each.start : each.end] for each in named),
        labels=tuple(f"{facets()[each.facet].label}: {labels.of(each.facet, each.code)}" for each in named),
        selection=read,
        as_text=replace(selection, q=text).query_string() if len(text) <= LONGEST_QUESTION else "",
    )


def _rest(selection: Selection, named: Sequence[FilterWords]) -> str:
    """The other words, without the small ones that lead from them to the filter: “i” of “upphandling i Skåne”."""
    text, plain = selection.q, bare(selection.q)
    starts, ends = [0, *(each.end for each in named)], [*(each.start for each in named), len(text)]
    kept_words = []
    for start, end in zip(starts, ends, strict=True):
        pieces = list(_PIECE.finditer(plain, start, end))
        while pieces and _says_nothing(pieces[0][0], selection.language):
            pieces.pop(0)
        while pieces and _says_nothing(pieces[-1][0], selection.language):
            pieces.pop()
        kept_words += [text[piece.start() : piece.end()] for piece in pieces]
    return " ".join(kept_words)


def _says_nothing(piece: str, language: str) -> bool:
    return BLANK not in piece and all(word.is_small for word in analysis().words(piece, language))


def _named(selection: Selection) -> list[FilterWords]:
    """The words that name values, the longest names first; not those within the name of something else."""
    text = bare(selection.q)
    words = [match.span() for match in _WORD.finditer(text)]
    taken = _concepts(text, selection.language)
    values: dict[tuple[str, ...], tuple[str, str]] = kept("filter-words", _values)
    longest = max(map(len, values), default=0)
    found, first = [], 0
    while first < len(words):
        for last in range(min(first + longest, len(words)), first, -1):
            start, end = words[first][0], words[last - 1][1]
            run = tuple(fold(text[begins:ends]) for begins, ends in words[first:last])
            value = values.get(run) or _year(text, start, end)
            if value and _stands_alone(text, start, end) and not _is_within(start, end, taken):
                chosen = selection.codes(value[0])
                if not chosen or value[1] in chosen:
                    found.append(FilterWords(start, end, *value))
                    first = last - 1
                    break
        first += 1
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(text[:start]) and _AFTER.match(text, end))


def _year(text: str, start: int, end: int) -> tuple[str, str] | None:
    """A year stands beside no other number: “MTP 2021 / 7” is a case number."""
    if not _YEAR.fullmatch(text, start, end):
        return None
    beside = [*text[:start].split()[-1:], *text[end:].split()[:1]]
    if any(letter.isdigit() or letter == "/" for piece in beside for letter in piece):
        return None
    return "year", text[start:end]


def _is_within(start: int, end: int, others: Sequence[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last and end - start < last - first for first, last in others)


def _concepts(text: str, language: str) -> list[tuple[int, int]]:
    """Where the names of concepts stand: “assessment” of “health technology assessment” is no type."""
    words = analysis().words(text, language)
    return [(words[label.first].start, words[label.last - 1].end) for label in analysis().labels(words)]


def _values() -> dict[tuple[str, ...], tuple[str, str]]:
    """The words of each name, in each language of the site → facet and code."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for facet in NAMED:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for value in facets()[facet].values():
                    for name in _names(facet, value.code, value.label):
                        found.setdefault(tuple(_WORD.findall(fold(name))), (facet, value.code))
    found.pop((), None)
    return found


def _names(facet: str, code: str, label: str) -> Iterator[str]:
    """What a value is called: a type also by its plural, a region also with “Region”, a body also by its letters."""
    yield label
    if facet == "type":
        model = page_types()[code]
        yield from (str(model._meta.verbose_name_plural), *model.called)
    elif facet == REGION:
        short = label.removesuffix(" län")
        yield from (f"Region {label}", short, f"Region {short}")
    elif facet == "assessor":
        yield from _pieces_of(label)


def _pieces_of(label: str) -> Codes:
    """The name and the letters of “Tandvårds- och läkemedelsförmånsverket (TLV)”; “CAMTÖ” of “CAMTÖ, Region …”."""
    name, _sign, letters = label.partition(" (")
    return tuple(piece.partition(",")[0].strip(" )") for piece in (name, letters))
