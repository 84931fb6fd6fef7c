"""Making the file of word data from public word lists.

Sources: simplemma's dictionaries (lemmas) and wordfreq's lists (how common a word is). They are read here alone: a
running portal has no need of them.
"""

import hashlib
import math
import os
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import Stemmer

from search.text import lexicon
from search.text.lexicon import COMPOUNDS, COST_STEP, STEMMERS, heading_of

# simplemma's Finnish takes longer to read than all the others together, and Finnish is only asked in.
WITH_LEMMAS = ("sv", "en", "nb", "da")
SHORTEST_FRONT, SHORTEST_END, LONGEST = 3, 4, 40
# Other ends of three letters are mostly inflection.
_SHORT_ENDS = "arm ben bok fel fot hud hus knä led lår nål rör sax sår tak tub tå väg öga öra"
SHORT_ENDS = frozenset(_SHORT_ENDS.split())
# What is rarer, as a cost, tells nothing but how compounds begin.
RAREST = 7.6
# A beginning's cost is this less the logarithm of its compounds. One compound may be chance.
COST_OF_FRONT, LEAST = 6.0, 2
# A word that no known compound begins with costs this beside.
BARE, RAREST_BARE, SHORTEST_BARE = 1.5, 6.9, 5


def write(path: Path, *, anew: bool = False) -> bool:
    """Make the file unless it is made of the same sources already; returns whether it was made.

    Those who read the old file at the same time go on reading it.
    """
    if not anew and heading_of(path).get("made_of") == made_of():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{os.getpid()}")
    made.write_bytes(compiled())
    made.replace(path)
    return True


def made_of() -> str:
    """What a file is made of, the program included; the same sources make the same file."""
    makers = [Path(module.__file__ or "").read_bytes() for module in (sys.modules[__name__], lexicon)]
    lists = [version(name) for name in ("simplemma", "wordfreq", "PyStemmer", "marisa-trie")]
    return hashlib.sha256(b"".join([*makers, *map(str.encode, lists)])).hexdigest()


def compiled() -> bytes:
    """The file's content."""
    known: dict[str, bytes] = {}
    for language in WITH_LEMMAS:
        words = LanguageWords(language)
        known |= {f"lemma.{language}.{word}": lemma.encode() for word, lemma in words.lemmas()}
        if language in COMPOUNDS:
            for what, costs in (("word", words.usual()), ("front", words.fronts()), ("end", words.ends())):
                known |= {f"{what}.{language}.{word}": _step(cost) for word, cost in costs.items()}
    content = hashlib.sha256(repr(sorted(known.items())).encode()).hexdigest()[:16]
    return bytes(lexicon.made({"made_of": made_of(), "version": content}, known).tobytes())


class LanguageWords:
    """The words of a language that are in use, and what its compounds are made of.

    A cost is the negative decimal logarithm of a word's share of all words.
    """

    def __init__(self, language: str) -> None:
        # Only here: importing them takes half a second, which nobody should pay who finds the file in order.
        from simplemma.strategies.dictionaries import DefaultDictionaryFactory
        from wordfreq import get_frequency_list

        hundredths = enumerate(get_frequency_list(language, "best"))
        self._costs = {word: place / 100 for place, words in hundredths for word in words if word.isalpha()}
        # The dictionary has names too, with a capital: these are no lemmas.
        known = DefaultDictionaryFactory(0).get_dictionary(language)
        self._lemmas = {word: lemma for word in self._costs if (lemma := known.get(word)) and lemma.isalpha()}
        self._stem = Stemmer.Stemmer(STEMMERS[language], 0).stemWord

    def lemmas(self) -> Iterator[tuple[str, str]]:
        """Word → the stem of its lemma, where that is not its own stem. A word that is a lemma itself has no other."""
        bases = {lemma for word, lemma in self._lemmas.items() if word != lemma}
        for word, lemma in self._lemmas.items():
            stem = self._stem(lemma).lower()
            if self._stem(word) != stem and word not in bases:
                yield word, stem

    def usual(self) -> dict[str, float]:
        """Word → its cost."""
        return {word: cost for word, cost in self._costs.items() if 3 <= len(word) <= LONGEST and cost <= RAREST}

    def ends(self) -> dict[str, float]:
        """Word that may end a compound → its cost."""
        long = (word for word in self._lemmas if SHORTEST_END <= len(word) <= LONGEST or word in SHORT_ENDS)
        return {word: self._costs[word] for word in long if self._costs[word] <= RAREST}

    def fronts(self) -> dict[str, float]:
        """Beginning of compounds, its linking letters with it → its cost.

        Of the words that begin so, several have a known word after it, and it is a form of a known word itself.
        """
        ends, counts = self.ends(), Counter[str]()
        for word in self._costs:
            for place in range(SHORTEST_FRONT, len(word) - 2):
                # In "hjärtsvikt" the s belongs to what follows.
                if word[place:] in ends and not (word[place - 1] == "s" and word[place - 1 :] in ends):
                    counts[word[:place]] += 1
        rarity: dict[str, float] = {}
        for word in self._lemmas:
            stem = self._stem(word)
            rarity[stem] = min(self._costs[word], rarity.get(stem, math.inf))
        bare = {word: cost + BARE for word, cost in ends.items() if len(word) >= SHORTEST_BARE and cost <= RAREST_BARE}
        fronts = {**bare, **{f"{word}s": cost for word, cost in bare.items()}}
        for front, count in counts.items():
            rare = rarity.get(self._stem(front))
            if rare is not None and count >= LEAST:
                fronts[front] = (COST_OF_FRONT - math.log10(count) + rare) / 2
        return fronts


def _step(cost: float) -> bytes:
    return bytes([max(0, min(255, round(cost * COST_STEP)))])
