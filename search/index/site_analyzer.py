"""The analysis of this installation, one for each process: its word data and its concepts; and its product areas."""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.models import Concept
from portal.outbox.changes import newest
from search.text.analyzer import Analysis
from search.text.lexicon import Lexicon, LexiconMissing

logger = logging.getLogger(__name__)

# Concept, language, label.
Labelled = tuple[str, str, str]


@dataclass(frozen=True)
class _Known:
    """What an analysis is made of, and the analysis."""

    word_data: tuple[str, int]
    concepts: str

    @cached_property
    def labels(self) -> Sequence[Labelled]:
        return tuple(_of_concepts())

    @cached_property
    def analysis(self) -> Analysis:
        return Analysis(_lexicon(*self.word_data), self.labels, _broader())

    @cached_property
    def names(self) -> Mapping[str, Sequence[str]]:
        """Concept → its labels in all languages."""
        return _by_concept(self.labels)

    @cached_property
    def names_in(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """(Concept, language) → its labels there, the preferred one first."""
        found: dict[tuple[str, str], list[str]] = {}
        for concept, language, label in self.labels:
            found.setdefault((concept, language), []).append(label)
        return found


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
            now = _Known(_word_data(), Concept.objects.stamp())
            if now != self.known:
                _ = now.analysis
                self.known = now
            self.looked_at = stamp
        finally:
            self._lock.release()


_keeper = _Keeper()


def analysis() -> Analysis:
    """The analysis with the concepts as they are. Who asks first after a change of a concept waits until it is made."""
    return _keeper.current().analysis


def names() -> Mapping[str, Sequence[str]]:
    """Concept → its labels in all languages, as the analysis has them."""
    return _keeper.current().names


def names_in(concept: str, language: str) -> Sequence[str]:
    """What a concept is called in a language, the preferred label first."""
    return _keeper.current().names_in.get((concept, language), ())


def prepare() -> None:
    """Make the file of word data where it is missing or out of date: ten seconds or more, so never in a request."""
    # The word lists that it is made from are large, and nothing else needs them.
    from search.text.build_lexicon import write

    write(Path(settings.WORDS))
    forget()


def warm(**_signal: Any) -> None:
    """Make the analysis before anybody asks. With the words of one question: the word data are read when first used."""
    for language, _name in settings.LANGUAGES:
        analysis().words("insulinpump", language)


def forget() -> None:
    """Have the next one who asks look at the word data and the concepts, though no change was noted."""
    _keeper.looked_at = None


def _of_concepts() -> Iterable[Labelled]:
    for concept in Concept.objects.order_by("pk"):
        for language, labels in concept.labels.items():
            yield from ((concept.code, language, label) for label in labels)


def _broader() -> dict[str, str]:
    """Concept → the one that it is a form of."""
    return dict(Concept.objects.exclude(broader=None).order_by("pk").values_list("code", "broader__code"))


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
