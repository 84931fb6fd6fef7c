"""What a hit shows of itself: title and ingress with what was found marked, or a fragment of the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.engines import Stored
from search.results.highlighter import Highlight, Highlighter

# Text → whether it is what was asked for.
Pieces = tuple[tuple[str, bool], ...]

# Letters of a fragment, and how many of them may stand before the first hit.
LENGTH = 220
BEFORE = 60
# A passage shorter than this is shown with the one after it.
SHORT = 90
MORE = "…"


@dataclass(frozen=True)
class Shown:
    """Empty where nothing was found: then the page shows what it has, unmarked."""

    title: Pieces = ()
    ingress: Pieces = ()
    text: Pieces = ()
    # The label of the document that the text is from; empty for the page's own.
    source: str = ""


def shown(stored: Stored, highlighter: Highlighter, language: str) -> Shown:
    """The title and ingress marked; of the texts only if something asked for stands in neither."""
    titled = highlighter.find(stored.title, language)
    introduced = highlighter.find(stored.ingress, language)
    missing = set(highlighter.names) - {hit.name for hit in (*titled, *introduced)}
    title, ingress = _cut(stored.title, titled), _cut(stored.ingress, introduced)
    if missing and not introduced:
        for document, text in (("", stored.text), ("", ", ".join(stored.names)), *stored.attachments):
            if text and (found := fragment(text, highlighter, language, missing)):
                return Shown(title, ingress, found, document)
    return Shown(title, ingress)


def mark(text: str, highlighter: Highlighter, language: str) -> Pieces:
    """The whole text in pieces; empty where nothing of it answers the question."""
    return _cut(text, highlighter.find(text, language))


def fragment(text: str, highlighter: Highlighter, language: str, missing: set[int] | None = None) -> Pieces:
    """About 220 letters around the hits that answer most of the question; empty where none does.

    Missing: the numbers of the names that count, if not all. A new line is where one passage ends and another begins.
    """
    hits = highlighter.find(text, language)
    if not any(missing is None or hit.name in missing for hit in hits):
        return ()
    densest = max(range(len(hits)), key=lambda place: (_worth(hits, place, text, missing), -place))
    start, end = _window(text, hits[densest])
    pieces = _cut(text[start:end], [_moved(hit, -start) for hit in hits if start <= hit.start and hit.end <= end])
    within = [(piece.replace("\n", f" {MORE} "), found) for piece, found in pieces]
    before = [(f"{MORE} ", False)] if start else []
    after = [(f" {MORE}", False)] if end < len(text) else []
    return (*before, *within, *after)


def _worth(hits: Sequence[Highlight], first: int, text: str, missing: set[int] | None) -> tuple[int, int]:
    """Of a fragment that begins with this hit: the different names in it, then the hits."""
    last = _line_end(text, hits[first].start)
    end = min(hits[first].start + LENGTH - BEFORE, last)
    within = [hit for hit in hits[first : first + 30] if hit.end <= end or hit is hits[first]]
    names = {hit.name for hit in within}
    return len(names if missing is None else names & missing), len(within)


def _window(text: str, hit: Highlight) -> tuple[int, int]:
    """The stretch to show around a hit, between words: of its own passage, with the next ones if that is short."""
    first, last = text.rfind("\n", 0, hit.start) + 1, _line_end(text, hit.start)
    start = first
    if hit.start - first > BEFORE:
        space = text.find(" ", hit.start - BEFORE, hit.start)
        start = space + 1 if space >= 0 else hit.start
    end = last
    while end - start < SHORT and end < len(text):
        end = _line_end(text, end + 1)
    if end - start > LENGTH:
        space = text.rfind(" ", max(start, hit.end), start + LENGTH)
        end = space if space > 0 else max(hit.end, start + LENGTH)
    return start, end


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _moved(hit: Highlight, by: int) -> Highlight:
    return hit._replace(start=hit.start + by, end=hit.end + by)


def _cut(text: str, hits: Sequence[Highlight]) -> Pieces:
    """A text in pieces, the hits marked; nothing where there are none."""
    if not hits:
        return ()
    pieces, at = [], 0
    for hit in hits:
        pieces += [(text[at : hit.start], False), (text[hit.start : hit.end], True)]
        at = hit.end
    return tuple((piece, found) for piece, found in [*pieces, (text[at:], False)] if piece)
