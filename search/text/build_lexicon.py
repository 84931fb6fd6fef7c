"""Making the file of word data from public word lists and the portal's own words.

Sources: simplemma's dictionaries (lemmas), wordfreq's lists (how common a word is), the portal's data files.
The first two are read here alone: a running portal has no need of them.
"""

import hashlib
import json
import math
import os
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import marisa_trie
import Stemmer

from search.text import compound_rules, lexicon
from search.text.compound_rules import CHANGED_STEMS, LEMMAS, SHORT_STEMS
from search.text.lexicon import (
    COMPOUNDS,
    COST_STEP,
    IN_DICTIONARY,
    IS_NAME,
    IS_UNLISTED,
    LINKED,
    STEMMERS,
    SURE,
    WIDTHS,
    Numbers,
    as_file,
    heading_of,
)

# simplemma's Finnish takes longer to read than all the others together, and Finnish is only asked in.
WITH_LEMMAS = ("sv", "en", "nb", "da")
SHORTEST_FRONT, SHORTEST_OWN_FRONT, SHORTEST_HEAD, LONGEST = 3, 5, 4, 40
# What is rarer, as a cost, tells nothing but how compounds begin.
RAREST = 7.6
# The cost of the portal's own words where no list has them or they are rarer there.
OWN = 6.0
# How much rarer than the word its lemma may be, as a cost.
HOW_MUCH_RARER = 1.0
# From here on down, a word is so common that it tells where another begins.
COMMON = 6.0
# A compound of the portal's counts as so many of the general list.
OWN_WEIGHT = 3
# A beginning's cost is this less the logarithm of its compounds; so many compounds are no chance.
COST_OF_FRONT, MANY = 6.0, 15
# Keys of the data files whose values are codes.
_CODES = """
    code country healthcare_regions key kind level npo procurement_regions product_areas programme_areas regions
    report_url slug stage status type url verdict
"""
_NO_WORDS = frozenset(_CODES.split())
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W\d_]{3,}")
_NAME = re.compile(r"(?<=[^\W\d_]\s)[^\W\d_a-zåäöæøé][^\W\d_A-ZÅÄÖÆØÉ]{2,}")


def write(path: Path, folders: Iterable[Path], *, anew: bool = False) -> bool:
    """Make the file unless it is made of the same sources already; returns whether it was made.

    Those who read the old file at the same time go on reading it.
    """
    own = own_words(folders)
    if not anew and heading_of(path).get("made_of") == made_of(own):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        try:
            file.write(compiled(own))
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    return True


def made_of(own: Mapping[str, Collection[str]]) -> str:
    """What a file is made of, the program included; the same sources make the same file."""
    makers = [Path(module.__file__ or "").read_bytes() for module in (sys.modules[__name__], lexicon, compound_rules)]
    sources = [
        hashlib.sha256(b"".join(makers)).hexdigest(),
        *(version(name) for name in ("simplemma", "wordfreq", "PyStemmer", "marisa-trie")),
    ]
    words = {language: sorted(set(words)) for language, words in own.items()}
    return hashlib.sha256(json.dumps([sources, words], sort_keys=True).encode()).hexdigest()


def compiled(own: Mapping[str, Collection[str]]) -> bytes:
    """The file's content. Own words: language → words, with a capital where they are names."""
    sections: dict[str, bytes] = {}
    for language in WITH_LEMMAS:
        words = LanguageWords(language, own.get(language, ()))
        sections[f"lemmas.{language}"] = marisa_trie.BytesTrie(words.lemmas()).tobytes()
        if language in COMPOUNDS:
            numbers = {"fronts": words.fronts(), "wholes": words.wholes(), "heads": words.heads()}
            for what, width in WIDTHS.items():
                name = f"{what}.{language}"
                sections[name], sections[f"numbers.{name}"] = Numbers.made(numbers[what], width)
    sources = made_of(own)
    # The lists kept by hand are among the sources, and not all of them are in the sections.
    content = hashlib.sha256(b"".join([sources.encode(), *sections.values()])).hexdigest()[:16]
    return as_file({"made_of": sources, "version": content}, sections)


def own_words(folders: Iterable[Path]) -> dict[str, set[str]]:
    """The words of the portal's data files by language; a name, which has a capital within a sentence, also with it."""
    found: dict[str, set[str]] = {language: set() for language in COMPOUNDS}
    for path in sorted(path for folder in folders for path in folder.rglob("*.toml")):
        for language, text in _texts(tomllib.loads(path.read_text()), "sv"):
            if language in found:
                plain = _TAG.sub(" . ", text)
                found[language].update(word.lower() for word in _WORD.findall(plain) if word[1:].islower())
                found[language].update(_NAME.findall(plain))
    return found


def _texts(value: Any, language: str) -> Iterator[tuple[str, str]]:
    """Every text with its language: that of a key such as "fi" or "summary_en", or of what it stands in."""
    if isinstance(value, str):
        yield language, value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, language)
    elif isinstance(value, dict):
        for key, item in value.items():
            ending = key.rpartition("_")[2]
            if key not in _NO_WORDS:
                yield from _texts(item, ending if ending in STEMMERS else language)


Numbered = dict[str, tuple[int, ...]]


VOWELS = "aeiouyåäöéü"


class LanguageWords:
    """The words of a language that are in use, and what its compounds are made of.

    A cost is the negative decimal logarithm of a word's share of all words.
    """

    def __init__(self, language: str, own: Collection[str]) -> None:
        self._names = {word.lower() for word in own if word[:1].isupper()}
        self._own = {word for word in own if word.islower()}
        self._language = language
        # Only here: importing them takes half a second, which nobody should pay who finds the file in order.
        from simplemma.strategies.dictionaries import DefaultDictionaryFactory
        from wordfreq import get_frequency_list

        hundredths = enumerate(get_frequency_list(language, "best"))
        self._costs = {word: place / 100 for place, words in hundredths for word in words if word.isalpha()}
        self._listed = set(self._costs)
        self._costs |= {word: min(OWN, self._costs.get(word, OWN)) for word in self._own}
        self._lemmas = self._looked_up(DefaultDictionaryFactory(0).get_dictionary(language))
        self._names -= self._lemmas.keys()
        self._bases = set(self._lemmas.values()) | self._own
        self._stem = Stemmer.Stemmer(STEMMERS[language], 0).stemWords
        self._rules = COMPOUNDS.get(language, ())
        known = (self._lemmas.keys() | self._own) - self._names
        self._heads = {word for word in known if SHORTEST_HEAD <= len(word) <= LONGEST}

    def _looked_up(self, dictionary: Mapping[str, str]) -> dict[str, str]:
        """Word → lemma. The dictionary has names too, with a capital: these are no lemmas."""
        found = ((word, dictionary.get(word)) for word in self._costs)
        return {word: lemma for word, lemma in found if lemma and lemma.isalpha()}

    def lemmas(self) -> Iterator[tuple[str, bytes]]:
        """Word → the stem of its lemma, where that is not its own stem.

        Among several lemmas the dictionary may have an odd one ("livmor" for "livmoder"). So a lemma that is much rarer
        is left out, and that of a word which is a lemma itself.
        """
        stems, others = self._stem(list(self._lemmas)), self._stem(list(self._lemmas.values()))
        own_lemmas = LEMMAS if self._language == "sv" else {}
        lemmas = {lemma for word, lemma in self._lemmas.items() if word != lemma}
        for (word, lemma), own, other in zip(self._lemmas.items(), stems, others, strict=True):
            is_rare = self._costs.get(lemma, math.inf) > self._costs[word] + HOW_MUCH_RARER
            if own != other and not is_rare and word not in lemmas and word not in own_lemmas:
                yield word, other.lower().encode()
        for word, lemma in own_lemmas.items():
            yield word, self._stem([lemma])[0].encode()

    def fronts(self) -> Numbered:
        """Beginning → its cost, that of the word that it is, and the rule that leads there."""
        rules: dict[str, int] = {}
        counts: Counter[str] = Counter()
        for word in self._costs:
            weight = OWN_WEIGHT if word in self._own else 1
            for front in self._fronts_of(word):
                if front not in rules:
                    rules[front] = self._rule(front)
                if rules[front] >= 0:
                    counts[front] += weight
        for front, heads in self._own_fronts(rules).items():
            # In "vagus" the s is the word's own.
            rules[front] = LINKED[0] if front[-1] == "s" and front[-2] not in VOWELS else 0
            counts[front] = OWN_WEIGHT * len(heads)
            self._costs.setdefault(self._base(front, rules[front]), OWN)
        return {front: self._front(front, rules[front], count) for front, count in counts.items() if count > 1}

    def _front(self, front: str, rule: int, count: int) -> tuple[int, ...]:
        rarity = self._costs[self._base(front, rule)]
        cost = (COST_OF_FRONT - math.log10(count) + rarity) / 2
        return _step(cost), _step(rarity), rule | SURE * (count >= MANY)

    def _base(self, front: str, rule: int) -> str:
        cut, more = self._rules[rule]
        return front[: len(front) - len(cut)] + more

    def _fronts_of(self, word: str) -> Iterator[str]:
        """What the word begins with where a known word follows."""
        for place in range(SHORTEST_FRONT, len(word) - SHORTEST_HEAD + 1):
            # In "hjärtsvikt" the s belongs to what follows.
            if word[place:] in self._heads and not (word[place - 1] == "s" and word[place - 1 :] in self._heads):
                yield word[:place]

    def _own_fronts(self, rules: Mapping[str, int]) -> dict[str, set[str]]:
        """What is no word of any list, and begins several of the portal's own: "infusions" in "infusionspump"."""
        found: dict[str, set[str]] = {}
        for word in self._own:
            for front in self._fronts_of(word):
                is_new = rules.get(front, -1) < 0 and len(front) >= SHORTEST_OWN_FRONT
                if is_new and self._costs[word[len(front) :]] <= COMMON:
                    # An inflection of the same compound is no other one.
                    found.setdefault(front, set()).add(word[len(front) :][:SHORTEST_HEAD])
        return {front: heads for front, heads in found.items() if len(heads) > 1}

    def _rule(self, front: str) -> int:
        """Which rule leads from the beginning to a word of its own; less than 0 where none does."""
        for rule, (cut, more) in enumerate(self._rules):
            base = self._base(front, rule)
            if (
                front.endswith(cut)
                and len(base) >= SHORTEST_FRONT
                and (cut or not more or len(front) > SHORTEST_FRONT or front in SHORT_STEMS)
                and (cut not in ("o", "u") or front in CHANGED_STEMS)
                and base in self._bases
                and base in self._costs
            ):
                return rule
        return -1

    def wholes(self) -> Numbered:
        """Word → its cost, and whether a dictionary has it or a name is written so."""
        return {
            word: (_step(cost), self._flags(word))
            for word, cost in (self._costs | dict.fromkeys(self._names - self._costs.keys(), OWN)).items()
            if SHORTEST_FRONT <= len(word) <= LONGEST and cost <= RAREST
        }

    def _flags(self, word: str) -> int:
        is_rare = word not in self._listed and word not in self._names
        return IN_DICTIONARY * (word in self._heads) | IS_NAME * (word in self._names) | IS_UNLISTED * is_rare

    def heads(self) -> Numbered:
        """Stem of words that may end a compound → the lowest cost among them."""
        words = [word for word in self._heads if self._costs[word] <= RAREST]
        lowest: dict[str, float] = {}
        for word, stem in zip(words, self._stem(words), strict=True):
            lowest[stem] = min(self._costs[word], lowest.get(stem, math.inf))
        return {stem: (_step(cost),) for stem, cost in lowest.items()}


def _step(cost: float) -> int:
    return max(0, min(255, round(cost * COST_STEP)))
