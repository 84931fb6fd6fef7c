"""The parameters of the list of publications: the site's facets, where to begin, and how many."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from portal.models import PermanentNumber, Publication
from portal.open_data.answers import Problem
from portal.open_data.current import Item, current
from portal.open_data.cursors import list_cursor
from portal.selections.facets import facets
from portal.selections.selection import MOST_VALUES, Selection

YEAR = r"[12][0-9]{3}"
FEWEST, MOST, USUAL = 1, 1000, 100


def only(request: HttpRequest, known: Iterable[str]) -> None:
    """Raise a Problem for a parameter that this address does not have, or that stands twice and is no facet."""
    names = set(known)
    for name, values in request.GET.lists():
        if name not in names:
            told = f"There is no such parameter here. There are: {', '.join(sorted(names)) or 'none'}."
            raise Problem(400, told, parameter=name)
        if len(values) > 1 and name not in facets():
            raise Problem(400, "The parameter can stand once only.", parameter=name)


def selected(request: HttpRequest) -> Selection | None:
    """The selection that the request's facets name; None when it names none. Raises Problem for unknown values."""
    for code, facet in facets().items():
        values = request.GET.getlist(code)
        if not values:
            continue
        if len(values) > MOST_VALUES:
            raise Problem(400, f"At most {MOST_VALUES} values of a parameter can be asked for.", parameter=code)
        known = None if facet.is_year else {value.code for value in facet.values()}
        for value in values:
            if not (re.fullmatch(YEAR, value) if known is None else value in known):
                raise Problem(400, "The parameter has no such value.", parameter=code, value=value[:200])
    # In no language's list: a publication is in it by its page in any language, or in those that are chosen.
    selection = Selection.from_query(request.GET, language="")
    return selection if selection.chosen else None


def part_of(selection: Selection | None, after: int, limit: int) -> tuple[list[Item], str]:
    """The publications after a number, at most `limit`, and the cursor of the next part; empty at the end."""
    public = Publication.objects.published()
    chosen = public.select(selection) if selection else public
    numbers = PermanentNumber.objects.filter(pk__gt=after, translation_key__in=chosen.values("translation_key"))
    found = list(numbers.order_by("pk").values_list("pk", flat=True)[: limit + 1])
    items = current(found[:limit])
    return list(items.values()), list_cursor(found[limit - 1]) if len(found) > limit else ""


def whole_list(selection: Selection | None) -> list[Item]:
    """All publications of a selection; None stands for all that there are."""
    if selection is None:
        return list(current().values())
    keys = Publication.objects.published().select(selection).values("translation_key")
    return list(current(PermanentNumber.objects.filter(translation_key__in=keys).values_list("pk", flat=True)).values())


def facet_parameters() -> list[dict[str, Any]]:
    """The facets as parameters in OpenAPI, each with the values that there are."""
    found = []
    for code, facet in facets().items():
        values = [value.code for value in facet.values()]
        if not values and not facet.is_year:
            continue
        one: dict[str, Any] = {"type": "string"}
        one |= {"pattern": f"^{YEAR}$"} if facet.is_year else {"enum": values}
        found.append(
            {
                "in": "query",
                "name": code,
                "required": False,
                "description": f"{facet.label}: a code. Where several are given, a publication must have one of them.",
                "schema": {"type": "array", "items": one, "maxItems": MOST_VALUES},
                "style": "form",
                "explode": True,
            }
        )
    return found
