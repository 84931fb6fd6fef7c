"""The analysis of this installation, one for each process: its word data, its concepts and product areas."""

import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from portal.models import Concept, ProductArea
from portal.publications.page_types import page_types
from portal.vocabulary.thesaurus import LANGUAGES
from search.text.analyzer import Analysis, fold, making
from search.text.edit_distance import distance
from search.text.lexicon import Lexicon, LexiconMissing

logger = logging.getLogger(__name__)

# For so many seconds nobody looks whether an editor has changed a concept.
TRUSTED = 5.0
# A word of this length may be a slip of the pen for a concept's name; a long one may have two letters wrong.
SHORTEST_GUESSED, LONG_WORD, MOST_WRONG = 5, 9, 2
# A product area is a concept with its slug after this, a type of publications one with its code after that.
AREA, TYPE = "area-", "type-"
# Concept, language, label.
Labelled = tuple[str, str, str]
_AREA_NAMES = ("name", "name_en", "name_nb", "name_da", "name_fi")


@dataclass(frozen=True)
class _Known:
    """An analysis and what it was made of."""

    stamp: Any
    analysis: Analysis
    labels: Sequence[Labelled]

    @cached_property
    def names(self) -> Mapping[str, Sequence[str]]:
        """Concept → its labels in all languages."""
        return _by_concept(self.labels)

    @cached_property
    def single(self) -> Mapping[str, Sequence[tuple[str, int, str]]]:
        """First letter → the labels of one word, folded, with the letters that they have and their concepts."""
        return _by_letter(self.labels)


class _Keeper:
    def __init__(self) -> None:
        self.known: _Known | None = None
        self.looked_at = float("-inf")
        self.must_wait = True
        self._lock = threading.Lock()
        self._making: Any = None

    def current(self) -> _Known:
        if self.known is not None and time.monotonic() - self.looked_at < TRUSTED:
            return self.known
        with self._lock:
            areas = tuple(ProductArea.objects.order_by("pk").values_list("slug", *_AREA_NAMES))
            word_data = _word_data()
            stamp = (word_data, Concept.objects.stamp(), areas)
            if self.known is None or (stamp != self.known.stamp and (self.must_wait or stamp != self._making)):
                self._making = stamp
                labels = (*_of_concepts(), *_of_areas(areas), *_of_types())
                made_of = (stamp, word_data, labels, _broader())
                if self.known is None or self.must_wait:
                    self._make(*made_of)
                else:
                    threading.Thread(target=self._make, args=made_of, daemon=True).start()
            self.looked_at, self.must_wait = time.monotonic(), False
            assert self.known is not None
            return self.known

    def _make(
        self, stamp: Any, word_data: tuple[str, int], labels: Sequence[Labelled], broader: Mapping[str, str]
    ) -> None:
        try:
            made = _Known(stamp, _analysis(_lexicon(*word_data), labels, broader), labels)
            if self._making == stamp:
                self.known = made
        finally:
            self._making = None


_keeper = _Keeper()


def analysis() -> Analysis:
    """The analysis with the concepts and areas as they are, or were a few seconds ago.

    Takes a second for a thousand concepts: a process waits for its first one, and works with it until the next is made.
    """
    return _keeper.current().analysis


def names() -> Mapping[str, Sequence[str]]:
    """Concept → its labels in all languages, as the analysis has them."""
    return _keeper.current().names


def guess(word: str) -> tuple[str, ...] | None:
    """The concepts that have a name in any language so few letters from a word that it may be meant.

    None for a word that is in a list of words: it needs no guessing.
    """
    lexicon = _lexicon(*_word_data())
    if any(lexicon.splits(language) and lexicon.whole(word.lower(), language) for language in LANGUAGES):
        return None
    form = fold(word)
    most = MOST_WRONG if len(form) >= LONG_WORD else 1
    if len(form) < SHORTEST_GUESSED:
        return ()
    near: dict[str, int] = {}
    letters = _letters(form)
    for name, has, concept in _keeper.current().single.get(form[0], ()):
        # One edit changes two of the letters that a word has, at the most: nearly all names go at once.
        if (letters ^ has).bit_count() <= 2 * most and (away := distance(form, name, most)) <= most:
            near[concept] = min(away, near.get(concept, most))
    return tuple(concept for concept, away in near.items() if away == min(near.values()))


def prepare() -> None:
    """Make the file of word data where it is missing or out of date: ten seconds or more, so never in a request."""
    # The word lists that it is made from are large, and nothing else needs them.
    from search.text.build_lexicon import write

    write(Path(settings.WORDS), [settings.BASE_DIR / "portal" / "data"])
    forget()


def forget() -> None:
    """Have the next one who asks look at the concepts, however short ago somebody did, and wait for what is new."""
    _keeper.looked_at, _keeper.must_wait = float("-inf"), True


def _analysis(lexicon: Lexicon, labels: Sequence[Labelled], broader: Mapping[str, str]) -> Analysis:
    """Made in a moment where another process of this installation has made the same before."""
    path = Path(settings.VAR) / f"labels-{making(lexicon)}.json"
    try:
        ways = json.loads(path.read_text())
    except (OSError, ValueError):
        ways = {}
    made = Analysis(lexicon, labels, ways, broader)
    if made.ways.keys() - ways.keys():
        try:
            with NamedTemporaryFile("w", dir=path.parent, prefix=path.name, delete=False) as file:
                json.dump(made.ways, file, ensure_ascii=False)
            os.replace(file.name, path)
        except OSError as error:
            logger.warning("What the labels are made of could not be kept: %s", error)
    return made


def _of_concepts() -> Iterable[Labelled]:
    for concept in Concept.objects.order_by("pk"):
        for language, labels in concept.labels.items():
            yield from ((concept.code, language, label) for label in labels)


def _broader() -> dict[str, str]:
    """Concept → the one that it is a form of."""
    return dict(Concept.objects.exclude(broader=None).order_by("pk").values_list("code", "broader__code"))


def _of_areas(areas: Iterable[tuple[str, ...]]) -> Iterable[Labelled]:
    for slug, *names in areas:
        yield from ((f"{AREA}{slug}", code, name) for code, name in zip(LANGUAGES, names, strict=True) if name)


def _letters(text: str) -> int:
    """A bit for each letter that the text has."""
    bits = 0
    for letter in text:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _by_letter(labels: Iterable[Labelled]) -> dict[str, list[tuple[str, int, str]]]:
    found: dict[str, list[tuple[str, int, str]]] = {}
    for name, concept in sorted({(fold(label), concept) for concept, _language, label in labels}):
        if len(name) >= SHORTEST_GUESSED and name.isalpha():
            found.setdefault(name[0], []).append((name, _letters(name), concept))
    return found


def _of_types() -> Iterable[Labelled]:
    for code, model in page_types().items():
        yield from ((f"{TYPE}{code}", language, name) for language, name in zip(LANGUAGES, model.called, strict=False))


def _by_concept(labels: Iterable[Labelled]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for concept, _language, label in labels:
        found.setdefault(concept, []).append(label)
    return found


def _word_data() -> tuple[str, int]:
    """The file of word data and when it was made; 0 where there is none."""
    path = Path(settings.WORDS)
    try:
        return str(path), path.stat().st_mtime_ns
    except FileNotFoundError:
        return str(path), 0


@lru_cache(2)
def _lexicon(path: str, _made_at: int) -> Lexicon:
    try:
        return Lexicon.open(path)
    except LexiconMissing as error:
        logger.warning("Search compares stems only: %s", error)
        return Lexicon.empty()
