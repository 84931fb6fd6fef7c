"""What is known of a word as it is written, wherever it stands: stem, lemma, parts, folded forms."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import Stemmer

from search.text.compounds import Part, Splitter
from search.text.lexicon import STEMMERS, Lexicon
from search.text.stopwords import SMALL_WORDS
from search.text.tokenizer import ENDINGS, fold, is_abbreviation, plain

# Letters of a word that are looked at; what is longer is no word.
LONGEST = 80
# Words that are remembered in each process: about 80 MB at most, with what the analysis makes of them.
REMEMBERED = 30_000
# All capitals are an abbreviation up to this length; a longer word that is known stands in a heading.
_LONGEST_ABBREVIATION = 5
_PLURAL_ABBREVIATION = re.compile(r"[A-ZÅÄÖÆØ0-9]{2,}s")
_POSSESSIVE = re.compile(r"'s?$")
# A word so common (as a cost) is one thing in a longer compound, and splits only where it stands alone.
_COMMON = 5.0
# What begins or ends a longer word counts as a name of a concept from this length on.
_SHORTEST_INNER = 5
# Swedish that the stemmer leaves as it is: "sensorn", "skenan", "apnén"; "pacemakrar" for "pacemaker".
_DEFINITE = re.compile(r".{3,}(?:[oe]rn|eln|én|[^aeiouyåäö]an)")
_VOWEL_DROPPED = re.compile(r".{2,}[bdfgkpstv][lr]")


@dataclass(frozen=True, slots=True)
class Form:
    """The forms of one word in one language, as the index holds them."""

    stem: str
    # Empty where it is the stem.
    lemma: str = ""
    # Each part by its lemma's stem, so that "lärobok" and "läroböcker" have the same.
    parts: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    is_small: bool = False
    # What an index holds beside the parts: parts of several parts, and the parts' own stems.
    more_parts: tuple[str, ...] = ()
    folded_parts: tuple[str, ...] = ()
    # The stems of what the word begins or ends with, for labels within it.
    inner: tuple[str, ...] = ()


class Forms:
    """The forms of all words in all languages, remembered. Shared between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lock = threading.Lock()
        self._stemmers = {code: Stemmer.Stemmer(name, 0) for code, name in STEMMERS.items()}
        self._splitters = {
            code: Splitter(lexicon, code, partial(self._stem, language=code))
            for code in STEMMERS
            if lexicon.splits(code)
        }
        self.of: Callable[[str, str], Form] = lru_cache(REMEMBERED)(self._made)

    def is_listed(self, word: str) -> bool:
        """Whether the word is on the list of any language that has one."""
        return any(self._lexicon.whole(word, code) for code in self._splitters)

    def halves(self, word: str, language: str) -> tuple[str, ...]:
        """The parts of a compound that may be compounds themselves, by their lemmas' stems."""
        return tuple(self._base(part.word, language) for part in self._split(word, language))

    def _stem(self, word: str, language: str) -> str:
        # A stemmer has a state of its own while it works.
        with self._lock:
            return self._stemmers[language].stemWord(word) or word

    def _split(self, word: str, language: str) -> tuple[Part, ...]:
        splitter = self._splitters.get(language)
        return splitter.split(word) if splitter else ()

    def _made(self, text: str, language: str) -> Form:
        written = _without_endings(plain(text)) or text
        if "-" in written:
            return self._hyphenated(written, language)
        if is_abbreviation(written) and not self._is_heading(written, language):
            return self._abbreviation(written, language)
        return self._ordinary(written.lower(), language)

    def _is_heading(self, written: str, language: str) -> bool:
        """All capitals, and a word of the language all the same."""
        if len(written) <= _LONGEST_ABBREVIATION or not written.isalpha() or not written.isupper():
            return False
        word = written.lower()
        if language not in self._splitters:
            return True
        return self._lexicon.whole(word, language) is not None or bool(self._split(word, language))

    def _abbreviation(self, written: str, language: str) -> Form:
        if _PLURAL_ABBREVIATION.fullmatch(written):
            written = written[:-1]
        word = written.lower().replace(".", ",")
        # Typed without capitals it is stemmed as any other word: that stem stands beside it.
        stemmed = self._stem(word, language) if word.isalpha() else word
        return _form(word, stemmed, word)

    def _ordinary(self, word: str, language: str) -> Form:
        stem = self._stem(word, language)
        found = self._split(word, language)
        leaves = [leaf for part in found for leaf in self._leaves(part.word, language)]
        parts = tuple(self._base(leaf, language) for leaf in leaves)
        more = {*(self._base(part.word, language) for part in found), *(self._stem(leaf, language) for leaf in leaves)}
        return _form(
            stem,
            self._lemma(word, stem, found, language),
            word,
            parts=parts,
            more_parts=tuple(sorted(more.difference(parts))),
            inner=self._ends(word, found, language),
            is_small=word in SMALL_WORDS[language],
        )

    def _leaves(self, word: str, language: str) -> list[str]:
        whole = self._lexicon.whole(word, language)
        found = () if whole and whole.cost <= _COMMON else self._split(word, language)
        return [leaf for part in found for leaf in self._leaves(part.word, language)] or [word]

    def _base(self, word: str, language: str) -> str:
        """The stem of the word's lemma, as the dictionary or a rule has it; else of the word."""
        stem = self._stem(word, language)
        return self._lexicon.lemma(word, language) or self._lemma_by_rule(word, stem, language) or stem

    def _lemma(self, word: str, stem: str, found: tuple[Part, ...], language: str) -> str:
        """The stem of the lemma of the word or, if it is a compound, of its end."""
        if lemma := self._lexicon.lemma(word, language):
            return lemma
        if not found:
            return self._lemma_by_rule(word, stem, language)
        return word[: found[-1].start] + self._base(found[-1].word, language)

    def _lemma_by_rule(self, word: str, stem: str, language: str) -> str:
        """Of a Swedish word that no list has."""
        if language != "sv" or self.is_listed(word):
            return ""
        if _DEFINITE.fullmatch(word):
            return self._stem(word[:-1], language)
        if stem != word and _VOWEL_DROPPED.fullmatch(stem):
            return self._stem(f"{stem[:-1]}e{stem[-1]}", language)
        # "protesernas" has the stem "protes", which is a word and has "prot".
        return self._stem(stem, language) if self.is_listed(stem) else ""

    def _ends(self, word: str, found: tuple[Part, ...], language: str) -> tuple[str, ...]:
        """The stems of every beginning and every end that is made of whole parts."""
        ends = {word[part.start :] for part in found[1:]} | {word[: part.start] + part.word for part in found[:-1]}
        long = sorted(end for end in ends if len(end) >= _SHORTEST_INNER)
        return tuple(dict.fromkeys(self._base(end, language) for end in long))

    def _hyphenated(self, written: str, language: str) -> Form:
        """One word, whether the hyphen is written or not; its pieces are parts."""
        pieces = [piece for piece in written.split("-") if piece]
        if not any(piece.isalpha() for piece in pieces):
            return _form(written.lower(), "", written.lower())
        last = pieces[-1]
        word = "".join(pieces).lower()
        start = word.removesuffix(last.lower())
        end = self.of(last, language)
        forms = [self.of(piece, language) for piece in pieces if len(piece) > 1 or piece.isdigit()]
        forms = [form for form in forms if not form.is_small]
        parts = tuple(part for form in forms for part in form.parts or (form.lemma or form.stem,))
        more = {token for form in forms for token in (form.stem, *form.more_parts)}
        return _form(
            start + end.stem if is_abbreviation(last) else self._stem(word, language),
            start + end.lemma if end.lemma else "",
            word,
            parts=parts,
            more_parts=tuple(sorted(more.difference(parts))),
            inner=tuple(dict.fromkeys(stem for form in forms for stem in (form.stem, *form.inner))),
        )


def _without_endings(written: str) -> str:
    """The word without a possessive "'s", and without what follows an abbreviation after a colon."""
    written = _POSSESSIVE.sub("", written).replace("'", "")
    if ":" in written:
        before, _colon, after = written.rpartition(":")
        if len(before) > 1 and after.lower() in ENDINGS:
            return before
        return written if written[-1:].isdigit() else written.replace(":", "")
    return written


def _form(
    stem: str,
    lemma: str,
    word: str,
    *,
    parts: tuple[str, ...] = (),
    more_parts: tuple[str, ...] = (),
    inner: tuple[str, ...] = (),
    is_small: bool = False,
) -> Form:
    return Form(
        stem=stem,
        lemma="" if lemma == stem else lemma,
        parts=parts,
        folded=tuple(dict.fromkeys((fold(stem) or stem, fold(word) or word))),
        is_small=is_small,
        more_parts=more_parts,
        folded_parts=tuple(fold(part) for part in parts),
        inner=inner,
    )
