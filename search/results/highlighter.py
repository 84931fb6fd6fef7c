"""Where a text has what was asked for: fast enough for twenty hits with long texts on each page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from search.query.builder import FOLDED, WORDS, edits
from search.query.resolver import Asked, AskedWord, Name
from search.text.analyzer import Analysis, fold
from search.text.edit_distance import distance
from search.text.token_layers import Word

MOST_PLACES = 200
# So much of a text is looked at for the rest of a name of several words.
AHEAD = 100
BEGINNING = 5
_CHUNK = re.compile(r"\S+")
_PLAIN = (("å", "a"), ("ä", "a"), ("ö", "o"), ("é", "e"), ("æ", "a"), ("ø", "o"), ("ü", "u"))


class Highlight(NamedTuple):
    """A stretch of a text that answers one of the names asked for; weak where it is only a part of what was typed."""

    start: int
    end: int
    name: int
    is_weak: bool


@dataclass
class _Sought:
    """Token → the number of the name that it answers, in one language."""

    strong: dict[str, int] = field(default_factory=dict)
    weak: dict[str, int] = field(default_factory=dict)
    concepts: dict[str, int] = field(default_factory=dict)
    folded: dict[str, int] = field(default_factory=dict)
    # First stem → the labels of several words that begin so, longest first.
    labels: dict[str, list[tuple[tuple[str, ...], int]]] = field(default_factory=dict)
    # What a word must have in it to be looked at.
    beginnings: list[str] = field(default_factory=list)


class Wanted:
    """What answers a question in the stage that did, ready to be looked for in many texts."""

    def __init__(
        self, asked: Asked, stage: str, analysis: Analysis, labels: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Labels: concept → its words in all languages."""
        self.names = len(asked.names) + len(asked.phrases)
        self._asked, self._stage, self._analysis, self._labels = asked, stage, analysis, labels or {}
        self._near = [] if stage in (WORDS, FOLDED) else list(_forms(asked))
        self._alike = _starting_alike(form for form, _number in self._near if edits(form))
        self._sought: dict[str, _Sought] = {}
        self._known: dict[tuple[str, str], list[Highlight]] = {}

    def single_words(self) -> Iterator[tuple[int, str]]:
        """The names that are one word, by their numbers, as they were typed."""
        return ((number, name.text) for number, name in enumerate(self._asked.names) if len(name.words) == 1)

    def hits(self, text: str, language: str) -> list[Highlight]:
        """The hits in a text in order, none over another. Where something stands as it was typed, no weaker ones."""
        sought = self._sought.get(language) or self._prepare(language)
        found: list[Highlight] = []
        end = 0
        for start in self._places(text, sought):
            for hit in self._at(text, start, language, sought):
                if hit.start >= end:
                    found.append(hit)
                    end = hit.end
        if not all(hit.is_weak for hit in found):
            return [hit for hit in found if not hit.is_weak]
        return found

    def _prepare(self, language: str) -> _Sought:
        made = self._sought[language] = _Sought()
        tokens: list[str] = []
        for number, name in enumerate(self._asked.names):
            for word in _words_of(name):
                made.strong |= dict.fromkeys((*word.stems, *word.joined), number)
                made.weak |= {part: number for parts in word.parts for part in parts}
                if self._stage != WORDS:
                    made.folded |= dict.fromkeys(word.folded, number)
                    tokens += word.folded
            for concept in _concepts_of(name):
                made.concepts[concept] = number
                for label in self._labels.get(concept, ()):
                    self._add_label(made, label, language, number)
        for number, readings in enumerate(self._asked.phrases.values(), len(self._asked.names)):
            for stems in readings:
                made.labels.setdefault(stems[0], []).append((stems, number))
        slips = [form for form in made.folded if form not in tokens]
        made.beginnings = _beginnings([*made.strong, *made.weak, *made.labels, *tokens, *slips])
        return made

    def _add_label(self, made: _Sought, label: str, language: str, number: int) -> None:
        stems = self._analysis.stems(label, language)
        if len(stems) == 1:
            made.strong.setdefault(stems[0], number)
        elif stems:
            made.labels.setdefault(stems[0], []).append((stems, number))

    def _places(self, text: str, sought: _Sought) -> list[int]:
        """Where the chunks between white space begin that are worth a look."""
        plain = _plain(text)
        found: set[int] = set()
        for beginning in sought.beginnings:
            at = plain.find(beginning)
            for _ in range(MOST_PLACES):
                if at < 0:
                    break
                found.add(_chunk_start(text, at))
                at = plain.find(beginning, at + len(beginning))
        if self._alike:
            found |= {_chunk_start(text, match.start()) for match in self._alike.finditer(plain)}
        return sorted(found)

    def _at(self, text: str, start: int, language: str, sought: _Sought) -> Iterator[Highlight]:
        match = _CHUNK.match(text, start)
        if match is None:
            return
        hits = self._known.get((language, match[0]))
        if hits is None:
            words = self._analysis.words(match[0], language)
            # A label of several words is looked for each time, a word once.
            several = any(word.stem in sought.labels for word in words)
            hits = [hit for word in words if (hit := self._judge(word, language, sought))]
            self._known[language, match[0]] = [*hits, Highlight(0, 0, -1, True)] if several else hits
        elif hits and hits[-1].name < 0:
            several, hits = True, hits[:-1]
        else:
            several = False
        if several and (named := self._named(text, start, language, sought)):
            yield named
            return
        yield from (Highlight(start + hit.start, start + hit.end, hit.name, hit.is_weak) for hit in hits)

    def _named(self, text: str, start: int, language: str, sought: _Sought) -> Highlight | None:
        ahead = text[start : start + AHEAD].split("\n")[0]
        words = self._analysis.words(ahead, language)
        stems = tuple(word.stem for word in words)
        for first, word in enumerate(words[:3]):
            for label, number in sought.labels.get(word.stem, ()):
                last = first + len(label)
                if stems[first:last] == label:
                    return Highlight(start + word.start, start + words[last - 1].end, number, False)
        return None

    def _judge(self, word: Word, language: str, sought: _Sought) -> Highlight | None:
        own = [word.stem, *word.parts]
        for token in own:
            if token in sought.strong:
                return Highlight(word.start, word.end, sought.strong[token], False)
        if sought.concepts:
            for concept in self._analysis.layers(word.text, language).concepts:
                if concept in sought.concepts:
                    return Highlight(word.start, word.end, sought.concepts[concept], False)
        for form in (*word.folded, *map(fold, word.parts)):
            if form in sought.folded:
                return Highlight(word.start, word.end, sought.folded[form], False)
        for form, number in self._near:
            if any(is_near(form, other) for other in word.folded):
                return Highlight(word.start, word.end, number, False)
        for token in own:
            if token in sought.weak:
                return Highlight(word.start, word.end, sought.weak[token], True)
        return None


def is_near(typed: str, found: str) -> bool:
    """Whether a folded form is at most so many letters from it as a fuzzy clause allows."""
    most = edits(typed)
    return most > 0 and typed[:1] == found[:1] and distance(typed, found, most) <= most


def _forms(asked: Asked) -> Iterator[tuple[str, int]]:
    for number, name in enumerate(asked.names):
        for word in name.words:
            yield from ((form, number) for form in word.folded)


def _words_of(name: Name) -> Iterator[AskedWord]:
    yield from name.words
    for others in name.synonyms:
        for other in others:
            yield from _words_of(other)


def _concepts_of(name: Name) -> Iterator[str]:
    yield from (*name.concepts, *name.narrower)
    for others in name.synonyms:
        for other in others:
            yield from _concepts_of(other)


def _plain(text: str) -> str:
    """Small letters without the accents of the North, letter for letter."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    for letter, bare in _PLAIN:
        low = low.replace(letter, bare)
    return low


def _beginnings(tokens: Iterable[str]) -> list[str]:
    """A few letters of each token; none that has another within it."""
    cut = {token[: max(3, min(BEGINNING, len(token) - 1))] for token in map(_plain, tokens) if token}
    kept: dict[str, None] = {}
    for text in sorted(cut, key=lambda text: (len(text), text)):
        ends = range(1, len(text) + 1)
        # Few letters have few pieces; a question about a broad concept has hundreds of beginnings.
        if not any(text[start:end] in kept for end in ends for start in range(end)):
            kept[text] = None
    return list(kept)


def _starting_alike(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Words with the same first letter and about the same length."""
    ways = {
        rf"{re.escape(form[0])}\w{{{max(1, len(form) - 3)},{len(form) + 3}}}" for form in map(_plain, forms) if form
    }
    return re.compile(rf"\b(?:{'|'.join(sorted(ways))})\b") if ways else None


def _chunk_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at
