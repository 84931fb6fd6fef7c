"""The names of concepts as a tree of stems, and how the words of a text walk it."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

# What a word may stand as in a language: its stem and its lemma.
Readings = Callable[[str, str], tuple[str, ...]]


# A word that names a label alone is at most so many letters shorter: "dem" is no "demens", whatever stemmers say.
_SHORTER = 2
_ABBREVIATION = re.compile(r"[^\W\d_a-zåäöæøé]{2,6}")
# What an abbreviation has after it when it is inflected.
_ENDING = re.compile(r"(?:[:’'].*|s)?")


class _Named(NamedTuple):
    """A concept at the end of a label, and what the word must be that is a label of one word."""

    concept: str
    letters: int = 0
    abbreviation: str = ""

    def may_be(self, word: str) -> bool:
        if self.abbreviation:
            low = word.lower()
            return low.startswith(self.abbreviation) and bool(_ENDING.fullmatch(low, len(self.abbreviation)))
        return len(word) >= self.letters - _SHORTER


class _Node:
    """What labels go on with after the words so far, and the concepts that are named by these words."""

    __slots__ = ("concepts", "further")

    def __init__(self) -> None:
        self.further: dict[str, _Node] = {}
        self.concepts: set[_Named] = set()


class Labels:
    """All labels of all languages; each is looked up in its own language's stems."""

    def __init__(self, languages: Iterable[str], readings: Readings) -> None:
        self._roots = {language: _Node() for language in languages}
        self._readings = readings

    def add(self, concept: str, language: str, label: str, ways: Iterable[tuple[str, ...]]) -> None:
        """A concept, a label of it and the sequences of stems that name it."""
        named = _Named(concept)
        if " " not in label:
            named = _Named(concept, len(label), label.lower() if _ABBREVIATION.fullmatch(label) else "")
        for stems in ways:
            node = self._roots[language]
            for stem in stems:
                node = node.further.setdefault(stem, _Node())
            if stems:
                node.concepts.add(named)

    def of_words(self, stems: Iterable[str], language: str) -> list[str]:
        """The concepts that these words name, each by itself."""
        nodes = map(self._roots[language].further.get, stems)
        return sorted({named.concept for node in nodes if node for named in node.concepts})

    def begins(self, text: str, language: str) -> bool:
        """Whether a label of the language begins with the word."""
        further = self._roots[language].further
        return any(reading in further for reading in self._readings(text, language))

    def found(self, texts: Sequence[str], first: int, languages: Iterable[str]) -> list[tuple[str, int]]:
        """What the words from the first on name: concepts, and where the words that name them end."""
        found: set[tuple[str, int]] = set()
        for language in languages:
            nodes = [self._roots[language]]
            for last in range(first, len(texts)):
                readings = self._readings(texts[last], language)
                nodes = [node.further[reading] for node in nodes for reading in readings if reading in node.further]
                for node in nodes:
                    for named in node.concepts:
                        if last > first or named.may_be(texts[first]):
                            found.add((named.concept, last + 1))
                # Most labels are one word.
                nodes = [node for node in nodes if node.further]
                if not nodes:
                    break
        return sorted(found)
