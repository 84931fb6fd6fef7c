"""Where a text answers a question: which of its words are to be marked, and what of the question each of them answers.

The words of the question become runs, sequences of stems in the language of the text: a word is a run of one, a phrase
or the label of a concept may be one of several. A text is read once, chunk by chunk between white space. A chunk that
has no beginning of a run in it is passed over; the others are analysed as the index was, and compared stem by stem.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import NamedTuple

from search.query.builder import FOLDED, WORDS, edits
from search.query.resolver import Asked, AskedWord, Name, Stems
from search.text.analyzer import Analysis, fold
from search.text.edit_distance import distance
from search.text.token_layers import Word

# So many letters of a word are compared before it is analysed: a text has other endings than the question.
BEGINNING = 4
_CHUNK, _WORD = re.compile(r"\S+"), re.compile(r"[^\W_]+")


class Highlight(NamedTuple):
    """A stretch of a text, in characters, that answers a part of the question."""

    start: int
    end: int
    # The number of the name or phrase that it answers, in the order of Highlighter.names.
    name: int
    # Whether it has only a part of the word that was typed: "pump" for "insulinpump".
    is_weak: bool


@dataclass
class _Targets:
    """What is looked for in the texts of one language."""

    # First stem → the runs that begin with it, the longest first, each with the number of its name.
    runs: dict[str, list[tuple[Stems, int]]] = field(default_factory=dict)
    # Part of a typed compound → the number of its name.
    parts: dict[str, int] = field(default_factory=dict)
    # The first letters of all of these: a chunk without any of them answers nothing.
    beginnings: tuple[str, ...] = ()
    longest: int = 1


class Highlighter:
    """Finds in many texts what answers one question.

    Asked: the question, taken apart. Stage: the name of the stage that answered; later ones take more for an answer.
    Labels: concept → what it is called in all languages.
    """

    def __init__(
        self, asked: Asked, stage: str, analysis: Analysis, labels: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._asked, self._stage, self._analysis, self._labels = asked, stage, analysis, labels or {}
        # The numbers that a highlight's name may have.
        self.names = range(len(asked.names) + len(asked.phrases))
        # In the last stages: folded forms that a word of the text may be nearly, each with its name.
        self._near = (
            []
            if stage in (WORDS, FOLDED)
            else [
                (form, number) for number, name in enumerate(asked.names) for word in name.words for form in word.folded
            ]
        )
        self._targets = cache(self._make_targets)
        self._answers = cache(self._find_answers)

    def single_words(self) -> Iterator[tuple[int, str]]:
        """The names that are one word, by their numbers, as they were typed."""
        return ((number, name.text) for number, name in enumerate(self._asked.names) if len(name.words) == 1)

    def find(self, text: str, language: str) -> list[Highlight]:
        """The highlights of a text in order, none over another; weak ones only where there are no others."""
        candidates = self._candidates(fold(text), language)
        if not candidates:
            return []
        found: list[Highlight] = []
        end, longest = 0, self._targets(language).longest
        chunks = list(_CHUNK.finditer(text))
        for place in candidates:
            start, last = chunks[place].start(), chunks[place : place + longest][-1].end()
            # A run goes on in the next chunks, but not in the next passage.
            ahead = text[start:last].partition("\n")[0]
            for hit in self._answers(ahead, len(chunks[place][0]), language):
                if start + hit.start >= end:
                    end = start + hit.end
                    found.append(hit._replace(start=start + hit.start, end=end))
        return [hit for hit in found if not hit.is_weak] or found

    # What is looked for.

    def _make_targets(self, language: str) -> _Targets:
        targets = _Targets()
        for number, name in enumerate(self._asked.names):
            targets.parts |= {part: number for word in _words_of(name) for parts in word.parts for part in parts}
        for run, number in self._runs(language):
            targets.runs.setdefault(run[0], []).append((run, number))
            targets.longest = max(targets.longest, len(run))
        for runs in targets.runs.values():
            runs.sort(key=lambda pair: -len(pair[0]))
        targets.beginnings = _beginnings([*targets.runs, *targets.parts])
        return targets

    def _runs(self, language: str) -> Iterator[tuple[Stems, int]]:
        for number, name in enumerate(self._asked.names):
            for word in _words_of(name):
                folded = word.folded if self._stage != WORDS else ()
                yield from (((token,), number) for token in (*word.stems, *word.joined, *folded))
            for concept in _concepts_of(name):
                for label in self._labels.get(concept, ()):
                    if stems := self._analysis.stems(label, language):
                        yield stems, number
        for number, readings in enumerate(self._asked.phrases.values(), len(self._asked.names)):
            yield from ((stems, number) for stems in readings)

    # How it is found.

    def _candidates(self, folded: str, language: str) -> list[int]:
        """The numbers of the chunks that may answer anything, which is cheaper to see than to analyse them."""
        beginnings = [beginning for beginning in self._targets(language).beginnings if beginning in folded]
        if not beginnings and not self._near:
            return []
        # A slip of the pen keeps the first letter.
        letters = {form[0] for form, _name in self._near}
        return [
            place
            for place, chunk in enumerate(folded.split())
            if any(beginning in chunk for beginning in beginnings)
            or (letters and any(word[0] in letters for word in _WORD.findall(chunk)))
        ]

    def _find_answers(self, ahead: str, length: int, language: str) -> list[Highlight]:
        """The highlights that begin in the first `length` letters of a piece of text."""
        words = self._analysis.words(ahead, language)
        found = (self._judge(words[place:], language) for place, word in enumerate(words) if word.start < length)
        return [hit for hit in found if hit]

    def _judge(self, words: Sequence[Word], language: str) -> Highlight | None:
        """What the first of these words answers, with those after it: a run, what it is nearly, or a part."""
        targets, word, stems = self._targets(language), words[0], tuple(word.stem for word in words)
        tokens = [word.stem, *word.parts]
        if self._stage != WORDS:
            tokens += [*word.folded, *map(fold, word.parts)]
        for run, number in (pair for token in tokens for pair in targets.runs.get(token, ())):
            if run[1:] == stems[1 : len(run)]:
                return Highlight(word.start, words[len(run) - 1].end, number, False)
        for form, number in self._near:
            if any(is_near(form, other) for other in word.folded):
                return Highlight(word.start, word.end, number, False)
        weak = (targets.parts[token] for token in tokens if token in targets.parts)
        return next((Highlight(word.start, word.end, number, True) for number in weak), None)


def is_near(typed: str, found: str) -> bool:
    """Whether a folded form is at most so many letters from another as a fuzzy clause allows."""
    most = edits(typed)
    return most > 0 and typed[:1] == found[:1] and distance(typed, found, most) <= most


def _beginnings(tokens: Iterable[str]) -> tuple[str, ...]:
    """A few folded letters of each token, short enough to stand in other forms of the word, too."""
    return tuple({fold(token)[: max(2, min(BEGINNING, len(token) - 1))] for token in tokens})


def _words_of(name: Name) -> Iterator[AskedWord]:
    """The words of a name and of its synonyms."""
    yield from name.words
    for other in chain.from_iterable(name.synonyms):
        yield from _words_of(other)


def _concepts_of(name: Name) -> Iterator[str]:
    """The concepts that a name and its synonyms stand for."""
    yield from (*name.concepts, *name.narrower)
    for other in chain.from_iterable(name.synonyms):
        yield from _concepts_of(other)
