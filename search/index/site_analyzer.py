"""The analysis of this installation, one for each process: its word data, its concepts and product areas."""

import json
import logging
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from portal.models import Concept, ProductArea
from portal.outbox.changes import newest
from portal.publications.page_types import page_types
from portal.vocabulary.thesaurus import LANGUAGES
from search.text.analyzer import Analysis, fold, making
from search.text.edit_distance import distance
from search.text.lexicon import Lexicon, LexiconMissing

logger = logging.getLogger(__name__)

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

    word_data: tuple[str, int]
    concepts: str
    # Slug, then the name in every language, in the order of the first.
    areas: tuple[tuple[str, ...], ...]

    @cached_property
    def labels(self) -> Sequence[Labelled]:
        return (*_of_concepts(), *_of_areas(self.areas), *_of_types())

    @cached_property
    def analysis(self) -> Analysis:
        return _analysis(_lexicon(*self.word_data), self.labels, _broader())

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
        # The newest change when somebody last looked.
        self.looked_at: int | None = None
        self._lock = threading.Lock()

    def current(self) -> _Known:
        stamp = newest()
        if self.known is None or self.looked_at != stamp:
            self._look(stamp)
        assert self.known is not None
        return self.known

    def _look(self, stamp: int) -> None:
        """One thread looks, and makes the analysis anew if it must; others work meanwhile with the one they have."""
        if not self._lock.acquire(blocking=self.known is None):
            return
        try:
            areas = tuple(ProductArea.objects.order_by("name").values_list("slug", *_AREA_NAMES))
            now = _Known(_word_data(), Concept.objects.stamp(), areas)
            if now != self.known:
                _ = now.analysis
                self.known = now
            self.looked_at = stamp
        finally:
            self._lock.release()


_keeper = _Keeper()


def analysis() -> Analysis:
    """The analysis with the concepts and areas as they are: who comes first after a change waits for it.

    That takes a third of a second for a thousand concepts, and a second where no process has made any before.
    """
    return _keeper.current().analysis


def areas() -> list[tuple[str, dict[str, str]]]:
    """Slug and names in all languages of each product area."""
    return [(slug, dict(zip(LANGUAGES, names, strict=True))) for slug, *names in _keeper.current().areas]


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
    """Have the next one who asks look at the word data, the concepts and the areas, though no change was noted."""
    _keeper.looked_at = None


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
