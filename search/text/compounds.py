"""Compounds and their parts: a shortest path over words that begin compounds and a word that ends one.

A step costs the negative decimal logarithm of how common the part is, so few and common parts win.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from search.text.compound_rules import ALWAYS_LINKED, LEARNED, NO_FRONT, NO_HEAD, SHORT_HEADS, SIMPLE
from search.text.lexicon import COMPOUNDS, LINKED, Lexicon

SHORTEST, LONGEST = 6, 60
# What a part costs beside being rare: each further part, a word that no known compound begins with, three letters,
# a linking -s- that could belong to the next part, an end that is known in another inflection alone.
_PART, _BARE, _THREE, _LINK, _INFLECTED = 0.7, 1.5, 0.8, 1.0, 0.5
_COST_OF_LEARNED = 4.0
_LENGTHS_OF_LEARNED = sorted({len(start) for start in LEARNED})
# How rare a part may be, as a cost (9 less the value on Zipf's scale).
_RAREST, _RAREST_AFTER_UNKNOWN = 7.5, 6.0
_RAREST_BARE = {4: 5.8, 5: 6.9}
_SHORTEST_UNKNOWN = 4
# How much rarer than the whole a part may be, by the letters of the shortest part: where the whole is the more common
# word, short parts are chance (kat-eter), long ones are not (hjärt-infarkt).
_MARGINS = {3: -0.3, 4: 0.8}
_LONG_MARGIN = 2.2
# A word as common as this has parts that are at least about as common.
_COMMON, _COMMON_MARGIN = 5.2, 0.4
# Letters that three parts or more have on average.
_LETTERS_OF_PARTS = 4.2
# From this cost on, a word is too rare for a list to tell that it is no compound.
_RARE = 6.0


class Part(NamedTuple):
    """A part as it stands in the compound, and the word that it is without linking letters."""

    start: int
    end: int
    word: str


class _Way(NamedTuple):
    """A way through the beginning of a word."""

    cost: float = 0.0
    parts: tuple[Part, ...] = ()
    # The cost of the rarest part, and the letters of the shortest.
    rarest: float = 0.0
    shortest: int = LONGEST

    def further(self, part: Part, cost: float, rarity: float, *, is_sure: bool = False) -> "_Way":
        letters = part.end - part.start + is_sure
        return _Way(
            self.cost + cost + _PART + _THREE * (letters == 3),
            (*self.parts, part),
            max(self.rarest, rarity),
            min(self.shortest, letters),
        )

    def suits(self, whole: float) -> bool:
        """Whether a word that is so common can be a compound of these."""
        margin = _MARGINS.get(self.shortest, _LONG_MARGIN)
        return self.rarest <= whole + (margin if whole > _COMMON else min(margin, _COMMON_MARGIN))


_NO_WAY = _Way(math.inf)


class Splitter:
    """Splits compounds. The stemmer gives a word's stem."""

    def __init__(self, lexicon: Lexicon, language: str, stem: Callable[[str], str]) -> None:
        self._whole = partial(lexicon.whole, language=language)
        self._wholes = partial(lexicon.wholes, language=language)
        self._head_of_stem = partial(lexicon.head, language=language)
        self._fronts = partial(lexicon.fronts, language=language)
        self._stem = stem
        self._rules = COMPOUNDS[language]

    def split(self, word: str) -> tuple[Part, ...]:
        """The parts of a compound in lower case; none where it is no compound."""
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or SIMPLE.fullmatch(word):
            return ()
        whole = self._whole(word)
        if whole is None:
            # Another inflection of a word that is known.
            known = self._inflected(word)
            way = self._best(word, math.inf if known is None else known)
            return way.parts or (self._after_unknown(word) if known is None else ())
        if whole.is_name:
            return ()
        if whole.is_unlisted:
            return self._best(word, math.inf).parts or self._after_unknown(word)
        return self._best(word, whole.cost).parts or (
            self._after_unknown(word, is_listed=True) if whole.cost >= _RARE else ()
        )

    def _best(self, word: str, whole: float) -> _Way:
        """The cheapest way through the word that suits how common it is."""
        ways = {0: _Way()}
        best = _NO_WAY
        for place in range(len(word) - 2):
            if way := ways.get(place):
                if len(way.parts) > 1 and len(word) < _LETTERS_OF_PARTS * (len(way.parts) + 1):
                    continue
                if place and (done := self._ended(way, word, place)) and done.cost < best.cost and done.suits(whole):
                    best = done
                for longer in self._begun(way, word, place):
                    end = longer.parts[-1].end
                    if longer.cost < ways.get(end, _NO_WAY).cost and longer.suits(whole):
                        ways[end] = longer
        return best

    def _ended(self, way: _Way, word: str, place: int) -> _Way | None:
        end = word[place:]
        cost = self._cost_of_end(end)
        return way.further(Part(place, len(word), end), cost, cost, is_sure=len(end) == 3) if cost <= _RAREST else None

    def _cost_of_end(self, end: str) -> float:
        if end in NO_HEAD or (len(end) == 3 and end not in SHORT_HEADS):
            return math.inf
        whole = self._whole(end)
        if whole and (whole.is_head or end in SHORT_HEADS):
            return whole.cost
        if len(end) < 5:
            return math.inf
        known = self._inflected(end)
        return math.inf if known is None else known + _INFLECTED

    def _inflected(self, word: str) -> float | None:
        """The cost of a word that is known in another inflection alone."""
        found = self._head_of_stem(self._stem(word))
        if found is None and word.endswith("n"):
            # The stemmer leaves "sensorn" and "skenan" as they are.
            found = self._head_of_stem(self._stem(word[:-1]))
        return found

    def _begun(self, way: _Way, word: str, place: int) -> Iterator[_Way]:
        rest = word[place:]
        known = set()
        for start, front in self._fronts(rest):
            if start not in NO_FRONT and len(start) < len(rest):
                known.add(len(start))
                part = Part(place, place + len(start), self._base(start, front.rule))
                if part.word in NO_FRONT:
                    continue
                if rest[len(start)] == "s" and part.word.endswith(ALWAYS_LINKED) and front.rule not in LINKED:
                    continue
                linked = front.rule in LINKED and self._cost_of_end(rest[len(start) - 1 :]) < _RAREST
                yield way.further(part, front.cost + _LINK * linked, front.rarity, is_sure=front.is_sure)
        for length, base, cost in self._bare(rest):
            if length not in known and rest[:length] not in NO_FRONT:
                yield way.further(Part(place, place + length, base), cost + _BARE, cost)

    def _base(self, start: str, rule: int) -> str:
        cut, more = self._rules[rule]
        return start[: len(start) - len(cut)] + more

    def _bare(self, rest: str) -> Iterator[tuple[int, str, float]]:
        """Words that no known compound begins with, as they are or before a linking -s-: length, word and cost."""
        for length in _LENGTHS_OF_LEARNED:
            if rest[:length] in LEARNED:
                yield length, rest[:length], _COST_OF_LEARNED
        for base, whole in self._wholes(rest):
            if len(base) >= 4 and whole.is_head and whole.cost <= _RAREST_BARE.get(len(base), _RAREST):
                linked = rest[len(base) :].startswith("s")
                if linked:
                    yield len(base) + 1, base, whole.cost + _LINK / 2
                if not (linked and base.endswith(ALWAYS_LINKED)):
                    yield len(base), base, whole.cost

    def _after_unknown(self, word: str, *, is_listed: bool = False) -> tuple[Part, ...]:
        """A common word that ends it, after what no compound is known to begin with.

        It has to be longer where a list has the word: that may be no compound at all.
        """
        best: tuple[float, tuple[Part, ...]] = (math.inf, ())
        for place in range(_SHORTEST_UNKNOWN, len(word) - (5 if is_listed else 3)):
            start, end = word[:place], word[place:]
            whole = self._whole(start) or self._whole(start.removesuffix("s"))
            if start in NO_FRONT or (whole is None and len(end) < (8 if is_listed else 5)):
                continue
            cost = self._cost_of_end(end)
            # A longer end says more; a beginning that some list has at all is more than chance.
            weighed = cost - 0.5 * len(end) + (0 if whole else 1.5)
            if cost <= _RAREST_AFTER_UNKNOWN and weighed < best[0]:
                best = weighed, (Part(0, place, start), Part(place, len(word), end))
        return best[1]
