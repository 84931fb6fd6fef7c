"""What a row says of a publication: the same in the lists of pages, in search and in exports.

Read for ten thousand pages in as many queries as for one, and without any page as an object.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from wagtail.models import Site

from portal.models import ProductAreaItem, Publication
from portal.publications.originals import OriginalChange, changes_of_originals
from portal.publications.page_types import page_types, status_label
from portal.publications.partial_dates import date_code, date_words
from portal.publications.prepared_query import PreparedQuery
from portal.publications.public_columns import public_columns
from portal.publications.statuses import is_past, verdict_label
from portal.publications.translations import SUMMARY_LANGUAGE, active_language, language_mark
from portal.vocabulary.models import label_of

_OWN = ("title", "ingress", "dated_on", "date_precision", "case_number", "verdict", "status", "level", "is_example")
_COLUMNS = (
    *("pk", *_OWN, "url_path", "live_revision_id", "content_type_id"),
    *("locale__language_code", "translation_key", "last_published_at", "summary_en"),
)


class Coded(NamedTuple):
    """A value that pages are filed under, and its word in the reader's language."""

    code: str
    label: str


@dataclass(frozen=True)
class Row:
    """A public publication, as outsiders may read it; labels are in the reader's language."""

    pk: int
    # The page type's model.
    model: Any
    url: str
    title: str
    # The summary in English for readers of English, of a page in another language that has one.
    ingress: str
    dated_on: date | None
    date_precision: str
    case_number: str
    verdict: str
    status: str
    level: str
    is_example: bool
    language: str
    ingress_language: str
    published: datetime | None
    revision_id: int
    # What readers of a translation must know of its original.
    original_change: OriginalChange | None
    areas: tuple[Coded, ...]
    # The healthcare regions or regions of its level; none for a national publication.
    places: tuple[Coded, ...]

    @property
    def language_mark(self) -> str:
        """That the page is in another language than the reader's; empty where it is not."""
        return language_mark(self.language, by_summary=self.ingress_language not in (self.language, ""))

    @property
    def foreign(self) -> str:
        """The code of the page's language where it is not the reader's, for `lang` and `hreflang`; else empty."""
        return self.language if self.language != active_language() else ""

    @property
    def foreign_ingress(self) -> str:
        """The same of the ingress."""
        return self.ingress_language if self.ingress_language != active_language() else ""

    @property
    def type_label(self) -> str:
        """The word for the type."""
        return str(self.model.type_label)

    @property
    def undated_label(self) -> str:
        """What stands in place of a date that is not known."""
        return str(self.model.undated_label)

    @property
    def date_code(self) -> str:
        """What is known of the date, as ISO 8601 writes it; empty when nothing is."""
        return date_code(self.dated_on, self.date_precision)

    @property
    def status_label(self) -> str:
        """The word for the status, empty where it has none."""
        return status_label(self.model.type_code, self.status)

    @property
    def line(self) -> SafeString:
        """Type, date, case number, language and whether it is an example, marked up."""
        day = (self.dated_on, self.date_precision)
        return _line(self.model, *day, self.case_number, self.language_mark, self.is_example, get_language())

    @property
    def filed(self) -> str:
        """The product areas, then whom it concerns."""
        is_national = self.level == Publication.Level.NATIONAL
        concerned = [str(Publication.Level.NATIONAL.label)] if is_national else [place.label for place in self.places]
        return ". ".join(filter(None, (", ".join(area.label for area in self.areas), ", ".join(concerned))))

    @property
    def outcome(self) -> SafeString:
        """The verdict or the status and how the original has changed, marked up; empty for what has none."""
        return _outcome(self.model.type_code, self.status, self.verdict, self.original_change, get_language())

    @property
    def example(self) -> SafeString:
        """The mark of invented content, empty for what is real."""
        return _example(get_language()) if self.is_example else SafeString("")


def rows_of(page_ids: Iterable[int], *, by_index: bool = True) -> list[Row]:
    """The rows of these pages, in order. What is not public has none; `by_index` see public_columns."""
    ids = list(page_ids)
    known = public_columns(ids, _COLUMNS, by_index=by_index)
    levels = {columns["level"] for columns in known.values()}
    areas = _filed(ProductAreaItem, "content_object_id", "tag", "slug", known)
    places: dict[str, dict[int, list[Coded]]] = {}
    if Publication.Level.REGION in levels:
        regions = Publication.regions.through
        places[Publication.Level.REGION] = _filed(regions, "publication_id", "region", "code", known)
    if Publication.Level.HEALTHCARE_REGION in levels:
        parts = Publication.healthcare_regions.through
        places[Publication.Level.HEALTHCARE_REGION] = _filed(parts, "publication_id", "healthcareregion", "code", known)
    changes = changes_of_originals(
        (pk, columns["translation_key"], columns["locale__language_code"]) for pk, columns in known.items()
    )
    addresses = Addresses()
    return [
        Row(
            pk=pk,
            model=ContentType.objects.get_for_id(columns["content_type_id"]).model_class(),
            url=addresses.of(columns["url_path"]),
            language=columns["locale__language_code"],
            published=columns["last_published_at"],
            original_change=changes.get(pk),
            revision_id=columns["live_revision_id"] or 0,
            areas=tuple(areas.get(pk, ())),
            places=tuple(places.get(columns["level"], {}).get(pk, ())),
            **{name: columns[name] for name in _OWN if name != "ingress"},
            **_introduced(columns),
        )
        for pk in ids
        if (columns := known.get(pk))
    ]


def row_of(page: Publication) -> Row:
    """The row that a page would have if it were published as it is in memory. Pass it as outsiders read it."""
    named: dict[str, Any] = {"region": page.regions, "healthcare_region": page.healthcare_regions}
    places = named[page.level].all() if page.level in named else ()
    return Row(
        pk=page.pk or 0,
        model=page.specific_class,
        url=page.url or "",
        language=page.locale.language_code,
        ingress_language=page.locale.language_code,
        published=None,
        original_change=page.original_change,
        revision_id=0,
        areas=tuple(Coded(area.slug, area.label) for area in page.area_list),
        places=tuple(Coded(place.code, place.label) for place in places),
        **{name: getattr(page, name) for name in _OWN},
    )


def _introduced(columns: dict[str, Any]) -> dict[str, Any]:
    """The ingress that the reader is shown, and its language."""
    language, summary = columns["locale__language_code"], columns["summary_en"]
    by_summary = summary and active_language() == SUMMARY_LANGUAGE != language
    if by_summary:
        return {"ingress": summary, "ingress_language": SUMMARY_LANGUAGE}
    return {"ingress": columns["ingress"], "ingress_language": language}


def _filed(through: Any, page: str, value: str, code: str, page_ids: Iterable[int]) -> dict[int, list[Coded]]:
    """Page → the values of one list that it is filed under, by name.

    Through: the table between the two. Page, value: its columns; code: the value's own.
    """
    found: dict[int, list[Coded]] = {}
    for pk, known, name, name_en in _pairs(through, page, value, code).rows(list(page_ids)):
        found.setdefault(pk, []).append(Coded(known, label_of(name, name_en)))
    return found


@cache
def _pairs(through: Any, page: str, value: str, code: str) -> PreparedQuery:
    columns = (page, *(f"{value}__{part}" for part in (code, "name", "name_en")))
    pairs = through.objects.order_by(f"{value}__name").values_list(*columns)
    return PreparedQuery(lambda ids: pairs.filter(**{f"{page}__in": ids}))


@lru_cache(200)
def _outcome(
    type_code: str, status: str, verdict: str, original_change: OriginalChange | None, _language: str | None
) -> SafeString:
    """Kept, since the rows of a page have but a few different ones; the labels are in the language."""
    row = {
        "status": status,
        "status_label": status_label(type_code, status),
        "is_past": is_past(status),
        "has_verdict": page_types()[type_code].has_verdict,
        "verdict": verdict,
        "verdict_label": verdict_label(verdict),
        "original_change": original_change,
    }
    if not row["has_verdict"] and not row["status_label"] and not original_change:
        return mark_safe("")
    return render_to_string("components/outcome.html", {"row": row})


@lru_cache(2000)
def _line(
    model: Any, dated_on: date | None, precision: str, number: str, mark: str, is_example: bool, language: str | None
) -> SafeString:
    """Kept, since the same pages come again from one search to the next; the labels are in the language."""
    row = {
        "type_label": model.type_label,
        "date_code": date_code(dated_on, precision),
        "date_words": date_words(dated_on, precision),
        "undated_label": model.undated_label,
        "case_number": number,
        "language_mark": mark,
        "example": _example(language) if is_example else "",
    }
    return render_to_string("components/row_line.html", {"row": row})


@lru_cache(8)
def _example(_language: str | None) -> SafeString:
    return render_to_string("components/tag_example.html")


class Addresses:
    """The addresses of pages from where they stand in the tree: each root looked up once for all rows."""

    def __init__(self) -> None:
        self._starts = [(root.root_path, _start(root.language_code)) for root in Site.get_site_root_paths()]

    def of(self, url_path: str) -> str:
        """The address of the page at this place, without the host; empty where no site has it."""
        for root, start in self._starts:
            if url_path.startswith(root):
                return start + quote(url_path[len(root) :])
        return ""


@cache
def _start(language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=("",))
