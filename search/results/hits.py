"""The rows of the result list: what the database has of each page now, with what was found marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site

from portal.models import HealthcareRegion, Publication
from portal.publications.originals import OriginalChange, changes_of_originals
from portal.publications.page_types import page_types, status_label
from portal.publications.partial_dates import date_code, date_words
from portal.publications.public_columns import public_columns
from portal.publications.statuses import is_past, verdict_label
from search.engines import Stored
from search.results.answers import Answer
from search.results.facets import FacetLabels
from search.results.snippets import Pieces, Shown, shown

INGRESS = 260
# What a row needs from the database, in one query without any page as an object.
COLUMNS = (
    "pk",
    "title",
    "ingress",
    "dated_on",
    "date_precision",
    "case_number",
    "verdict",
    "status",
    "level",
    "is_example",
    "url_path",
    "live_revision_id",
    "content_type_id",
    "locale__language_code",
    "translation_key",
    "last_published_at",
)


@dataclass(frozen=True)
class Hit:
    """A row of the result list."""

    url: str
    title: SafeString
    gist: SafeString
    # The document that the gist is quoted from, if it is not the page itself.
    source: str
    type_label: str
    date_code: str
    date_words: str
    case_number: str
    # The verdict or the status, and the mark of an example, as every list shows them; empty for what has none.
    outcome: SafeString
    example: SafeString
    # The product areas, then whom it concerns.
    filed: str
    language: str
    published: datetime | None
    # What the index keeps of it; nothing when that is of another revision.
    stored: Stored | None


@dataclass(frozen=True)
class _Outcome:
    """What components/outcome.html reads of a row."""

    type_code: str
    status: str
    verdict: str
    original_change: OriginalChange | None

    @property
    def has_verdict(self) -> bool:
        return bool(page_types()[self.type_code].has_verdict)

    @property
    def is_past(self) -> bool:
        return is_past(self.status)

    @property
    def status_label(self) -> str:
        return status_label(self.type_code, self.status)

    @property
    def verdict_label(self) -> str:
        return verdict_label(self.verdict)


@lru_cache(200)
def _outcome(row: _Outcome, _language: str | None) -> SafeString:
    """Kept, since a page of twenty rows has but a few different ones; the labels are in the language."""
    if not row.has_verdict and not row.status_label and not row.original_change:
        return mark_safe("")
    return render_to_string("components/outcome.html", {"row": row})


@lru_cache(8)
def _example(_language: str | None) -> SafeString:
    return render_to_string("components/tag_example.html")


@lru_cache(1000)
def _date_words(day: date | None, precision: str, _language: str | None) -> str:
    return date_words(day, precision)


def hits(given: Answer, labels: FacetLabels) -> list[Hit]:
    """The rows, in order. What is no longer public is left out, whatever the index still says."""
    ids = given.results.ids
    rows = public_columns(ids, COLUMNS)
    addresses, places = Addresses(), PlaceLabels(labels)
    changes = changes_of_originals(map(identity, rows.values()))
    made = []
    for page_id in ids:
        if row := rows.get(page_id):
            stored = given.results.stored.get(page_id)
            # Words of an earlier revision are not shown: they may be what was taken away.
            if stored and stored.revision_id != (row["live_revision_id"] or 0):
                stored = None
            row["original_change"] = changes.get(page_id)
            made.append(_hit(row, stored, given, addresses.of(row["url_path"]), labels, places))
    return made


def identity(row: dict[str, Any]) -> tuple[int, UUID, str]:
    """What changes_of_originals asks of a page."""
    return row["pk"], row["translation_key"], row["locale__language_code"]


def _hit(
    row: dict[str, Any], stored: Stored | None, given: Answer, url: str, labels: FacetLabels, places: "PlaceLabels"
) -> Hit:
    language, reading = row["locale__language_code"], translation.get_language()
    marked = shown(stored, given.highlighter, language) if stored and given.highlighter else Shown()
    model: Any = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    areas = ", ".join(labels.of("area", code) for code in stored.area) if stored else ""
    concerned = ", ".join(places.of(row["level"], stored.places if stored else ()))
    return Hit(
        url=url,
        title=written(marked.title or ((row["title"], False),)),
        gist=written(marked.ingress or marked.text or ((_short(row["ingress"]), False),)),
        source=marked.source,
        type_label=str(model.type_label),
        date_code=date_code(row["dated_on"], row["date_precision"]),
        date_words=_date_words(row["dated_on"], row["date_precision"], reading) or str(model.undated_label),
        case_number=row["case_number"],
        outcome=_outcome(_Outcome(model.type_code, row["status"], row["verdict"], row["original_change"]), reading),
        example=_example(reading) if row["is_example"] else SafeString(""),
        filed=". ".join(part for part in (areas, concerned) if part),
        language=language,
        published=row["last_published_at"],
        stored=stored,
    )


class PlaceLabels:
    """Whom a publication concerns, in words."""

    def __init__(self, labels: FacetLabels) -> None:
        self._labels = labels
        self._parts: dict[str, str] | None = None

    def of(self, level: str, codes: Iterable[str]) -> list[str]:
        """The names of the places with these codes, or the word for a national publication."""
        if level == Publication.Level.NATIONAL:
            return [self._labels.of("level", level)]
        if level == Publication.Level.REGION:
            return [self._labels.of("region", code) for code in codes]
        if self._parts is None:
            self._parts = {part.code: part.label for part in HealthcareRegion.objects.all()}
        return [self._parts.get(code, code) for code in codes]


class Addresses:
    """The addresses of pages from where they stand in the tree: each root looked up once for all rows."""

    def __init__(self) -> None:
        self._starts: list[tuple[str, str]] = []
        for root in Site.get_site_root_paths():
            self._starts.append((root.root_path, _start(root.language_code)))

    def of(self, url_path: str) -> str:
        """The address of the page at this place in the tree; empty where no site has it."""
        for root, start in self._starts:
            if url_path.startswith(root):
                return start + quote(url_path[len(root) :])
        return ""


@cache
def _start(language: str) -> str:
    with translation.override(language):
        return reverse("wagtail_serve", args=("",))


def written(pieces: Pieces) -> SafeString:
    """The pieces as HTML, those that were found marked."""
    return mark_safe("".join(f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces))


def _short(text: str) -> str:
    if len(text) <= INGRESS:
        return text
    return text[:INGRESS].rsplit(" ", 1)[0].rstrip(" ,.;:–") + " …"
