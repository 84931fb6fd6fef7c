"""The analysis of this installation, one for each process: its word data and its concepts; and its product areas."""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from portal.models import Concept, ProductArea
from portal.outbox.changes import newest
from search.text.analyzer import Analysis
from search.text.lexicon import Lexicon, LexiconMissing

logger = logging.getLogger(__name__)

# Concept, language, label.
Labelled = tuple[str, str, str]
# Slug, and the name in each language.
Area = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class _Known:
    """An analysis and what it was made of."""

    word_data: tuple[str, int]
    concepts: str
    # In the order of their Swedish names.
    areas: Sequence[Area]

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
            areas = [(area.slug, area.names) for area in ProductArea.objects.order_by("name")]
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


def areas() -> Sequence[Area]:
    """The product areas in the order of their Swedish names."""
    return _keeper.current().areas


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
    """Have the next one who asks look at the word data, the concepts and the areas, though no change was noted."""
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
