"""The names of concepts in one language as sequences of stems, and which of them the words of a text name."""

from collections.abc import Iterable, Iterator, Sequence


class ConceptLabels:
    """Concepts by the stems that name them."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, ...], list[str]] = {}
        # First stem → the words of the longest label that begins so.
        self._longest: dict[str, int] = {}

    def add(self, concept: str, ways: Iterable[tuple[str, ...]]) -> None:
        """A concept and the sequences of stems that name it."""
        for stems in filter(None, ways):
            named = self._named.setdefault(stems, [])
            if concept not in named:
                named.append(concept)
            self._longest[stems[0]] = max(len(stems), self._longest.get(stems[0], 0))

    def found(self, stems: Sequence[str], first: int) -> Iterator[tuple[str, int]]:
        """What the words from the first on name: concepts, and where the words that name them end."""
        for last in range(first + 1, min(len(stems), first + self._longest.get(stems[first], 0)) + 1):
            for concept in self._named.get(tuple(stems[first:last]), ()):
                yield concept, last
