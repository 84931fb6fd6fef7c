"""The facet groups as a reader sees them: labels, counts, order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.models import ProductArea, Publication, Region
from portal.selections import GROUPS, Selection
from portal.status import STATUSES, TYPES, any_status_label

GROUP_LABELS: dict[str, Any] = {
    "type": _("Type"),
    "area": _("Product area"),
    "region": _("Region"),
    "status": _("Status"),
    "year": _("Year"),
    "level": pgettext_lazy("facet", "Level"),
}
OPEN_VALUES = 6


@dataclass(frozen=True)
class Value:
    """One value to choose. The count is None where nobody counted."""

    code: str
    label: str
    count: int | None
    chosen: bool
    id: str


@dataclass(frozen=True)
class Group:
    code: str
    label: str
    values: list[Value]
    # How many of the values stand open; the others are one click away.
    open: int

    @property
    def hidden(self) -> int:
        return max(0, len(self.values) - self.open)


@dataclass(frozen=True)
class Chip:
    label: str
    query: str


class Labels:
    """The words for every facet code, in the reader's language; two queries for all of them."""

    def __init__(self) -> None:
        statuses = {code for words in STATUSES.values() for code in words}
        self._known: dict[str, dict[str, str]] = {
            "type": {code: str(label) for code, label in TYPES.items()},
            "area": {area.slug: area.label for area in ProductArea.objects.all()},
            "region": {region.code: region.label for region in Region.objects.all()},
            "status": {code: any_status_label(code) for code in sorted(statuses)},
            "year": {},
            "level": {str(code): str(label) for code, label in Publication.Level.choices},
        }

    def of(self, group: str, code: str) -> str:
        """The word for a code; an unknown code is its own."""
        return self._known[group].get(code) or code

    def codes(self, group: str) -> list[str]:
        return list(self._known[group])


def groups(selection: Selection, counts: Mapping[str, Mapping[str, int]], labels: Labels) -> list[Group]:
    """The facets: chosen values first, with 0 if need be, then by count and name. Without counts, all known values."""
    made = []
    for group in GROUPS:
        chosen = getattr(selection, group)
        counted = counts.get(group)
        codes = set(labels.codes(group) if counted is None else counted) | set(chosen)
        values = [
            Value(
                code=code,
                label=labels.of(group, code),
                count=None if counted is None else counted.get(code, 0),
                chosen=code in chosen,
                id=f"f-{group}-{code}",
            )
            for code in codes
        ]
        values.sort(key=lambda value: (not value.chosen, -(value.count or 0), _by_name(group, value.label)))
        shown = max(OPEN_VALUES, len(chosen))
        if len(values) == shown + 1:
            shown += 1
        if values:
            made.append(Group(group, str(GROUP_LABELS[group]), values, shown))
    return made


def chips(selection: Selection, labels: Labels) -> list[Chip]:
    """The chosen values, each with the query string that is left without it."""
    return [
        Chip(labels.of(group, code), selection.without(group, code).query_string()) for group, code in selection.chosen
    ]


def _by_name(group: str, label: str) -> tuple[int, str]:
    """Names as Swedish sorts them; years newest first."""
    if group == "year" and label.isdecimal():
        return -int(label), ""
    return 0, label.casefold().translate(str.maketrans("åäö", "{|}"))
