"""A selection as a table (CSV) and as data (JSON): the publications of it as open data have them, in its order.

JSON: licence, publisher and rights; `address` of the selection; `query`, what was asked and chosen; `language` of the
selection; `total`, the publications in it; `is_complete`, false where there are more than are given; `publications`,
each as at /data/v1/publications (portal.open_data). The table has a line for each, in the selection's language.
"""

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.formats import localize
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from portal.models import PermanentNumber, Publication
from portal.open_data.answers import json_answer, rights_of
from portal.open_data.current import Item, current
from portal.open_data.tables import table
from portal.selections.formats import IdsOf
from portal.selections.selection import Selection
from search.engines import Request
from search.results.answers import MOST_IDS, answer

MOST_ROWS = MOST_IDS


@gzip_page
def render_csv(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The table as Swedish spreadsheets open it. Its last line says where it does not hold the whole selection."""
    items, total = _answered(selection, ids_of)
    words = _("Only the first %(given)s of %(total)s rows are in this file.")
    told = words % {"given": localize(len(items)), "total": localize(total)} if total > len(items) else ""
    response = HttpResponse(table(items, selection.language, told), content_type="text/csv; charset=utf-8")
    return _file(request, response, selection, "csv")


@gzip_page
def render_json(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The same publications as data, see above."""
    items, total = _answered(selection, ids_of)
    asked = selection.query_string()
    data = {
        **rights_of(request),
        "address": settings.BASE_URL + reverse("search:results") + (f"?{asked}" if asked else ""),
        "query": {"q": selection.q, **selection.chosen_facets},
        "language": selection.language,
        "total": total,
        "is_complete": total == len(items),
        "publications": items,
    }
    return _file(request, json_answer(data, "application/json; charset=utf-8"), selection, "json")


def _answered(selection: Selection, ids_of: IdsOf) -> tuple[list[Item], int]:
    """The publications of a file, and how many the selection has: counted only where they may be more."""
    page_ids = ids_of(selection)
    items = items_of(page_ids[:MOST_ROWS])
    if len(page_ids) < MOST_ROWS:
        return items, len(items)
    return items, max(len(items), answer(Request(selection, limit=0)).results.total)


def items_of(page_ids: Sequence[int]) -> list[Item]:
    """The publications of these pages, in order; what is not public is left out, whatever the index says."""
    keys = dict(Publication.objects.filter(pk__in=page_ids).values_list("pk", "translation_key"))
    known = PermanentNumber.objects.filter(translation_key__in=set(keys.values()))
    numbers = dict(known.values_list("translation_key", "pk"))
    found = current(numbers.values())
    wanted = dict.fromkeys(numbers.get(keys[pk]) for pk in page_ids if pk in keys)
    return [found[number] for number in wanted if number in found]


def _file(request: HttpRequest, response: HttpResponse, selection: Selection, ending: str) -> HttpResponse:
    """The answer as a file with a name, or 304 where the reader has it."""
    parts = ["samverkansportalen", slugify(selection.q)[:40].strip("-"), timezone.localdate().isoformat()]
    name = "-".join(part for part in parts if part)
    # Nothing of the question is left in it but letters, digits and hyphens.
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["X-Robots-Tag"] = "noindex"
    # What is taken back is to be gone from the next file too.
    patch_cache_control(response, no_cache=True)
    # Weak, since it is the same for the compressed file.
    response["ETag"] = etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=response) or response
