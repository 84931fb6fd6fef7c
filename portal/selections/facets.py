"""The registry of facets: what publications are filtered, counted, exported and categorised by.

A facet is one entry here. Search page, index, both engines, event log, feeds and exports ask the registry. Apps
register theirs in AppConfig.ready; the portal's own stand in portal.selections.publication_facets.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

if TYPE_CHECKING:
    from portal.selections.concerned import Places

Codes = tuple[str, ...]
# Facet → codes of one publication, as events and feeds write them down.
Filing = Mapping[str, list[str]]


class FacetValue(NamedTuple):
    """A code that can be chosen, and its word in the reader's language."""

    code: str
    label: str
    # What the word is filed under elsewhere, such as the EMDN code of a product area.
    note: str = ""


@dataclass(frozen=True)
class Facet:
    """One way to narrow a selection: OR between its codes, AND between facets."""

    # The parameter in addresses, the field in the index, the key in events.
    code: str
    label: Any
    # Its place among the facets, in the page and in addresses; the smallest number first.
    order: int
    # The codes of a publication as outsiders read it (Publication.for_outsiders).
    codes_of: Callable[[Any], Iterable[str]]
    # The publications that have one of these codes, as a condition on Publication.
    rule: Callable[[Codes], Q]
    # Every value that is known; those of a facet without a list are only those that publications have.
    values: Callable[[], Iterable[FacetValue]]
    # The last part of the address that names it as a category in feeds; feeds do not tell of one without it.
    scheme: str = ""
    # Whether a publication can have more than one of its codes.
    is_several: bool = False
    # Years: the newest stands first, whatever the counts.
    is_year: bool = False

    def filed(self, page: Any) -> dict[str, list[str]]:
        """What is written down of a page, to be asked with `matches` when the page itself may be gone."""
        return {self.code: list(self.codes_of(page))}

    def matches(self, filing: Filing, codes: Codes, places: "Places") -> bool:
        """Whether a page with this filing has one of the codes: `rule`, without the database."""
        return not set(filing.get(self.code, ())).isdisjoint(codes)

    def noted(self, codes: Codes) -> Q:
        """What finds, in SQL, every filing that `matches` one of the codes, and others too.

        A condition on `filed`, the text of a filing that is kept as JSON.
        """
        return Q(*(("filed__contains", f'"{code}"') for code in codes), _connector=Q.OR)

    def indexed(self, page: Any, places: "Places") -> Codes:
        """The codes that the search index holds of a page."""
        return tuple(self.codes_of(page))

    def asked(self, codes: Codes) -> Codes:
        """The codes of which the index must hold one when these are chosen."""
        return codes

    def counts(self, counted: Mapping[str, int], known: Iterable[str]) -> Mapping[str, int]:
        """From how often the index holds each code to how many pages choosing it gives."""
        return counted


_facets: dict[str, Facet] = {}


def register_facet(facet: Facet) -> None:
    _facets[facet.code] = facet
    for code in sorted(_facets, key=lambda code: _facets[code].order):
        _facets[code] = _facets.pop(code)


def facets() -> Mapping[str, Facet]:
    """Code → facet, in their order."""
    return _facets


def facet_codes() -> Codes:
    return tuple(_facets)


def filing_of(page: Any) -> dict[str, list[str]]:
    """What a publication is filed under. Give the page as outsiders read it."""
    filing: dict[str, list[str]] = {}
    for facet in _facets.values():
        filing |= facet.filed(page)
    return filing


def has(filing: Filing, chosen: Mapping[str, Codes], places: "Places") -> bool:
    """Whether a page with this filing is in a selection of these codes."""
    return all(_facets[code].matches(filing, codes, places) for code, codes in chosen.items() if codes)
