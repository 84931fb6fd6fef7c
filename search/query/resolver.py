"""The words of a question as the analysis has them, in each language that is looked in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search.query.parser import Question
from search.text.analyzer import Analysis, fold
from search.text.token_layers import Word

MOST_WORDS = 24
# The longest phrase that synonyms are looked up for, in words.
LONGEST_SYNONYM = 5
MOST_SYNONYMS = 8
# The narrower concepts of all that are named in one question.
MOST_NARROWER = 60
# Words of these lengths are taken apart, in pieces not shorter than this.
SHORTEST_APART, LONGEST_APART, SHORTEST_PIECE = 6, 24, 3
# Folded word or phrase → the words and phrases that an editor has declared equal to it.
Synonyms = Mapping[str, tuple[str, ...]]
Reading = tuple[Word, ...]
# Word → the concepts that have a name so near to it that it may be meant; None for a word that needs no guessing.
Guess = Callable[[str], tuple[str, ...] | None]


def no_guess(_word: str) -> tuple[str, ...] | None:
    """A Guess that finds nothing."""
    return ()


@dataclass(frozen=True)
class AskedWord:
    """One typed word: its forms, one for each language where they differ."""

    forms: Reading
    # The word that it would be if it were written together with the one before or after it.
    joined: Reading = ()
    # What it would be if a space were put into it: for words that are neither compounds nor names.
    apart: tuple[Reading, ...] = ()
    # Concepts that are named within it, or whose name it nearly is.
    inner: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The word as it was typed."""
        return self.forms[0].text

    @property
    def is_small(self) -> bool:
        """Whether it is a small word (such as “and”) in any of the languages."""
        return any(form.is_small for form in self.forms)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Its stems and lemmas."""
        return tuple(dict.fromkeys(token for form in self.forms for token in (form.stem, form.lemma) if token))

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The parts of the compound that it is, in each language where it is one."""
        return tuple(dict.fromkeys(form.parts for form in self.forms if form.parts))

    @property
    def folded(self) -> tuple[str, ...]:
        """Its forms without accents."""
        return tuple(dict.fromkeys(token for form in self.forms for token in form.folded))


@dataclass(frozen=True)
class Name:
    """A run of words, mostly one, with what it stands for."""

    words: tuple[AskedWord, ...]
    concepts: tuple[str, ...] = ()
    # The concepts that are forms of those, and the ones that those are forms of.
    narrower: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    # An editor's words for it, each a text that is read in the same way.
    synonyms: tuple[tuple["Name", ...], ...] = ()
    # The shorter names that a run of several words is made of.
    inner: tuple["Name", ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question taken apart. Texts that must stand side by side have a reading for each language."""

    names: tuple[Name, ...] = ()
    # All words in order, the small ones too.
    running: tuple[Reading, ...] = ()
    phrases: tuple[tuple[Reading, ...], ...] = ()
    without: tuple[tuple[Reading, ...], ...] = ()
    cases: tuple[str, ...] = ()
    # What was typed beside phrases and words to leave out.
    text: str = ""

    @property
    def words(self) -> Iterator[AskedWord]:
        """The words of all names."""
        return (word for name in self.names for word in name.words)


def read(
    question: Question,
    languages: Sequence[str],
    analysis: Analysis,
    synonyms: Synonyms,
    guess: Guess = no_guess,
) -> Asked:
    """Take a question apart in these languages."""
    reader = _Reader(languages, analysis, guess)
    return Asked(
        names=_related(reader.names(question.words, synonyms), analysis),
        running=reader.readings(question.words),
        phrases=tuple(found for text in question.phrases if (found := reader.readings(text))),
        without=tuple(found for text in question.without if (found := reader.readings(text))),
        cases=question.cases,
        text=question.words,
    )


@dataclass(frozen=True)
class _Reader:
    languages: Sequence[str]
    analysis: Analysis
    guess: Guess

    def readings(self, text: str) -> tuple[Reading, ...]:
        readings = (tuple(self.analysis.words(text, language)[:MOST_WORDS]) for language in self.languages)
        return tuple({tuple(word.stem for word in reading): reading for reading in readings if reading}.values())

    def names(self, text: str, synonyms: Synonyms) -> tuple[Name, ...]:
        """From left to right the longest names; a small word only within one, or where there are no others."""
        words = self._words(text)
        all_small = all(word.is_small for word in words)
        concepts: dict[tuple[int, int], list[str]] = {}
        for label in self.analysis.labels([word.forms[0] for word in words]):
            concepts.setdefault((label.first, label.last), []).append(label.concept)
        declared = _declared(words, synonyms) if synonyms else {}

        def cover(first: int, last: int, longest: int) -> Iterator[Name]:
            while first < last:
                ends = range(min(last, first + longest), first + 1, -1)
                end = next((end for end in ends if (first, end) in concepts or (first, end) in declared), first + 1)
                if all_small or end - first > 1 or not words[first].is_small:
                    yield name(first, end)
                first = end

        def name(first: int, last: int) -> Name:
            named = tuple(concepts.get((first, last), ()))
            run = tuple(words[first:last])
            return Name(
                words=run if len(run) > 1 or named else (self._unknown(run[0]),),
                concepts=named,
                synonyms=tuple(self.names(other, {}) for other in declared.get((first, last), ())),
                inner=tuple(cover(first, last, last - first - 1)) if len(run) > 1 else (),
            )

        return tuple(cover(0, len(words), len(words)))

    def _words(self, text: str) -> list[AskedWord]:
        """The words up to the twenty-fourth that is not small."""
        found = self._forms(text)
        small = [any(form.is_small for form in forms) for forms in found]
        telling = [place for place in range(len(found)) if not small[place]] or list(range(len(found)))
        if len(telling) >= MOST_WORDS:
            found = found[: telling[MOST_WORDS - 1] + 1]
        pairs = [
            () if small[place] or small[place + 1] else self._together(found[place], found[place + 1])
            for place in range(len(found) - 1)
        ]
        around = zip([(), *pairs], [*pairs, ()], strict=True)
        return [AskedWord(forms, before + after) for forms, (before, after) in zip(found, around, strict=False)]

    def _forms(self, text: str) -> list[Reading]:
        """The forms of each word, one for each language where they differ."""
        forms: dict[int, dict[tuple[object, ...], Word]] = {}
        for language in self.languages:
            for word in self.analysis.words(text, language):
                form = (word.stem, word.lemma, word.parts, word.folded)
                forms.setdefault(word.start, {}).setdefault(form, word)
        return [tuple(found.values()) for _start, found in sorted(forms.items())]

    def _together(self, first: Reading, second: Reading) -> Reading:
        found = self._forms(first[0].text + second[0].text)
        return found[0] if len(found) == 1 else ()

    def _unknown(self, word: AskedWord) -> AskedWord:
        """A word that names nothing, with what else it may be."""
        texts = [self.analysis.layers(word.text, language) for language in self.languages]
        inner = dict.fromkeys(concept for layers in texts for concept in layers.concepts)
        if inner or word.parts or (guessed := self.guess(word.text)) is None:
            return replace(word, inner=tuple(inner))
        return replace(word, guessed=guessed, apart=() if guessed else tuple(self._apart(word.text)))

    def _apart(self, text: str) -> Iterator[Reading]:
        if SHORTEST_APART <= len(text) <= LONGEST_APART:
            for place in range(SHORTEST_PIECE, len(text) - SHORTEST_PIECE + 1):
                yield from self.readings(f"{text[:place]} {text[place:]}")


def _related(names: Sequence[Name], analysis: Analysis) -> tuple[Name, ...]:
    """The names with the narrower and broader concepts of each; where there are many names, each has few narrower."""
    share = MOST_NARROWER // max(1, len(names))
    related = []
    for name in names:
        narrower = [form for concept in name.concepts for form in analysis.narrower.get(concept, ())]
        broader = [above for concept in name.concepts if (above := analysis.broader.get(concept))]
        related.append(replace(name, narrower=tuple(narrower[:share]), broader=tuple(broader)))
    return tuple(related)


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
