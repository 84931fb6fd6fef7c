"""The portal's own analysis of text in five languages: the same for what is indexed and for what is asked."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from search.text.concept_labels import ConceptLabels
from search.text.lexicon import STEMMERS, Lexicon
from search.text.morphology import Forms
from search.text.token_layers import Label, Layers, Word
from search.text.tokenizer import fold, hyphenated, places
from search.text.tokenizer import texts as texts_of

__all__ = ["LANGUAGES", "Analysis", "fold"]

LANGUAGES = tuple(STEMMERS)
DEFAULT = "sv"
# Change this with every change of what the analysis gives for the same words.
VERSION = "6"
# More words than this are never written together.
_MOST_TOGETHER = 3


class Analysis:
    """Text to words and layers. One for each process, shared between threads.

    Labels are (concept code, language, label). Broader: concept → the one that it is a form of; what an index holds
    does not depend on that.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        labels: Iterable[tuple[str, str, str]] = (),
        broader: Mapping[str, str] | None = None,
    ) -> None:
        known = sorted(set(labels))
        self.narrower = _narrower(broader or {})
        self.version = hashlib.sha256(repr((VERSION, lexicon.version, known)).encode()).hexdigest()[:16]
        self._forms = _forms(lexicon)
        self._labels = {language: ConceptLabels() for language in LANGUAGES}
        for concept, language, label in known:
            if language in self._labels:
                self._labels[language].add(concept, self._ways(label, language))

    def words(self, text: str, language: str) -> list[Word]:
        """Every word of the text in reading order, the small ones too."""
        of, language = self._forms.of, _known(language)
        return [Word(text[start:end], start, end, *of(text[start:end], language)) for start, end in places(text)]

    def stems(self, text: str, language: str) -> tuple[str, ...]:
        """The stems of a text, in order."""
        of, language = self._forms.of, _known(language)
        return tuple(of(written, language).stem for written in texts_of(text))

    def labels(self, words: Sequence[Word], languages: Collection[str] = LANGUAGES) -> list[Label]:
        """The concepts that runs of these words name in any of the languages, longest first; they may overlap."""
        found = set()
        for language in languages:
            stems = [self._forms.of(word.text, language).stem for word in words]
            for first in range(len(stems)):
                found |= {Label(concept, first, last) for concept, last in self._labels[language].found(stems, first)}
        return sorted(found, key=lambda label: (label.first - label.last, label.first, label.concept))

    def layers(self, text: str, language: str) -> Layers:
        """What an index holds of the text. Small words are tokens among the stems and nowhere else."""
        language, layers = _known(language), Layers()
        for written in texts_of(text):
            form = self._forms.of(written, language)
            layers.stems.append(form.stem)
            if not form.is_small:
                layers.parts.extend(form.parts)
                layers.folded.extend(form.folded)
        for written in hyphenated(text):
            layers.parts.append(self._forms.of(written, language).stem)
        found = self._labels[language].found
        for first in range(len(layers.stems)):
            layers.concepts.extend(concept for concept, _last in found(layers.stems, first))
        return layers

    def _ways(self, label: str, language: str) -> set[tuple[str, ...]]:
        """The stems of a label as it may be written: as it is, a compound apart, a few words together."""
        words = self.words(label, language)
        ways = {
            tuple(word.stem for word in words),
            tuple(stem for word in words for stem in word.parts or (word.stem,)),
        }
        if len(words) <= _MOST_TOGETHER:
            ways.add(self.stems("".join(word.text for word in words), language))
        return ways


def _narrower(broader: Mapping[str, str]) -> dict[str, list[str]]:
    """Concept → those that are forms of it or of its forms, however far. Goes round no circle twice."""
    found: dict[str, list[str]] = {}
    for concept, above in broader.items():
        while above != concept and concept not in found.setdefault(above, []):
            found[above].append(concept)
            above = broader.get(above, concept)
    return found


@lru_cache(2)
def _forms(lexicon: Lexicon) -> Forms:
    """Remembered beyond one analysis: a new one is made whenever an editor changes a label."""
    return Forms(lexicon)


def _known(language: str) -> str:
    return language if language in STEMMERS else DEFAULT
