"""The facet groups as a reader sees them: labels, counts, order."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Self

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.outbox.changes import kept
from portal.selections.facets import Codes, Facet, FacetValue, facets
from portal.selections.selection import Selection
from search.index.fields import order_of

OPEN_VALUES = 6
# A longer list can be searched.
LONG_LIST = 12
_order_of = lru_cache(5000)(order_of)


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
    # The values that are parts of it, and whether they stand open.
    parts: tuple["Value", ...] = ()
    is_open: bool = False

    @property
    def html(self) -> SafeString:
        """The value as a checkbox with its count, and with its parts below it."""
        return _as_html((self,))


def _as_html(values: Iterable[Value]) -> SafeString:
    language = get_language()
    return mark_safe("\n".join(_checkbox(value, language) for value in values))


@lru_cache(5000)
def _checkbox(value: Value, _language: str | None) -> SafeString:
    """Kept, since the same few counts come again from one search to the next."""
    return render_to_string("search/_value.html", {"value": value})


@dataclass(frozen=True)
class Group:
    """One facet on the search page, with its values. Those that are parts of another stand below it."""

    code: str
    label: str
    values: tuple[Value, ...]
    # How many of the values stand open; the others are one click away.
    open: int

    @property
    def shown(self) -> SafeString:
        """The values that stand open, as HTML."""
        return _as_html(self.values[: self.open])

    @property
    def rest(self) -> SafeString:
        """The others, as HTML."""
        return _as_html(self.values[self.open :])

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
    """A chosen value above the hits, with its facet in words and the query string of the selection without it."""

    facet_label: str
    label: str
    query: str


class FacetLabels:
    """The words for every facet code, in the reader's language; one query for each facet of a list in the database."""

    def __init__(self) -> None:
        self._known = {code: {value.code: value for value in facet.values()} for code, facet in facets().items()}

    @classmethod
    def kept(cls) -> Self:
        """The words in the reader's language as they were last made; made anew when anything has changed."""
        labels: Self = kept(f"labels-{get_language()}", cls)
        return labels

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
        known = {code: labels.value(facet.code, code) for code in codes}
        parents = {code: value.parent for code, value in known.items() if value.parent}
        known |= {code: labels.value(facet.code, code) for code in parents.values()}
        ordered = sorted(known.values(), key=partial(_place, facet, counted or {}, chosen))
        values = _in_steps(ordered, parents, partial(_value, facet, counted, chosen))
        shown = max(OPEN_VALUES, sum(_is_in_use(value) for value in values))
        if len(values) == shown + 1:
            shown += 1
        if values and not _says_nothing(selection, facet.code, known.keys()):
            made.append(Group(facet.code, str(facet.label), tuple(values), shown))
    return made


def _place(
    facet: Facet, counted: Mapping[str, int], chosen: Codes, value: FacetValue
) -> tuple[bool, int, tuple[int, str]]:
    return value.code not in chosen, -counted.get(value.code, 0), _by_name(facet, value.label or value.code)


def _value(
    facet: Facet,
    counted: Mapping[str, int] | None,
    chosen: Codes,
    value: FacetValue,
    *,
    parts: tuple[Value, ...] = (),
    is_alone: bool = False,
) -> Value:
    is_chosen = value.code in chosen
    return Value(
        group=facet.code,
        code=value.code,
        label=value.label or value.code,
        count=None if counted is None else counted.get(value.code, 0),
        chosen=is_chosen,
        id=f"f-{facet.code}-{value.code}",
        note=value.note,
        parts=parts,
        is_open=is_alone or is_chosen or any(part.chosen for part in parts),
    )


def _in_steps(ordered: Iterable[FacetValue], parents: Mapping[str, str], made: Callable[..., Value]) -> list[Value]:
    """The values of the first step, in this order but those in use first, each with its parts. These stand open where
    they help: below what is chosen, or has a chosen part, or is the only one.
    """
    below: dict[str, list[FacetValue]] = {}
    for value in ordered:
        below.setdefault(parents.get(value.code, ""), []).append(value)
    first = below.get("", [])
    is_alone = len(first) == 1
    values = [made(value, parts=tuple(map(made, below.get(value.code, ()))), is_alone=is_alone) for value in first]
    return sorted(values, key=lambda value: not _is_in_use(value))


def _is_in_use(value: Value) -> bool:
    return value.chosen or any(part.chosen for part in value.parts)


def _says_nothing(selection: Selection, group: str, codes: Collection[str]) -> bool:
    """The reader's own language is no choice where there is no other."""
    return group == "lang" and {*codes} <= {selection.language} and not selection.codes("lang")


def chips(selection: Selection, labels: FacetLabels) -> list[Chip]:
    """The chosen values, each with the query string that is left without it."""
    return [
        Chip(str(facets()[group].label), labels.of(group, code), selection.without(group, code).query_string())
        for group, code in selection.chosen
    ]


def _by_name(facet: Facet, label: str) -> tuple[int, str]:
    """Names as Swedish sorts them; years newest first."""
    if facet.is_year and label.isdecimal():
        return -int(label), ""
    return 0, _order_of(label)
