"""What is known of a word as it is written, wherever it stands: stem, parts, folded forms."""

import threading
from collections.abc import Callable
from functools import lru_cache
from math import inf
from typing import NamedTuple

import Stemmer

from search.text.compounds import split
from search.text.lexicon import COMPOUNDS, STEMMERS, Lexicon
from search.text.stopwords import SMALL_WORDS
from search.text.tokenizer import fold, plain

# Letters of a word that are looked at; what is longer is no word.
LONGEST = 80
# As a cost: what is more common tells little of what a text is about. "Tid" and "test" are, "pump" is not.
COMMON = 4.65
# Words that are remembered in each process: about 40 MB at most.
REMEMBERED = 30_000


class Form(NamedTuple):
    """A word without its place; see `token_layers.Word` for what the fields mean."""

    stem: str
    parts: tuple[str, ...]
    folded: tuple[str, ...]
    is_small: bool
    is_common: bool
    telling: tuple[str, ...]
    rare: tuple[str, ...]


class Forms:
    """The forms of all words in all languages, remembered. Shared between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lock = threading.Lock()
        self._stemmers = {code: Stemmer.Stemmer(name, 0) for code, name in STEMMERS.items()}
        self.of: Callable[[str, str], Form] = lru_cache(REMEMBERED)(self._made)

    def _made(self, text: str, language: str) -> Form:
        word = plain(text[:LONGEST]) or text
        parts = split(word, language, self._lexicon) if language in COMPOUNDS else ()
        stem = self._stem(word, language)
        if parts and self._lexicon.end(word, language) == inf and (lemma := self._lexicon.lemma(parts[-1], language)):
            # No dictionary has every compound: "fickböcker" has the lemma of "böcker".
            stem = word.removesuffix(parts[-1]) + lemma
        stems = tuple(self._stem(part, language) for part in parts)
        rare = tuple(stem for stem, part in zip(stems, parts, strict=True) if self._is_rare(part, language))
        return Form(
            stem,
            stems,
            tuple(dict.fromkeys((fold(stem) or stem, fold(word) or word))),
            word in SMALL_WORDS[language],
            not self._is_rare(word, language),
            # What begins a compound tells it from others, what follows may only say what sort of thing it is.
            tuple(dict.fromkeys((*stems[:1], *rare))),
            rare,
        )

    def _is_rare(self, part: str, language: str) -> bool:
        return self._lexicon.cost(part, language) >= COMMON

    def _stem(self, word: str, language: str) -> str:
        """The stem of the word's lemma, so that irregular inflections meet; of the word where it has no other.

        What is no small word never becomes one: "demens" is not "dem".
        """
        small = SMALL_WORDS[language]
        # A stemmer has a state of its own while it works.
        with self._lock:
            stems = (self._lexicon.lemma(word, language), self._stemmers[language].stemWord(word))
        return next((stem for stem in stems if stem and (word in small or stem not in small)), word)
