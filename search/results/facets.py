"""The facet groups as a reader sees them: labels, counts, order."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.selections.facets import Facet, FacetValue, facets
from portal.selections.selection import Selection
from portal.site.site_frame import Frame
from search.index.fields import order_of

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
        """The value as a checkbox with its count."""
        return _checkbox(self, get_language())


@lru_cache(5000)
def _checkbox(value: Value, _language: str | None) -> SafeString:
    """Kept, since the same few counts come again from one search to the next."""
    return render_to_string("search/_value.html", {"value": value})


@dataclass(frozen=True)
class Group:
    """One facet on the search page, with its values."""

    code: str
    label: str
    values: tuple[Value, ...]
    # How many of the values stand open; the others are one click away.
    open: int

    @property
    def hidden(self) -> int:
        """How many values are one click away."""
        return max(0, len(self.values) - self.open)

    @property
    def is_long(self) -> bool:
        """Whether there are so many values that the list needs a field to narrow it."""
        return len(self.values) > LONG_LIST


@dataclass(frozen=True)
class Chip:
    """A chosen value above the hits, with the query string of the selection without it."""

    label: str
    query: str


class FacetLabels:
    """The words for every facet code, in the reader's language; one query for each facet of a list in the database."""

    def __init__(self) -> None:
        self._known = {code: {value.code: value for value in facet.values()} for code, facet in facets().items()}

    @classmethod
    def kept(cls, frame: Frame | None) -> Self:
        """The words as this process last made them for the language; made anew when it has changed one."""
        if frame is None:
            return cls()
        found: Self | None = cache.get_or_set(f"labels-{get_language()}-{frame.stamp}", cls, SECONDS)
        return found or cls()

    def of(self, facet: str, code: str) -> str:
        """The word for a code; an unknown code is its own."""
        return self.value(facet, code).label or code

    def value(self, facet: str, code: str) -> FacetValue:
        """The value that has this code, with its word; an unknown code is its own word."""
        return self._known[facet].get(code) or FacetValue(code, code)

    def codes(self, facet: str) -> list[str]:
        """All known codes of a facet."""
        return list(self._known[facet])


def groups(selection: Selection, counts: Mapping[str, Mapping[str, int]], labels: FacetLabels) -> list[Group]:
    """The facets: chosen values first, with 0 if need be, then by count and name. Without counts, all known values."""
    made = []
    for facet in facets().values():
        chosen = selection.codes(facet.code)
        counted = facet.counts(counts[facet.code], labels.codes(facet.code)) if facet.code in counts else None
        codes = set(labels.codes(facet.code) if counted is None else counted) | set(chosen)
        values = [_value(facet, labels.value(facet.code, code), counted, code in chosen) for code in codes]
        values.sort(key=lambda value: (not value.chosen, -(value.count or 0), _by_name(facet, value.label)))
        shown = max(OPEN_VALUES, len(chosen))
        if len(values) == shown + 1:
            shown += 1
        if values and not _says_nothing(selection, facet.code, codes):
            made.append(Group(facet.code, str(facet.label), tuple(values), shown))
    return made


def _value(facet: Facet, value: FacetValue, counted: Mapping[str, int] | None, is_chosen: bool) -> Value:
    return Value(
        group=facet.code,
        code=value.code,
        label=value.label or value.code,
        count=None if counted is None else counted.get(value.code, 0),
        chosen=is_chosen,
        id=f"f-{facet.code}-{value.code}",
        note=value.note,
    )


def _says_nothing(selection: Selection, group: str, codes: set[str]) -> bool:
    """The reader's own language is no choice where there is no other."""
    return group == "lang" and codes <= {selection.language} and not selection.codes("lang")


def chips(selection: Selection, labels: FacetLabels) -> list[Chip]:
    """The chosen values, each with the query string that is left without it."""
    return [
        Chip(labels.of(group, code), selection.without(group, code).query_string()) for group, code in selection.chosen
    ]


def _by_name(facet: Facet, label: str) -> tuple[int, str]:
    """Names as Swedish sorts them; years newest first."""
    if facet.is_year and label.isdecimal():
        return -int(label), ""
    return 0, order_of(label)
