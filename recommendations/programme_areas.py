"""The page of each programme area: what is in force, under way, new and overdue in it; and the list of all areas."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.models import ProgrammeArea, Publication
from portal.outbox.changes import kept
from portal.publications.page_types import is_withholding
from portal.publications.rows import Row, rows_of
from portal.publications.translations import active_language
from portal.selections.selection import Selection
from recommendations.status import HOLDING, UNDER_WAY

# How many of each list stand on the page; the others are one click away in search.
SHOWN = 8
NEW = timedelta(days=90)


@dataclass(frozen=True)
class AreaList:
    """One list on an area's page: its newest rows, how many there are, and the search that shows all."""

    code: str
    label: str
    rows: tuple[Row, ...]
    total: int
    query: str


@dataclass(frozen=True)
class AreaContent:
    """What an area's page shows in one language. `total` counts all that is public in it."""

    total: int
    lists: tuple[AreaList, ...]
    # Recommendations that hold and whose day of review has passed, with that day: the longest overdue first.
    overdue: tuple[tuple[date, Row], ...]
    overdue_total: int
    overdue_query: str


@require_safe
def programme_area(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one programme area. Raises Http404 for an unknown code."""
    area = get_object_or_404(ProgrammeArea, code=code)
    selection = Selection(programme=(code,), language=active_language())
    content: AreaContent = kept(f"programme-area-{request.path}", partial(content_of, selection))
    return render(request, "recommendations/programme_area.html", {"area": area, "content": content})


@require_safe
def programme_areas(request: HttpRequest) -> HttpResponse:
    """The list of all programme areas, each with how much is public in it."""
    areas = kept(f"programme-areas-{request.path}", partial(counted, active_language()))
    return render(request, "recommendations/programme_areas.html", {"areas": areas})


def counted(language: str) -> list[tuple[ProgrammeArea, int]]:
    """Each area with the number of its publications in the list of a language."""
    public = Publication.objects.listed_in(language).exclude(is_withholding())
    numbers = dict(public.order_by().values_list("programme_areas").annotate(number=Count("pk")))
    areas = sorted(ProgrammeArea.objects.all(), key=lambda area: area.label.casefold())
    return [(area, numbers.get(area.pk, 0)) for area in areas]


def in_the_sitemap() -> list[str]:
    """The paths of the list and of each area that has something public, in the active language."""
    public = Publication.objects.published().exclude(is_withholding()).order_by()
    codes = sorted(set(public.exclude(programme_areas=None).values_list("programme_areas__code", flat=True)))
    areas = [reverse("recommendations:programme_area", args=[code]) for code in codes]
    return [reverse("recommendations:programme_areas"), *areas] if areas else []


def content_of(selection: Selection) -> AreaContent:
    """The content of an area's page. `selection` has the area and the reader's language."""
    public, today = Publication.objects.published(), timezone.localdate()
    whole = public.select(selection)
    holding = selection.with_codes("status", HOLDING)
    unknown = selection.with_codes("status", ("unknown",))
    under_way = selection.with_codes("status", UNDER_WAY)
    new = whole.filter(dated_on__gt=today - NEW, dated_on__lte=today)
    late = public.select(holding).filter(review_by__lt=today).order_by("review_by", "pk")
    overdue = list(late.values_list("review_by", "pk"))
    found = (
        ("in-force", _("In force"), holding, _ids(public.select(holding))),
        ("unknown", _("Standing not known"), unknown, _ids(public.select(unknown))),
        ("under-way", _("Under way"), under_way, _ids(public.select(under_way))),
        ("new", _("New in the last 90 days"), selection, _ids(new)),
    )
    shown = {pk for _code, _label, _selection, ids in found for pk in ids[:SHOWN]}
    shown.update(pk for _day, pk in overdue[:SHOWN])
    # The database chose them, so that nothing is left out for an index that may be behind.
    rows = {row.pk: row for row in rows_of(sorted(shown), by_index=False)}
    return AreaContent(
        total=whole.count(),
        lists=tuple(
            AreaList(code, label, tuple(rows[pk] for pk in ids[:SHOWN] if pk in rows), len(ids), query.query_string())
            for code, label, query, ids in found
            if ids or code != "unknown"
        ),
        overdue=tuple((day, rows[pk]) for day, pk in overdue[:SHOWN] if pk in rows),
        overdue_total=len(overdue),
        overdue_query=replace(holding, sort="oldest").query_string(),
    )


def _ids(pages: Any) -> list[int]:
    return list(pages.newest().values_list("pk", flat=True))
