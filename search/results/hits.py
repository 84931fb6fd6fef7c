"""The rows of the result list: what the database has of each page now, with what was found marked."""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.publications.rows import Row, rows_of
from search.engines import Stored
from search.results.answers import Answer
from search.results.snippets import Pieces, Shown, shown

# Letters of the ingress that stand where nothing of it was found.
INGRESS = 260


@dataclass(frozen=True)
class Hit(Row):
    """A row with title and ingress as HTML, or a fragment of the text in place of the ingress."""

    # The document that the fragment is from, if it is not the page itself.
    source: str = ""
    # What the index keeps of it; nothing when that is of another revision.
    stored: Stored | None = None


def hits(given: Answer) -> list[Hit]:
    """The rows, in order. What is no longer public is left out, whatever the index still says."""
    return [_hit(row, given) for row in rows_of(given.results.ids)]


def _hit(row: Row, given: Answer) -> Hit:
    stored = given.results.stored.get(row.pk)
    # Words of an earlier revision are not shown: they may be what was taken away.
    if stored and stored.revision_id != row.revision_id:
        stored = None
    found = shown(stored, given.highlighter, row.language) if stored and given.highlighter else Shown()
    marked = {
        "title": written(found.title or ((row.title, False),)),
        "ingress": written(found.ingress or found.text or ((_short(row.ingress), False),)),
    }
    return Hit(**{**vars(row), **marked}, source=found.source, stored=stored)


def written(pieces: Pieces) -> SafeString:
    """The pieces as HTML, those that were found marked."""
    return mark_safe("".join(f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces))


def _short(text: str) -> str:
    if len(text) <= INGRESS:
        return text
    return text[:INGRESS].rsplit(" ", 1)[0].rstrip(" ,.;:–") + " …"
