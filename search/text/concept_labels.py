"""The names of concepts as sequences of stems, and which of them the words of a text name."""

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


class _Names:
    """The labels of one language, by the stems that name them."""

    def __init__(self) -> None:
        self.ends: dict[tuple[str, ...], tuple[_Named, ...]] = {}
        # What labels of several words begin with.
        self.starts: set[tuple[str, ...]] = set()

    def add(self, stems: tuple[str, ...], named: _Named) -> None:
        if stems:
            self.ends[stems] = (*self.ends.get(stems, ()), named)
            self.starts.update(stems[:length] for length in range(1, len(stems)))


class ConceptLabels:
    """All labels of all languages; each is looked up in its own language's stems."""

    def __init__(self, languages: Iterable[str], readings: Readings) -> None:
        self._names = {language: _Names() for language in languages}
        self._readings = readings

    def add(self, concept: str, language: str, label: str, ways: Iterable[tuple[str, ...]]) -> None:
        """A concept, a label of it and the sequences of stems that name it."""
        named = _Named(concept)
        if " " not in label:
            named = _Named(concept, len(label), label.lower() if _ABBREVIATION.fullmatch(label) else "")
        for stems in ways:
            self._names[language].add(stems, named)

    def of_words(self, stems: Iterable[str], language: str) -> list[str]:
        """The concepts that these words name, each by itself."""
        ends = self._names[language].ends
        return sorted({named.concept for stem in stems for named in ends.get((stem,), ())})

    def begins(self, text: str, language: str) -> bool:
        """Whether a label of the language begins with the word."""
        names = self._names[language]
        return any((word,) in names.ends or (word,) in names.starts for word in self._readings(text, language))

    def found(self, texts: Sequence[str], first: int, languages: Iterable[str]) -> list[tuple[str, int]]:
        """What the words from the first on name: concepts, and where the words that name them end."""
        found: set[tuple[str, int]] = set()
        for language in languages:
            names = self._names[language]
            begun: list[tuple[str, ...]] = [()]
            for last in range(first, len(texts)):
                readings = self._readings(texts[last], language)
                begun = [(*stems, reading) for stems in begun for reading in readings]
                for stems in begun:
                    for named in names.ends.get(stems, ()):
                        if last > first or named.may_be(texts[first]):
                            found.add((named.concept, last + 1))
                # Most labels are one word.
                begun = [stems for stems in begun if stems in names.starts]
                if not begun:
                    break
        return sorted(found)
