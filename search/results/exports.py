"""A selection as a table (CSV) and as data (JSON): what is public of each of its pages, in the reader's language.

JSON: `address` of the selection; `query`, what was asked and chosen; `language` of the labels; `made_at`; `total`,
the pages of the selection; `is_complete`, false where there are more than are given; `fields`, the name of each
field; `publications`, in the order of the selection. Of each: `type`, `verdict`, `status`, `level` and the lists
`product_areas` and `regions` as code and label; `date` (ISO 8601, null where there is none); `updated`, the last
publication (ISO 8601 with its offset); `language` of the page; `original`, of a translation that does not say what
its original says: "withdrawn", "verdict", "status" or "revised" as code, and in words what differs; `address`;
`is_example`, true for invented content.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.formats import localize
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.gzip import gzip_page

from portal.models import HealthcareRegion, ProductAreaItem, Publication
from portal.publications.originals import changes_of_originals
from portal.publications.page_types import page_types, status_label
from portal.publications.partial_dates import date_code
from portal.publications.public_columns import public_columns
from portal.publications.statuses import verdict_label
from portal.selections.concerned import EVERY_REGION
from portal.selections.formats import IdsOf
from portal.selections.selection import Selection
from portal.spreadsheets import harmless
from search.engines import Request
from search.results.answers import MOST_IDS, answer
from search.results.facets import FacetLabels
from search.results.hits import Addresses, identity

MOST_ROWS = MOST_IDS
FIELDS: dict[str, Any] = {
    "type": gettext_lazy("Type"),
    "title": gettext_lazy("Title"),
    "verdict": gettext_lazy("Verdict"),
    "status": gettext_lazy("Status"),
    "original": gettext_lazy("Swedish original"),
    "date": gettext_lazy("Date"),
    "case_number": gettext_lazy("Case number"),
    "product_areas": gettext_lazy("Product areas"),
    "regions": gettext_lazy("Regions"),
    "level": pgettext_lazy("facet", "Level"),
    "language": gettext_lazy("Language"),
    "address": gettext_lazy("Address"),
    "updated": gettext_lazy("Updated"),
    "is_example": gettext_lazy("Example"),
}
BETWEEN = " | "
_COLUMNS = (
    *(
        "pk",
        "title",
        "verdict",
        "status",
        "dated_on",
        "date_precision",
        "case_number",
        "level",
        "url_path",
        "is_example",
    ),
    *("last_published_at", "content_type_id", "locale__language_code", "translation_key"),
)
Row = dict[str, Any]
Coded = dict[str, str]


# The formats.


@gzip_page
def render_csv(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The table as Swedish spreadsheets open it: semicolons, a byte order mark, one line of headings."""
    page_ids = ids_of(selection)
    rows = public_rows(page_ids[:MOST_ROWS])
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([str(label) for label in FIELDS.values()])
    table.writerows([cell(row[name]) for name in FIELDS] for row in rows)
    total = _total(selection, page_ids, rows)
    if total > len(rows):
        words = _("Only the first %(given)s of %(total)s rows are in this file.")
        table.writerow([words % {"given": localize(len(rows)), "total": localize(total)}])
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", selection, "csv")


@gzip_page
def render_json(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The same rows as data, see above."""
    page_ids = ids_of(selection)
    rows = public_rows(page_ids[:MOST_ROWS])
    total = _total(selection, page_ids, rows)
    query: dict[str, Any] = {"q": selection.q}
    for group, code in selection.chosen:
        query.setdefault(group, []).append(code)
    asked = selection.query_string()
    data = {
        "address": settings.BASE_URL + reverse("search:results") + (f"?{asked}" if asked else ""),
        "query": query,
        "language": selection.language,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "total": total,
        "is_complete": total == len(rows),
        "fields": {name: str(label) for name, label in FIELDS.items()},
        "publications": rows,
    }
    text = json.dumps(data, ensure_ascii=False, default=_iso)
    return _file(text.encode(), "application/json; charset=utf-8", selection, "json")


def _total(selection: Selection, page_ids: Sequence[int], rows: Sequence[Row]) -> int:
    """The pages of the selection: counted only where they may be more than were given."""
    if len(page_ids) < MOST_ROWS:
        return len(rows)
    return max(len(rows), answer(Request(selection, limit=0)).results.total)


def _file(content: bytes, media_type: str, selection: Selection, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    parts = ["samverkansportalen", slugify(selection.q)[:40].strip("-"), timezone.localdate().isoformat()]
    name = "-".join(part for part in parts if part)
    # Nothing of the question is left in it but letters, digits and hyphens.
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Robots-Tag"] = "noindex"
    # What is taken back is to be gone from the next file too.
    patch_cache_control(response, no_cache=True)
    return response


# Cells of a table.


def cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        text = _("Yes") if value else ""
    elif isinstance(value, dict):
        text = value["label"]
    elif isinstance(value, list):
        text = BETWEEN.join(item["label"] for item in value)
    elif isinstance(value, datetime):
        text = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    else:
        text = "" if value is None else str(value)
    return harmless(text)


def _iso(value: date) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat()


# Rows, in as many queries for ten thousand pages as for one.


def public_rows(page_ids: Sequence[int]) -> list[Row]:
    """What is known of each page, in order; what is not public is left out, whatever the index says."""
    known = public_columns(page_ids, _COLUMNS)
    filing, addresses = _Filing(page_ids), Addresses()
    changes = changes_of_originals(map(identity, known.values()))
    made = []
    for page_id in page_ids:
        if row := known.get(page_id):
            row["original_change"] = changes.get(page_id)
            made.append(_row(row, filing, settings.BASE_URL + addresses.of(row["url_path"])))
    return made


def _row(row: Mapping[str, Any], filing: "_Filing", address: str) -> Row:
    model: Any = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    type_code = model.type_code
    return {
        "type": filing.said("type", type_code),
        "title": row["title"],
        "verdict": filing.said("verdict", row["verdict"], type_code),
        "status": filing.said("status", row["status"], type_code),
        "original": _coded(change.kind, change.label) if (change := row["original_change"]) else None,
        "date": date_code(row["dated_on"], row["date_precision"]) or None,
        "case_number": row["case_number"],
        "product_areas": filing.areas.get(row["pk"], []),
        "regions": filing.concerned(row["pk"], row["level"]),
        "level": filing.said("level", row["level"]),
        "language": row["locale__language_code"],
        "address": address,
        "updated": row["last_published_at"],
        "is_example": row["is_example"],
    }


def _coded(code: str, label: str) -> Coded:
    return {"code": code, "label": label}


class _Filing:
    """What pages are filed under and whom they concern, read once for all of them."""

    def __init__(self, page_ids: Sequence[int]) -> None:
        self._labels = FacetLabels()
        # Looking up a translation for every cell would take most of the time.
        self.said = cache(self._say)
        self._everyone = [_coded(EVERY_REGION, _("All regions"))]
        items = ProductAreaItem.objects.filter(content_object_id__in=page_ids)
        self.areas = _by_page(
            (page_id, _coded(slug, self._labels.of("area", slug)))
            for page_id, slug in items.order_by("tag__name").values_list("content_object_id", "tag__slug")
        )
        regions = Publication.regions.through.objects.filter(publication_id__in=page_ids)
        self._regions = _by_page(
            (page_id, _coded(code, self._labels.of("region", code)))
            for page_id, code in regions.order_by("region__name").values_list("publication_id", "region__code")
        )
        names = {part.code: part.label for part in HealthcareRegion.objects.all()}
        parts = Publication.healthcare_regions.through.objects.filter(publication_id__in=page_ids)
        named = parts.order_by("healthcareregion__name").values_list("publication_id", "healthcareregion__code")
        self._parts = _by_page((page_id, _coded(code, names[code])) for page_id, code in named)

    def _say(self, group: str, code: str, type_code: str = "") -> Coded | None:
        """A code with its word; nothing where there is no code."""
        # A type with verdicts says that one is not known; the others have none.
        if group == "verdict" and (code or page_types()[type_code].has_verdict):
            return _coded(code, verdict_label(code))
        if group == "status" and code:
            return _coded(code, status_label(type_code, code))
        return _coded(code, self._labels.of(group, code)) if code else None

    def concerned(self, page_id: int, level: str) -> list[Coded]:
        """The regions or healthcare regions that a page of this level is for; a national one is for all."""
        if level == Publication.Level.NATIONAL:
            return self._everyone
        named = self._regions if level == Publication.Level.REGION else self._parts
        return named.get(page_id, [])


def _by_page(pairs: Iterable[tuple[int, Coded]]) -> dict[int, list[Coded]]:
    found: dict[int, list[Coded]] = {}
    for page_id, coded in pairs:
        found.setdefault(page_id, []).append(coded)
    return found
