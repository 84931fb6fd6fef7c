"""The facet groups as a reader sees them: labels, counts, order."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.models import Organisation, ProductArea, Publication, Region
from portal.publications.statuses import STATUSES, TYPES, VERDICTS, any_status_label
from portal.selections.selection import GROUPS, Selection
from portal.site.site_frame import Frame
from search.index.documents import EVERY_REGION
from search.index.fields import order_of

GROUP_LABELS: dict[str, Any] = {
    "type": _("Type"),
    "area": _("Product area"),
    "region": _("Region"),
    "verdict": _("Verdict"),
    "status": _("Status"),
    "year": _("Year"),
    "assessor": _("Assessor"),
    "level": pgettext_lazy("facet", "Level"),
    "lang": _("Language"),
}
# How long another process may still show a word that this one has changed.
SECONDS = 5
OPEN_VALUES = 6
# A longer list can be searched.
LONG_LIST = 12


@dataclass(frozen=True)
class Value:
    """One value to choose. The count is None where nobody counted."""

    group: str
    code: str
    label: str
    count: int | None
    chosen: bool
    id: str
    # What the label is filed under elsewhere: the EMDN code of a product area.
    note: str = ""

    @property
    def html(self) -> SafeString:
        return _checkbox(self, get_language())


@lru_cache(5000)
def _checkbox(value: Value, _language: str | None) -> SafeString:
    """Kept, since the same few counts come again from one search to the next."""
    return render_to_string("search/_value.html", {"value": value})


@dataclass(frozen=True)
class Group:
    code: str
    label: str
    values: tuple[Value, ...]
    # How many of the values stand open; the others are one click away.
    open: int

    @property
    def hidden(self) -> int:
        return max(0, len(self.values) - self.open)

    @property
    def is_long(self) -> bool:
        return len(self.values) > LONG_LIST


@dataclass(frozen=True)
class Chip:
    label: str
    query: str


class FacetLabels:
    """The words for every facet code, in the reader's language; three queries for all of them."""

    def __init__(self) -> None:
        statuses = {code for words in STATUSES.values() for code in words}
        areas = list(ProductArea.objects.all())
        self.notes = {area.slug: area.emdn_code for area in areas}
        self._known: dict[str, dict[str, str]] = {
            "type": {code: str(label) for code, label in TYPES.items()},
            "area": {area.slug: area.label for area in areas},
            "region": {region.code: region.label for region in Region.objects.all()},
            "verdict": {code: str(label) for code, label in VERDICTS.items()},
            "status": {code: any_status_label(code) for code in sorted(statuses)},
            "year": {},
            "assessor": {organisation.code: organisation.label for organisation in Organisation.objects.all()},
            "level": {str(code): str(label) for code, label in Publication.Level.choices},
            "lang": dict(settings.LANGUAGES),
        }

    @classmethod
    def kept(cls, frame: Frame | None) -> Self:
        """The words as this process last made them for the language; made anew when it has changed one."""
        if frame is None:
            return cls()
        found: Self | None = cache.get_or_set(f"labels-{get_language()}-{frame.stamp}", cls, SECONDS)
        return found or cls()

    def of(self, group: str, code: str) -> str:
        """The word for a code; an unknown code is its own."""
        return self._known[group].get(code) or code

    def codes(self, group: str) -> list[str]:
        return list(self._known[group])


def groups(selection: Selection, counts: Mapping[str, Mapping[str, int]], labels: FacetLabels) -> list[Group]:
    """The facets: chosen values first, with 0 if need be, then by count and name. Without counts, all known values."""
    made = []
    for group in GROUPS:
        chosen = getattr(selection, group)
        counted = _regions(counts[group], labels) if group == "region" and group in counts else counts.get(group)
        codes = set(labels.codes(group) if counted is None else counted) | set(chosen)
        values = [_value(group, code, counted, code in chosen, labels) for code in codes]
        values.sort(key=lambda value: (not value.chosen, -(value.count or 0), _by_name(group, value.label)))
        shown = max(OPEN_VALUES, len(chosen))
        if len(values) == shown + 1:
            shown += 1
        if values and not _says_nothing(selection, group, codes):
            made.append(Group(group, str(GROUP_LABELS[group]), tuple(values), shown))
    return made


def _value(group: str, code: str, counted: Mapping[str, int] | None, is_chosen: bool, labels: FacetLabels) -> Value:
    return Value(
        group=group,
        code=code,
        label=labels.of(group, code),
        count=None if counted is None else counted.get(code, 0),
        chosen=is_chosen,
        id=f"f-{group}-{code}",
        note=labels.notes.get(code, "") if group == "area" else "",
    )


def _regions(counted: Mapping[str, int], labels: FacetLabels) -> dict[str, int]:
    """The count of each region: its own publications and the national ones, which concern it too."""
    everywhere = counted.get(EVERY_REGION, 0)
    known = labels.codes("region") if everywhere else []
    own = {code: number for code, number in counted.items() if code != EVERY_REGION}
    return {code: own.get(code, 0) + everywhere for code in {*known, *own}}


def _says_nothing(selection: Selection, group: str, codes: set[str]) -> bool:
    """The reader's own language is no choice where there is no other."""
    return group == "lang" and codes <= {selection.language} and not selection.lang


def chips(selection: Selection, labels: FacetLabels) -> list[Chip]:
    """The chosen values, each with the query string that is left without it."""
    return [
        Chip(labels.of(group, code), selection.without(group, code).query_string()) for group, code in selection.chosen
    ]


def _by_name(group: str, label: str) -> tuple[int, str]:
    """Names as Swedish sorts them; years newest first."""
    if group == "year" and label.isdecimal():
        return -int(label), ""
    return 0, order_of(label)
