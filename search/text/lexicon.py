"""The compiled word data that the analysis reads: lemmas, and the words that compounds are made of.

One read-only trie, mapped into memory and shared by all processes. A key says what it tells, in which language, of
which word: "lemma.sv.böcker" → the stem of "bok".
"""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import marisa_trie

STEMMERS = {"sv": "swedish", "en": "english", "nb": "norwegian", "da": "danish", "fi": "finnish"}
# The languages whose compounds are split.
COMPOUNDS = ("sv",)
# Costs are negative decimal logarithms, kept as a byte in steps of one 25th.
COST_STEP = 25
# The key of what the file says of itself.
HEADING = "heading"


class LexiconMissing(Exception):
    """There is no file of word data, or none that this version can read: manage.py compile_words makes it."""


def made(heading: Mapping[str, str], known: Mapping[str, bytes]) -> Any:
    """The trie of these keys, with a heading."""
    return marisa_trie.BytesTrie([*known.items(), (HEADING, json.dumps(dict(heading)).encode())])


def heading_of(path: Path | str) -> dict[str, str]:
    """What the file says of itself; empty where there is none that can be read."""
    try:
        return Lexicon.open(path).heading
    except LexiconMissing:
        return {}


class Lexicon:
    """Read-only word data, safe to share between threads."""

    def __init__(self, trie: Any) -> None:
        self._trie = trie
        self.heading: dict[str, str] = json.loads(trie[HEADING][0])
        self.version = self.heading["version"]

    @classmethod
    def empty(cls) -> Self:
        """No data at all: stems only, for what must not wait for a file."""
        return cls(made({"version": "empty"}, {}))

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Raises LexiconMissing where there is no file that can be read."""
        try:
            return cls(marisa_trie.BytesTrie().mmap(str(path)))
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise LexiconMissing(f"No word data that can be read at {path}: run manage.py compile_words.") from error

    def lemma(self, word: str, language: str) -> str:
        """The stem of the word's lemma where that is another than the word's own; else empty."""
        found = self._trie.get(f"lemma.{language}.{word}")
        return found[0].decode() if found else ""

    def cost(self, word: str, language: str) -> float:
        """How rare a word is; infinitely where no list has it."""
        return self._cost(f"word.{language}.{word}")

    def end(self, word: str, language: str) -> float:
        """How rare a word is that may end a compound; infinitely for others."""
        return self._cost(f"end.{language}.{word}")

    def beginnings(self, text: str, language: str) -> Iterator[tuple[str, float]]:
        """The known beginnings of compounds that the text begins with, and how rare each is."""
        start = f"front.{language}."
        for key in self._trie.prefixes(start + text):
            yield key[len(start) :], self._trie[key][0][0] / COST_STEP

    def _cost(self, key: str) -> float:
        found = self._trie.get(key)
        return found[0][0] / COST_STEP if found else math.inf
