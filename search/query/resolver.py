"""The words of a question as the analysis has them, in each language that is looked in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from search.query.parser import Question
from search.text.analyzer import Analysis, fold
from search.text.token_layers import Word

MOST_NAMES, MOST_STEMS = 24, 24
# The longest phrase that synonyms are looked up for, in words.
LONGEST_SYNONYM = 5
MOST_SYNONYMS = 8
# The narrower concepts of all that are named in one question.
MOST_NARROWER = 60
# Folded word or phrase → the words and phrases that an editor has declared equal to it.
Synonyms = Mapping[str, tuple[str, ...]]
# The stems of words that stand side by side.
Stems = tuple[str, ...]
# What was typed → its stems, in each language where they differ.
Phrases = Mapping[str, tuple[Stems, ...]]


@dataclass(frozen=True)
class AskedWord:
    """One typed word: its forms, one for each language where they differ."""

    forms: tuple[Word, ...]
    # What it would be if it were written together with the word before or after it: "mamma print".
    joined: Stems = ()
    # Whether a hyphen stands before it: it may only say what sort of thing the other word is ("IVF-behandling").
    is_end: bool = False

    @property
    def text(self) -> str:
        """The word as it was typed."""
        return self.forms[0].text

    @property
    def is_small(self) -> bool:
        """Whether it is a small word (such as “and”) in any of the languages."""
        return any(form.is_small for form in self.forms)

    @property
    def stems(self) -> Stems:
        """Its stems, each once."""
        return tuple(dict.fromkeys(form.stem for form in self.forms))

    @property
    def parts(self) -> tuple[Stems, ...]:
        """The parts of the compound that it is, in each language where it is one."""
        return tuple(dict.fromkeys(form.parts for form in self.forms if form.parts))

    @property
    def telling(self) -> Stems:
        """The parts that may answer for the compound that it is, each once."""
        return tuple(dict.fromkeys(part for form in self.forms for part in form.telling))

    @property
    def rare(self) -> Stems:
        """The parts that are rare words, each once."""
        return tuple(dict.fromkeys(part for form in self.forms for part in form.rare))

    @property
    def is_common(self) -> bool:
        """Whether a text that has it need not be about it, in any of the languages."""
        return any(form.is_common for form in self.forms)

    @property
    def says_nothing_alone(self) -> bool:
        """Whether it is a small word, or a common one that only ends another."""
        return self.is_small or (self.is_end and self.is_common)

    @property
    def folded(self) -> tuple[str, ...]:
        """Its forms without accents."""
        return tuple(dict.fromkeys(token for form in self.forms for token in form.folded))


@dataclass(frozen=True)
class Name:
    """A run of words, mostly one, with what it stands for. Small words are left out of it where it has others."""

    words: tuple[AskedWord, ...]
    concepts: tuple[str, ...] = ()
    # The concepts that are forms of those.
    narrower: tuple[str, ...] = ()
    # An editor's words for it, each a text that is read in the same way.
    synonyms: tuple[tuple["Name", ...], ...] = ()

    @property
    def text(self) -> str:
        """The words as they were typed, with a space between."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True)
class Asked:
    """A question taken apart."""

    names: tuple[Name, ...] = ()
    phrases: Phrases = field(default_factory=dict)
    without: Phrases = field(default_factory=dict)
    cases: tuple[str, ...] = ()
    # What was typed beside phrases and words to leave out.
    text: str = ""

    @property
    def words(self) -> Iterator[AskedWord]:
        """The words of all names."""
        return (word for name in self.names for word in name.words)


def read(question: Question, languages: Sequence[str], analysis: Analysis, synonyms: Synonyms) -> Asked:
    """Take a question apart in these languages."""
    reader = _Reader(languages, analysis)
    return Asked(
        names=tuple(islice(reader.names(question.words, synonyms), MOST_NAMES)),
        phrases=reader.phrases(question.phrases),
        without=reader.phrases(question.without),
        cases=question.cases,
        text=question.words,
    )


@dataclass(frozen=True)
class _Reader:
    languages: Sequence[str]
    analysis: Analysis

    def phrases(self, texts: Sequence[str]) -> Phrases:
        found = {}
        for text in texts:
            readings = (self.analysis.stems(text, language)[:MOST_STEMS] for language in self.languages)
            if each := tuple(dict.fromkeys(filter(None, readings))):
                found[text] = each
        return found

    def names(self, text: str, synonyms: Synonyms) -> Iterator[Name]:
        """From left to right the longest names; a small word only within one, or where there are no others."""
        words = self._words(text)
        all_small = all(word.is_small for word in words)
        concepts: dict[tuple[int, int], list[str]] = {}
        for label in self.analysis.labels([word.forms[0] for word in words]):
            concepts.setdefault((label.first, label.last), []).append(label.concept)
        declared = _declared(words, synonyms) if synonyms else {}
        share = MOST_NARROWER // max(1, min(len(words), MOST_NAMES))
        last = 0
        while (first := last) < len(words):
            last = max((end for start, end in {*concepts, *declared} if start == first), default=first + 1)
            named, others = concepts.get((first, last), []), declared.get((first, last), ())
            telling = tuple(word for word in words[first:last] if all_small or not word.is_small)
            if telling or named or others:
                narrower = [form for concept in named for form in self.analysis.narrower.get(concept, ())]
                yield Name(
                    telling or tuple(words[first:last]),
                    tuple(named),
                    tuple(narrower[:share]),
                    tuple(tuple(self.names(other, {})) for other in others),
                )

    def _words(self, text: str) -> list[AskedWord]:
        """The forms of each word, one for each language where they differ."""
        forms: dict[int, dict[Word, None]] = {}
        for language in self.languages:
            for word in self.analysis.words(text, language):
                forms.setdefault(word.start, {})[word] = None
        words = [
            AskedWord(self._telling(tuple(found)), is_end=text[start - 1 : start] == "-")
            for start, found in sorted(forms.items())
        ]
        pairs = [self._together(one, two) for one, two in pairwise(words)]
        around = zip(words, [(), *pairs], [*pairs, ()], strict=False)
        return [replace(word, joined=before + after) for word, before, after in around]

    def _telling(self, forms: tuple[Word, ...]) -> tuple[Word, ...]:
        """The forms without those whose stem is a small word elsewhere: "genomic" is no question for "genom".

        A small word itself stays one: "är" is a form of "var".
        """
        stems = {form.stem for form in forms if form.stem != form.text.lower() and not form.is_small}
        small = {stem for stem in stems for other in self.languages if self._is_small(stem, other)}
        return tuple(form for form in forms if form.stem not in small) or forms

    def _is_small(self, word: str, language: str) -> bool:
        return all(form.is_small for form in self.analysis.words(word, language))

    def _together(self, one: AskedWord, two: AskedWord) -> Stems:
        return self.analysis.stems(one.text + two.text, self.languages[0])


def _declared(words: list[AskedWord], synonyms: Synonyms) -> dict[tuple[int, int], tuple[str, ...]]:
    """The runs that an editor has declared equal to other words, as they are typed or by their stems."""
    found = {}
    for first in range(len(words)):
        for last in range(first + 1, min(first + LONGEST_SYNONYM, len(words)) + 1):
            run = words[first:last]
            typed = " ".join(fold(word.text) for word in run)
            stems = " ".join(fold(word.forms[0].stem) for word in run)
            if others := synonyms.get(typed) or synonyms.get(stems):
                found[first, last] = tuple(others)[:MOST_SYNONYMS]
    return found
