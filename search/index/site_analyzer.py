"""The analysis of this installation, one for each process: its word data and its concepts."""

import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.models import Concept
from search.text.analyzer import Analysis
from search.text.lexicon import Lexicon, LexiconMissing

logger = logging.getLogger(__name__)

# For so many seconds nobody looks whether an editor has changed a concept.
TRUSTED = 5.0
# Concept, language, label.
Labelled = tuple[str, str, str]


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


class _Keeper:
    def __init__(self) -> None:
        self.known: _Known | None = None
        self.looked_at = float("-inf")
        self._lock = threading.Lock()

    def current(self) -> _Known:
        known = self.known
        if known is not None and time.monotonic() - self.looked_at < TRUSTED:
            return known
        # Whoever comes while another makes the next one takes what there is.
        if not self._lock.acquire(blocking=known is None) and known is not None:
            return known
        try:
            word_data = _word_data()
            stamp = (word_data, Concept.objects.stamp())
            if self.known is None or stamp != self.known.stamp:
                labels = tuple(_of_concepts())
                self.known = _Known(stamp, Analysis(_lexicon(*word_data), labels, _broader()), labels)
            self.looked_at = time.monotonic()
            return self.known
        finally:
            self._lock.release()


_keeper = _Keeper()


def analysis() -> Analysis:
    """The analysis with the concepts as they are, or as they were a few seconds ago.

    When an editor has changed a concept, one request of each process makes the next analysis, in about a fifth of a
    second. Other requests work with the one before meanwhile.
    """
    return _keeper.current().analysis


def names() -> Mapping[str, Sequence[str]]:
    """Concept → its labels in all languages, as the analysis has them."""
    return _keeper.current().names


def prepare() -> None:
    """Make the file of word data where it is missing or out of date: ten seconds or more, so never in a request."""
    # The word lists that it is made from are large, and nothing else needs them.
    from search.text.build_lexicon import write

    write(Path(settings.WORDS))
    forget()


def forget() -> None:
    """Have the next one who asks look at the concepts, however short ago somebody did."""
    _keeper.looked_at = float("-inf")


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
