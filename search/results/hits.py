"""The rows of the result list: what the database has of each page now, with what was found marked.

A row shows title and ingress, or a fragment of the text where something that was asked for stands in neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.publications.rows import Row, rows_of
from portal.publications.translations import SUMMARY_LANGUAGE
from search.engines import Stored
from search.results.answers import Answer
from search.results.highlighter import Highlight, Highlighter

# Text → whether it is what was asked for.
Pieces = tuple[tuple[str, bool], ...]

# Letters of a fragment, and how many of them may stand before the first hit.
LENGTH = 220
BEFORE = 60
# A passage shorter than this is shown with the one after it.
SHORT = 90
MORE = "…"
# Letters of the ingress where nothing of it was found.
INGRESS = 260


@dataclass(frozen=True)
class Hit(Row):
    """A row with title and ingress as HTML, or a fragment of the text in place of the ingress."""

    # The document that the fragment is from, if it is not the page itself.
    source: str = ""
    # What the index keeps of it; nothing when that is of another revision, or where nothing was asked.
    stored: Stored | None = None
    # The replaced version that has what was asked for, where this one has not.
    earlier: Row | None = None

    @property
    def html(self) -> SafeString:
        """A hit with nothing marked, as an entry of the list."""
        return _unmarked_html(self, get_language())


@lru_cache(500)
def _unmarked_html(hit: Hit, _language: str | None) -> SafeString:
    """Kept, since the same pages come again where nothing was asked."""
    return render_to_string("components/row.html", {"row": hit, "is_hit": True})


@dataclass(frozen=True)
class Shown:
    """Empty where nothing was found: then the page shows what it has, unmarked."""

    title: Pieces = ()
    ingress: Pieces = ()
    text: Pieces = ()
    # The label of the document that the text is from; empty for the page's own.
    source: str = ""


def hits(given: Answer) -> list[Hit]:
    """The rows, in order. What is no longer public is left out, whatever the index still says."""
    ids = given.results.ids
    earlier = [given.earlier[pk] for pk in ids if pk in given.earlier]
    rows = {row.pk: row for row in rows_of([*ids, *earlier])}
    return [_hit(rows[pk], given, rows.get(given.earlier.get(pk, 0))) for pk in ids if pk in rows]


def unmarked(row: Row) -> Hit:
    """The hit of a row where nothing was asked for."""
    ingress = written(((short(row.ingress), False),))
    return Hit(**{**vars(row), "title": written(((row.title, False),)), "ingress": ingress})


def _hit(row: Row, given: Answer, earlier: Row | None) -> Hit:
    stored = given.results.stored.get(row.pk)
    # Words of an earlier revision are not shown: they may be what was taken away.
    if stored and stored.revision_id != row.revision_id:
        stored = None
    found = Shown()
    if stored and given.highlighter:
        # Who reads by the summary is shown no fragment of the text, which is in the other language.
        by_summary = row.ingress_language != row.language
        look = shown_by_summary if by_summary else shown
        found = look(stored, given.highlighter, row.language)
    marked = {
        "title": written(found.title or ((row.title, False),)),
        "ingress": written(found.ingress or found.text or ((short(row.ingress), False),)),
    }
    return Hit(**{**vars(row), **marked}, source=found.source, stored=stored, earlier=earlier)


def written(pieces: Pieces) -> SafeString:
    """The pieces as HTML, those that were found marked."""
    return mark_safe("".join(f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces))


def short(text: str) -> str:
    """As much of an ingress as is shown where nothing of it was found."""
    if len(text) <= INGRESS:
        return text
    return text[:INGRESS].rsplit(" ", 1)[0].rstrip(" ,.;:–") + " …"


# What of the stored texts is shown.


def shown(stored: Stored, highlighter: Highlighter, language: str) -> Shown:
    """The title and ingress marked; of the texts only if something asked for stands in neither."""
    titled = highlighter.find(stored.title, language)
    introduced = highlighter.find(stored.ingress, language)
    missing = set(highlighter.names) - {hit.name for hit in (*titled, *introduced)}
    title, ingress = cut(stored.title, titled), cut(stored.ingress, introduced)
    if missing and not introduced:
        for document, text in (("", stored.text), ("", ", ".join(stored.names)), *stored.attachments):
            if text and (found := fragment(text, highlighter, language, missing)):
                return Shown(title, ingress, found, document)
    return Shown(title, ingress)


def shown_by_summary(stored: Stored, highlighter: Highlighter, language: str) -> Shown:
    """The title and the summary in English marked, of a page in another language."""
    return Shown(
        cut(stored.title, highlighter.find(stored.title, language)),
        cut(stored.summary, highlighter.find(stored.summary, SUMMARY_LANGUAGE)),
    )


def fragment(text: str, highlighter: Highlighter, language: str, missing: set[int] | None = None) -> Pieces:
    """About 220 letters around the hits that answer most of the question; empty where none does.

    Missing: the numbers of the names that count, if not all. A new line is where one passage ends and another begins.
    """
    hits = highlighter.find(text, language)
    if not any(missing is None or hit.name in missing for hit in hits):
        return ()
    densest = max(range(len(hits)), key=lambda place: (_worth(hits, place, text, missing), -place))
    start, end = _window(text, hits[densest])
    pieces = cut(text[start:end], [_moved(hit, -start) for hit in hits if start <= hit.start and hit.end <= end])
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


def cut(text: str, hits: Sequence[Highlight]) -> Pieces:
    """A text in pieces, the hits marked; nothing where there are none."""
    if not hits:
        return ()
    pieces, at = [], 0
    for hit in hits:
        pieces += [(text[at : hit.start], False), (text[hit.start : hit.end], True)]
        at = hit.end
    return tuple((piece, found) for piece, found in [*pieces, (text[at:], False)] if piece)
