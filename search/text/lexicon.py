"""The compiled word data that the analysis reads: lemmas, and the words that compounds are made of.

One read-only file, mapped into memory and shared by all processes: a heading in JSON, then tries.
"""

import json
import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import marisa_trie

_MAGIC = b"portal words 1\n"
_ALIGNED = 16
# What a word is beside how common it is.
IN_DICTIONARY, IS_NAME, IS_UNLISTED = 1, 2, 4
# Added to a beginning's rule.
SURE = 128
# Costs are negative decimal logarithms, kept as whole numbers up to 255 in steps of one 25th.
COST_STEP = 25
WIDTHS = {"wholes": 2, "heads": 1, "fronts": 3}
STEMMERS = {"sv": "swedish", "en": "english", "nb": "norwegian", "da": "danish", "fi": "finnish"}
# The languages whose compounds are split, with the ways in which a compound's beginning becomes a word of its own:
# an ending that is cut, another that is added.
COMPOUNDS = {"sv": (("", ""), ("", "a"), ("s", ""), ("o", "a"), ("u", "a"), ("", "e"), ("s", "e"))}
# The rules for a linking -s-.
LINKED = (2, 6)


class LexiconMissing(Exception):
    """There is no file of word data, or none that this version can read: manage.py compile_words makes it."""


class Whole(NamedTuple):
    """A word and how rare it is."""

    cost: float
    # Whether a compound may end with it.
    is_head: bool
    is_name: bool
    # Whether only the portal itself has it, so that no list tells how rare it is.
    is_unlisted: bool


class Front(NamedTuple):
    """The beginning of compounds, and the rule that leads to the word it is."""

    # How rare it is among compounds, and how rare the word is, as costs.
    cost: float
    rarity: float
    rule: int
    # Whether so many compounds begin with it that it cannot be chance.
    is_sure: bool


def as_file(heading: Mapping[str, str], sections: Mapping[str, bytes]) -> bytes:
    """The file's content: its heading, and each section where the heading says."""
    places, body = {}, bytearray()
    for name, data in sections.items():
        body += b"\0" * (-len(body) % _ALIGNED)
        places[name] = [len(body), len(data)]
        body += data
    first = json.dumps({**heading, "sections": places}, sort_keys=True).encode() + b"\n"
    padding = b" " * (-len(_MAGIC + first) % _ALIGNED)
    return _MAGIC + padding + first + body


def heading_of(path: Path | str) -> dict[str, Any]:
    """What the file says of itself; empty where there is none that can be read."""
    try:
        with Path(path).open("rb") as file:
            return dict(json.loads(file.readline())) if file.readline() == _MAGIC else {}
    except (OSError, ValueError, TypeError):
        return {}


class Lexicon:
    """Read-only word data, safe to share between threads."""

    def __init__(self, version: str, sections: Mapping[str, memoryview]) -> None:
        self.version = version
        # The tries point into it, and don't hold it.
        self._sections = sections
        self._lemmas = {language: marisa_trie.BytesTrie().map(data) for language, data in _of("lemmas", sections)}
        self._wholes = _numbers("wholes", sections)
        self._heads = _numbers("heads", sections)
        self._fronts = _numbers("fronts", sections)

    @classmethod
    def empty(cls) -> Self:
        """No data at all: stems only, for what must not wait for a file."""
        return cls("empty", {})

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Raises LexiconMissing where there is no file that can be read."""
        try:
            with Path(path).open("rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            return cls.read(data)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            raise LexiconMissing(f"No word data that can be read at {path}: run manage.py compile_words.") from error

    @classmethod
    def read(cls, data: memoryview) -> Self:
        """From a file's content, which has to stay as it is."""
        start = bytes(data[: len(_MAGIC)])
        if start != _MAGIC:
            raise ValueError("not a file of word data")
        end = len(_MAGIC) + _line_length(data, len(_MAGIC))
        heading = json.loads(bytes(data[len(_MAGIC) : end]))
        sections = {}
        for name, (place, length) in heading["sections"].items():
            if end + place + length > len(data):
                raise ValueError("the file is cut short")
            sections[name] = data[end + place : end + place + length]
        return cls(heading["version"], sections)

    def lemma(self, word: str, language: str) -> str:
        """The stem of the word's lemma where that is another than the word's own; else empty."""
        trie = self._lemmas.get(language)
        found = trie.get(word) if trie is not None else None
        return found[0].decode() if found else ""

    def splits(self, language: str) -> bool:
        """Whether there are words to split compounds of the language with."""
        return language in self._fronts and language in self._wholes

    def whole(self, word: str, language: str) -> Whole | None:
        found = self._wholes[language].get(word)
        return _whole(*found) if found else None

    def wholes(self, text: str, language: str) -> Iterator[tuple[str, Whole]]:
        """The words that the text begins with."""
        for start, found in self._wholes[language].prefixes(text):
            yield start, _whole(*found)

    def head(self, stem: str, language: str) -> float | None:
        """The cost of the commonest word with the stem that may end a compound."""
        found = self._heads[language].get(stem)
        return None if found is None else found[0] / COST_STEP

    def fronts(self, text: str, language: str) -> Iterator[tuple[str, Front]]:
        """The known beginnings of compounds that the text begins with."""
        for start, (cost, rarity, rule) in self._fronts[language].prefixes(text):
            yield start, Front(cost / COST_STEP, rarity / COST_STEP, rule & ~SURE, rule >= SURE)


class Numbers:
    """A few numbers up to 255 for each word: a trie gives a word's place among them."""

    def __init__(self, trie: Any, numbers: memoryview, width: int) -> None:
        self._trie, self._numbers, self._width = trie, numbers, width

    @classmethod
    def made(cls, known: Mapping[str, tuple[int, ...]], width: int) -> tuple[bytes, bytes]:
        """The trie and the numbers as bytes."""
        trie = marisa_trie.Trie(known)
        numbers = bytearray(width * len(known))
        for word, some in known.items():
            place = width * trie[word]
            numbers[place : place + width] = bytes(some)
        return trie.tobytes(), bytes(numbers)

    def get(self, word: str) -> memoryview | None:
        place = self._trie.get(word)
        return None if place is None else self._numbers[place * self._width : (place + 1) * self._width]

    def prefixes(self, text: str) -> Iterator[tuple[str, memoryview]]:
        """Those words that the text begins with."""
        width = self._width
        for start, place in self._trie.iter_prefixes_with_ids(text):
            yield start, self._numbers[place * width : (place + 1) * width]


def _whole(cost: int, flags: int) -> Whole:
    return Whole(cost / COST_STEP, flags & IN_DICTIONARY > 0, flags & IS_NAME > 0, flags & IS_UNLISTED > 0)


def _of(what: str, sections: Mapping[str, memoryview]) -> Iterator[tuple[str, memoryview]]:
    for name, data in sections.items():
        if name.startswith(f"{what}."):
            yield name.removeprefix(f"{what}."), data


def _numbers(what: str, sections: Mapping[str, memoryview]) -> dict[str, Numbers]:
    return {
        language: Numbers(marisa_trie.Trie().map(data), sections[f"numbers.{what}.{language}"], WIDTHS[what])
        for language, data in _of(what, sections)
    }


def _line_length(data: memoryview, start: int) -> int:
    for size in (4096, len(data)):
        found = bytes(data[start : start + size]).find(b"\n")
        if found >= 0:
            return found + 1
    raise ValueError("the file has no heading")
