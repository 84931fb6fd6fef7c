"""The portal's own analysis of text in five languages: the same for what is indexed and for what is asked."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.text.concept_labels import ConceptLabels
from search.text.lexicon import STEMMERS, Lexicon
from search.text.morphology import LONGEST, REMEMBERED, Form, Forms
from search.text.token_layers import Label, Layers, Word
from search.text.tokenizer import fold, places, plain
from search.text.tokenizer import texts as texts_of

__all__ = ["LANGUAGES", "Analysis", "fold"]

LANGUAGES = tuple(STEMMERS)
DEFAULT = "sv"
# Change this with every change of what the analysis gives for the same words.
VERSION = "4"
# Devices have English names in texts of every language.
ALWAYS_KNOWN = "en"
# A label is compared without accents where each of its words has so many letters.
_SHORTEST_FOLDED = 5
# More words than this are never written together.
_MOST_TOGETHER = 3


Ways = dict[str, list[tuple[str, ...]]]


class _Held(NamedTuple):
    """What an index holds of a word, layer by layer."""

    stem: str
    lemmas: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    # The languages in which a label begins with it.
    begun: tuple[str, ...] = ()


class Analysis:
    """Text to words and layers. One for each process, shared between threads.

    Labels are (concept code, language, label). Ways: what an earlier analysis of the same making worked out for its
    labels, see `making`; to work it out takes seconds. Broader: concept → the one that it is a form of;
    what an index holds does not depend on that.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        labels: Iterable[tuple[str, str, str]] = (),
        ways: Ways | None = None,
        broader: Mapping[str, str] | None = None,
    ) -> None:
        known = sorted(set(labels))
        self.broader = broader or {}
        self.narrower = _narrower(self.broader)
        self.version = _digest(VERSION, lexicon.version, known)
        # "language label" → the sequences of stems that name it.
        self.ways: Ways = {}
        self._forms = _forms(lexicon)
        self._readings = lru_cache(REMEMBERED)(self._make_readings)
        self._labels = ConceptLabels(LANGUAGES, self._readings)
        for concept, language, label in known:
            if language in STEMMERS:
                key = f"{language} {label}"
                self.ways[key] = (ways or {}).get(key) or sorted(self._ways(label, language))
                self._labels.add(concept, language, label, map(tuple, self.ways[key]))
        self._begins = lru_cache(REMEMBERED)(self._labels.begins)
        self._held = lru_cache(REMEMBERED)(self._make_held)
        self.stems = lru_cache(REMEMBERED)(self._make_stems)

    def words(self, text: str, language: str) -> list[Word]:
        """Every word of the text in reading order, the small ones too."""
        of, language, found = self._forms.of, _known(language), []
        for start, end in places(text):
            written = text[start:end]
            form = of(written[:LONGEST], language)
            found.append(Word(written, start, end, form.stem, form.lemma, form.parts, form.folded, form.is_small))
        return found

    def _make_stems(self, label: str, language: str) -> tuple[str, ...]:
        """The stems of a label, in order."""
        return tuple(word.stem for word in self.words(label, language))

    def labels(self, words: Sequence[Word], languages: Collection[str] | None = None) -> list[Label]:
        """The concepts that runs of these words name, longest first; they may overlap.

        Languages: whose labels are looked up, those of all for None.
        """
        texts = [word.text[:LONGEST] for word in words]
        known = [code for code in LANGUAGES if languages is None or code in languages]
        found = {
            Label(concept, first, last)
            for first, text in enumerate(texts)
            for concept, last in self._labels.found(texts, first, [code for code in known if self._begins(text, code)])
        }
        return sorted(found, key=lambda label: (label.first - label.last, label.first, label.concept))

    def layers(self, text: str, language: str) -> Layers:
        """What an index holds of the text. Small words are tokens among the stems and nowhere else."""
        language, layers = _known(language), Layers()
        texts = [written[:LONGEST] for written in texts_of(text)]
        for first, written in enumerate(texts):
            held = self._held(written, language)
            layers.stems.append(held.stem)
            layers.lemmas.extend(held.lemmas)
            layers.folded.extend(held.folded)
            if held.parts:
                layers.parts.extend(held.parts)
                layers.concepts.extend(held.concepts)
            if held.begun:
                layers.concepts.extend(concept for concept, _ in self._labels.found(texts, first, held.begun))
        return layers

    def _make_held(self, text: str, language: str) -> "_Held":
        form = self._forms.of(text, language)
        begun = tuple(code for code in sorted({language, ALWAYS_KNOWN}) if self._labels.begins(text, code))
        if form.is_small:
            return _Held(form.stem, begun=begun)
        return _Held(
            form.stem,
            (form.lemma or form.stem,),
            (*form.folded, *form.folded_parts),
            (*form.parts, *form.more_parts),
            self._within(form, text, language),
            begun,
        )

    def _within(self, form: Form, text: str, language: str) -> tuple[str, ...]:
        """The concepts that a compound begins or ends with, beside those that it names as a whole."""
        whole = self._labels.of_words(self._readings(text, language), language)
        within = self._labels.of_words(form.inner, language)
        return tuple(concept for concept in within if concept not in whole)

    def _make_readings(self, text: str, language: str) -> tuple[str, ...]:
        """What a word may be in a label: stem, lemma, and the folded stem where no list has the word."""
        form = self._forms.of(text, language)
        readings = [form.stem, form.lemma] if form.lemma else [form.stem]
        if len(form.folded[0]) >= _SHORTEST_FOLDED and not self._forms.is_listed(plain(text).lower()):
            readings.append(_accentless(form.stem))
        return tuple(readings)

    def _ways(self, label: str, language: str) -> set[tuple[str, ...]]:
        """The stems of a label as it may be written: as it is, apart, together, without accents."""
        words = self.words(label, language)
        stems = tuple(word.lemma or word.stem for word in words)
        ways = {tuple(word.stem for word in words), stems}
        ways.add(tuple(stem for word in words for stem in word.parts or (word.stem,)))
        letters = "".join(plain(word.text).lower() for word in words)
        if len(words) == 1:
            ways.add(self._forms.halves(letters, language))
        elif len(words) <= _MOST_TOGETHER and letters.isalpha():
            ways.add((self._forms.of(letters, language).stem,))
        if all(len(word.stem) >= _SHORTEST_FOLDED for word in words):
            ways.add(tuple(_accentless(word.stem) for word in words))
        return ways - {()}


def making(lexicon: Lexicon) -> str:
    """What the ways of a label depend on beside the label."""
    return _digest(VERSION, lexicon.version)


def _narrower(broader: Mapping[str, str]) -> dict[str, list[str]]:
    """Concept → those that are forms of it or of its forms, however far. Goes round no circle twice."""
    found: dict[str, list[str]] = {}
    for concept, above in broader.items():
        while above != concept and concept not in found.setdefault(above, []):
            found[above].append(concept)
            above = broader.get(above, concept)
    return found


def _digest(*of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()[:16]


@lru_cache(2)
def _forms(lexicon: Lexicon) -> Forms:
    """Remembered beyond one analysis: a new one is made whenever an editor changes a label."""
    return Forms(lexicon)


def _known(language: str) -> str:
    return language if language in STEMMERS else DEFAULT


def _accentless(stem: str) -> str:
    """A stem without accents, kept apart from stems that are written so."""
    return f"~{fold(stem)}"
