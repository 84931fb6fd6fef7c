"""A selection as a table (CSV) and as data (JSON): what is public of each of its pages, in the reader's language.

JSON: `address` of the selection; `query`, what was asked and chosen; `language` of the labels; `made_at`; `total`,
the pages of the selection; `is_complete`, false where there are more than are given; `fields`, the name of each
field; `publications`, in the order of the selection. Of each: `type`, `verdict`, `status`, `level` and the lists
`product_areas` and `regions` as code and label; `date` (ISO 8601, null where there is none); `updated`, the last
publication (ISO 8601 with its offset); `language` of the page; `original`, of a translation that does not say what
its original says: "withdrawn", "verdict", "status" or "revised" as code, and in words what differs; `address`;
`is_example`, true for invented content; `id` and `url`, the tag URI and the permanent address of the publication in
all languages, as in open data (portal.open_data); null for a page that has no event yet.
"""

import csv
import hashlib
import io
import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.formats import localize
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.gzip import gzip_page

from portal.addresses.tag_uris import permanent_address, publication_tag
from portal.models import PermanentNumber, Publication
from portal.open_data.answers import rights_of
from portal.publications.page_types import status_label
from portal.publications.rows import Coded, Row, rows_of
from portal.publications.statuses import verdict_label
from portal.selections.concerned import EVERY_REGION
from portal.selections.formats import IdsOf
from portal.selections.selection import Selection
from portal.spreadsheets import harmless
from search.engines import Request
from search.results.answers import MOST_IDS, answer

MOST_ROWS = MOST_IDS
FIELDS: dict[str, Any] = {
    "id": gettext_lazy("Id"),
    "url": gettext_lazy("Permanent address"),
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
Cells = dict[str, Any]


# The formats.


@gzip_page
def render_csv(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The table as Swedish spreadsheets open it: semicolons, a byte order mark, one line of headings."""
    rows, total = _answered(selection, ids_of)
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([str(label) for label in FIELDS.values()])
    table.writerows([cell(row[name]) for name in FIELDS] for row in rows)
    if total > len(rows):
        words = _("Only the first %(given)s of %(total)s rows are in this file.")
        table.writerow([words % {"given": localize(len(rows)), "total": localize(total)}])
    content = text.getvalue().encode("utf-8-sig")
    return _file(request, content, content, "text/csv; charset=utf-8", selection, "csv")


@gzip_page
def render_json(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The same rows as data, see above."""
    rows, total = _answered(selection, ids_of)
    asked = selection.query_string()
    data = {
        **rights_of(request),
        "address": settings.BASE_URL + reverse("search:results") + (f"?{asked}" if asked else ""),
        "query": {"q": selection.q, **selection.chosen_facets},
        "language": selection.language,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "total": total,
        "is_complete": total == len(rows),
        "fields": {name: str(label) for name, label in FIELDS.items()},
        "publications": rows,
    }
    text = json.dumps(data, ensure_ascii=False, default=_iso).encode()
    # The hour at which a file was made is no news.
    same = json.dumps({**data, "made_at": ""}, ensure_ascii=False, default=_iso).encode()
    return _file(request, text, same, "application/json; charset=utf-8", selection, "json")


def _answered(selection: Selection, ids_of: IdsOf) -> tuple[list[Cells], int]:
    """The rows of a file, and the number of pages that the selection has: counted only where they may be more."""
    page_ids = ids_of(selection)
    rows = public_rows(page_ids[:MOST_ROWS])
    if len(page_ids) < MOST_ROWS:
        return rows, len(rows)
    return rows, max(len(rows), answer(Request(selection, limit=0)).results.total)


def _file(
    request: HttpRequest, content: bytes, same: bytes, media_type: str, selection: Selection, ending: str
) -> HttpResponse:
    """The file, or 304 where the reader has it. `same` holds what makes one file equal to another."""
    response = HttpResponse(content, content_type=media_type)
    parts = ["samverkansportalen", slugify(selection.q)[:40].strip("-"), timezone.localdate().isoformat()]
    name = "-".join(part for part in parts if part)
    # Nothing of the question is left in it but letters, digits and hyphens.
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Robots-Tag"] = "noindex"
    # What is taken back is to be gone from the next file too.
    patch_cache_control(response, no_cache=True)
    # Weak: files that say the same may differ in the hour at which they were made.
    response["ETag"] = etag = f'W/"{hashlib.sha256(same).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=response) or response


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


# Rows.


def public_rows(page_ids: Sequence[int]) -> list[Cells]:
    """What is known of each page, in order; what is not public is left out, whatever the index says."""
    # Looking up a translation for every cell would take most of the time.
    coded, rows = cache(_coded), rows_of(page_ids)
    numbers = _numbers_of({row.translation_key for row in rows})
    return [
        _cells(row, coded(row.model, row.verdict, row.status, row.level), numbers.get(row.translation_key))
        for row in rows
    ]


def _numbers_of(keys: Collection[UUID]) -> dict[UUID, int]:
    """Translation key → permanent number."""
    found = PermanentNumber.objects.filter(translation_key__in=keys) if keys else PermanentNumber.objects.none()
    return dict(found.values_list("translation_key", "pk"))


def _cells(row: Row, coded: Cells, number: int | None) -> Cells:
    everyone = (Coded(EVERY_REGION, _("All regions")),)
    places = everyone if row.level == Publication.Level.NATIONAL else row.places
    values = {
        **coded,
        "id": publication_tag(number) if number else None,
        "url": permanent_address(number) if number else None,
        "title": row.title,
        "original": Coded(change.kind, change.label)._asdict() if (change := row.original_change) else None,
        "date": row.date_code or None,
        "case_number": row.case_number,
        "product_areas": [area._asdict() for area in row.areas],
        "regions": [place._asdict() for place in places],
        "language": row.language,
        "address": settings.BASE_URL + row.url,
        "updated": row.published,
        "is_example": row.is_example,
    }
    return {name: values[name] for name in FIELDS}


def _coded(model: Any, verdict: str, status: str, level: str) -> Cells:
    """The fields with a code and its word, each None where there is no code."""
    # A type with verdicts says that one is not known; the others have none.
    found = {
        "type": Coded(model.type_code, str(model.type_label)),
        "verdict": Coded(verdict, verdict_label(verdict)) if verdict or model.has_verdict else None,
        "status": Coded(status, status_label(model.type_code, status)) if status else None,
        "level": Coded(level, str(Publication.Level(level).label)),
    }
    return {name: value and value._asdict() for name, value in found.items()}
