"""Compounds and their parts: the cheapest path over words that begin compounds and a word that ends one.

A step costs the negative decimal logarithm of how common the part is, so few and common parts win.
"""

import math

from search.text.lexicon import Lexicon

SHORTEST, LONGEST = 6, 60
# Where the whole is the more common word, its parts are chance ("kat" + "eter"). A part shorter than five letters has
# to be much more common.
_SHORT, _MARGIN = 5, 1.0
# Letters that three parts or more have on average, at least: short words make up anything.
_LETTERS_OF_PARTS = 4.2
# What nobody knows is taken for the beginning of a compound from this length on, before a word as common as this.
_SHORTEST_UNKNOWN, _COMMON = 4, 6.0

_Way = tuple[float, tuple[str, ...]]
_NONE: _Way = (math.inf, ())


def split(word: str, language: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The parts of a compound in small letters, linking letters with them; none where it is no compound."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return ()
    whole = lexicon.cost(word, language)
    ways: dict[int, _Way] = {0: (0.0, ())}
    best = _NONE
    for place in range(len(word)):
        cost, parts = ways.get(place, _NONE)
        if cost == math.inf or (len(parts) > 1 and len(word) < _LETTERS_OF_PARTS * (len(parts) + 1)):
            continue
        rest = word[place:]
        end = lexicon.end(rest, language)
        if place and _suits(rest, end, whole):
            best = min(best, (cost + end, (*parts, rest)))
        for front, price in lexicon.beginnings(rest, language):
            if _suits(front, price, whole):
                after = place + len(front)
                ways[after] = min((cost + price, (*parts, front)), ways.get(after, _NONE))
    return best[1] or (() if whole < math.inf else _after_unknown(word, language, lexicon))


def _suits(part: str, cost: float, whole: float) -> bool:
    return cost <= whole - _MARGIN * (len(part) < _SHORT)


def _after_unknown(word: str, language: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The longest common word that ends it, after what may be a name or a compound: "prosigna" + "test"."""
    for place in range(_SHORTEST_UNKNOWN, len(word) - _SHORTEST_UNKNOWN + 1):
        if lexicon.end(word[place:], language) <= _COMMON:
            front = word[:place]
            parts = (*(split(front, language, lexicon) or (front,)), word[place:])
            return parts if len(word) >= _LETTERS_OF_PARTS * len(parts) else (front, word[place:])
    return ()
