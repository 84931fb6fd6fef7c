"""The registry of facets: what publications are filtered, counted, exported and categorised by.

A facet is one entry. The search page, the index, both engines, the event log, feeds and exports ask this registry.
Facets of all publications are in portal.selections.publication_facets; apps register others in AppConfig.ready.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from portal.publications.filing import filing_source

if TYPE_CHECKING:
    from portal.selections.concerned import Places

Codes = tuple[str, ...]
# What one publication is filed under: facet → codes. Events and feed entries store it.
Filing = Mapping[str, list[str]]


class FacetValue(NamedTuple):
    """A code that can be chosen, and its word in the active language."""

    code: str
    label: str
    # A code of the same thing in another system, such as the EMDN code of a product area.
    note: str = ""
    # The code that this one is a part of: the search page shows it below that. Pages are found under both, which
    # `codes_of` and `rule` see to.
    parent: str = ""


@dataclass(frozen=True)
class Facet:
    """One way to narrow a selection. A page must have one of the chosen codes of every facet that has any.

    A facet whose pages have exactly the codes that they are filed under needs no subclass. Others override the methods
    below; RegionFacet is the example.
    """

    # The parameter in addresses, the field in the index and the key in events, so it never changes.
    code: str
    label: Any
    # Its place among the facets on the page and in addresses; the smallest number comes first.
    order: int
    # Gives the codes of a publication. It is passed the page as outsiders read it (Publication.for_outsiders).
    codes_of: Callable[[Any], Iterable[str]]
    # Gives the condition on Publication that finds the pages with one of these codes. It must not join a table with
    # several rows for a page, since the page would be found several times: use a subquery.
    rule: Callable[[Codes], Q]
    # Gives every value that can be chosen. Where there is no list (years), it gives none, and the search page offers
    # the values that pages have.
    values: Callable[[], Iterable[FacetValue]]
    # The last part of the address that names the facet as a category in feeds. Without one, feeds leave it out.
    scheme: str = ""
    # True when a publication can have more than one of the codes. An engine may count such a facet faster then.
    is_several: bool = False
    # True for years: the newest comes first, whatever the counts are.
    is_year: bool = False
    # True for what each page of a publication has for itself. By all others a translation is filed as its original is
    # (portal.publications.filing).
    is_of_page: bool = False

    def filed(self, page: Any) -> dict[str, list[str]]:
        """What is stored about a page in events, for `matches` to ask when the page may be gone."""
        return {self.code: list(self.codes_of(page))}

    def matches(self, filing: Filing, codes: Codes, places: "Places") -> bool:
        """Whether a page with this filing has one of the codes. It is `rule` without the database."""
        return not set(filing.get(self.code, ())).isdisjoint(codes)

    def noted(self, codes: Codes) -> Q:
        """The condition that finds every stored filing which `matches` one of the codes; it may find others, too.

        It is a condition on `filed`, the filing as JSON text: a quick first choice in the database before `matches`.
        """
        return Q(*(("filed__contains", f'"{code}"') for code in codes), _connector=Q.OR)

    def indexed(self, page: Any, places: "Places") -> Codes:
        """The codes of a page that are stored in the search index."""
        return tuple(self.codes_of(page))

    def asked(self, codes: Codes) -> Codes:
        """The codes to look for in the index when these are chosen; a page needs one of them."""
        return codes

    def counts(self, counted: Mapping[str, int], known: Iterable[str]) -> Mapping[str, int]:
        """How many pages choosing each code gives. `counted` says how often each code stands in the index.

        `known` are the codes that can be chosen.
        """
        return counted


_facets: dict[str, Facet] = {}


def register_facet(facet: Facet) -> None:
    """Add a facet to the registry, at the place that its `order` gives it."""
    _facets[facet.code] = facet
    for code in sorted(_facets, key=lambda code: _facets[code].order):
        _facets[code] = _facets.pop(code)


def facets() -> Mapping[str, Facet]:
    """Code → facet, in their order."""
    return _facets


def facet_codes() -> Codes:
    """The codes of all facets, in their order."""
    return tuple(_facets)


def filing_of(page: Any) -> dict[str, list[str]]:
    """What a publication is filed under. Pass the page as outsiders read it (Publication.for_outsiders)."""
    filing: dict[str, list[str]] = {}
    source = filing_source(page)
    for facet in _facets.values():
        filing |= facet.filed(page if facet.is_of_page else source)
    return filing


def has(filing: Filing, chosen: Mapping[str, Codes], places: "Places") -> bool:
    """Whether a page with this filing is in the selection of these codes (facet → chosen codes)."""
    return all(_facets[code].matches(filing, codes, places) for code, codes in chosen.items() if codes)
