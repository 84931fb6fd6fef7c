"""Whom a publication concerns. The rule stands here twice, for the database and for Python; a test holds them equal.

A publication concerns a region when it is national, when it names the region, or when it names a healthcare region that
the region lies in (Halland lies in two). It concerns a healthcare region when it is national, when it names it, or when
it names a region in it. It concerns a procurement region when it names it, or concerns a region in it. A code that no
region has, and a healthcare or procurement region without regions, concerns nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Q, QuerySet

from portal.selections.facets import Codes, Facet, Filing, facets

if TYPE_CHECKING:
    from portal.models import Region

NATIONAL, HEALTHCARE_REGION, REGION = "national", "healthcare_region", "region"
# The code in the search index of a national publication: it stands for every region, and every healthcare region.
EVERY_REGION = "national"


@dataclass(frozen=True)
class Places:
    """The map of regions: `around` is region code → codes of the healthcare regions that the region lies in, `buying`
    is region code → code of its procurement region.
    """

    around: Mapping[str, frozenset[str]]
    buying: Mapping[str, str]

    @classmethod
    def load(cls) -> "Places":
        """Read the map from the database, in one query."""
        from portal.models import Region

        found: dict[str, set[str]] = {}
        buying: dict[str, str] = {}
        columns = ("code", "healthcare_regions__code", "procurement_region__code")
        for code, wider, buyer in Region.objects.order_by("code").values_list(*columns):
            found.setdefault(code, set()).update([wider] if wider else [])
            buying[code] = buyer
        return cls({code: frozenset(wider) for code, wider in found.items()}, buying)

    @property
    def healthcare_regions(self) -> frozenset[str]:
        """The codes of the healthcare regions that any region lies in."""
        return frozenset().union(*self.around.values())

    def buying_in(self, procurement_regions: Iterable[str]) -> set[str]:
        """The codes of the regions that lie in any of these procurement regions."""
        wider = set(procurement_regions)
        return {code for code, buying in self.buying.items() if buying in wider}

    def within(self, healthcare_regions: Iterable[str]) -> set[str]:
        """The codes of the regions that lie in any of these healthcare regions."""
        wider = set(healthcare_regions)
        return {code for code, around in self.around.items() if not wider.isdisjoint(around)}


def known_places(groups: Iterable[str]) -> dict[str, set[str]]:
    """Facet → all its codes, for those of these facets that choose places."""
    chosen = {group: facet for group in groups if isinstance(facet := facets()[group], PlacedFacet)}
    return {group: {value.code for value in facet.values()} for group, facet in chosen.items()}


def concerning(codes: Codes) -> Q:
    """The condition on Publication that finds what concerns one of these regions. `concerns` is the same rule in
    Python.
    """
    from portal.models import Region

    return concerning_any_of(Region.objects.filter(code__in=codes))


def concerning_any_of(known: "QuerySet[Region]") -> Q:
    """The same for the regions of a query."""
    from portal.models import Publication

    named = Publication.regions.through.objects.filter(region__in=known)
    around = Publication.healthcare_regions.through.objects.filter(healthcareregion__regions__in=known)
    is_one = Q(pk__in=named.values("publication_id")) | Q(pk__in=around.values("publication_id"))
    return Q(Exists(known)) & (Q(level=NATIONAL) | is_one)


def concerns(filing: Filing, codes: Codes, places: Places) -> bool:
    """Whether a publication with this filing concerns one of these regions. `concerning` is the same rule in SQL."""
    known = [code for code in codes if code in places.around]
    wider = set().union(*(places.around[code] for code in known))
    return bool(known) and (
        NATIONAL in filing.get("level", ())
        or not set(known).isdisjoint(filing.get(REGION, ()))
        or not wider.isdisjoint(filing.get(HEALTHCARE_REGION, ()))
    )


def concerning_wider(codes: Codes) -> Q:
    """The condition on Publication that finds what concerns one of these healthcare regions. `concerns_wider` is the
    same rule in Python.
    """
    from portal.models import HealthcareRegion, Publication

    known = HealthcareRegion.objects.filter(code__in=codes, regions__isnull=False)
    named = Publication.healthcare_regions.through.objects.filter(healthcareregion__in=known)
    within = Publication.regions.through.objects.filter(region__healthcare_regions__in=known)
    is_one = Q(pk__in=named.values("publication_id")) | Q(pk__in=within.values("publication_id"))
    return Q(Exists(known)) & (Q(level=NATIONAL) | is_one)


def concerns_wider(filing: Filing, codes: Codes, places: Places) -> bool:
    """Whether a publication with this filing concerns one of these healthcare regions. `concerning_wider` is the same
    rule in SQL.
    """
    known = places.healthcare_regions.intersection(codes)
    return bool(known) and (
        NATIONAL in filing.get("level", ())
        or not known.isdisjoint(filing.get(HEALTHCARE_REGION, ()))
        or not places.within(known).isdisjoint(filing.get(REGION, ()))
    )


class PlacedFacet(Facet):
    """A facet of places, which finds more than those that a page names: a national page concerns each of them."""

    def filed(self, page: Any) -> dict[str, list[str]]:
        """The regions and healthcare regions that the page names.

        Whom these concern is worked out when it is asked, since a region may come to lie in another healthcare region.
        """
        return {
            REGION: [region.code for region in page.regions.all()],
            HEALTHCARE_REGION: [part.code for part in page.healthcare_regions.all()],
        }

    def noted(self, codes: Codes) -> Q:
        # Anything may match: a filing does not say which regions lie in its healthcare regions.
        return Q()

    def indexed(self, page: Any, places: Places) -> Codes:
        if page.level == NATIONAL:
            return (EVERY_REGION,)
        filed = self.filed(page)
        return tuple(sorted(self.concerned(filed[REGION], filed[HEALTHCARE_REGION], places)))

    def concerned(self, regions: list[str], wider: list[str], places: Places) -> set[str]:
        """The codes of the places that are concerned where these regions and healthcare regions are named."""
        raise NotImplementedError

    def asked(self, codes: Codes) -> Codes:
        return (*codes, EVERY_REGION)

    def counts(self, counted: Mapping[str, int], known: Iterable[str]) -> Mapping[str, int]:
        """The number of pages that concern each place: those found under its own code and all national ones."""
        everywhere = counted.get(EVERY_REGION, 0)
        own = {code: number for code, number in counted.items() if code != EVERY_REGION}
        return {code: own.get(code, 0) + everywhere for code in {*(known if everywhere else ()), *own}}


class RegionFacet(PlacedFacet):
    """The facet of regions: also finds what names their healthcare regions."""

    def matches(self, filing: Filing, codes: Codes, places: Places) -> bool:
        return concerns(filing, codes, places)

    def concerned(self, regions: list[str], wider: list[str], places: Places) -> set[str]:
        return {*regions, *places.within(wider)}


class HealthcareRegionFacet(PlacedFacet):
    """The facet of healthcare regions: also finds what names a region in them, in both that Halland lies in."""

    def matches(self, filing: Filing, codes: Codes, places: Places) -> bool:
        return concerns_wider(filing, codes, places)

    def concerned(self, regions: list[str], wider: list[str], places: Places) -> set[str]:
        around = (places.around.get(region, frozenset()) for region in regions)
        return set(wider).intersection(places.healthcare_regions).union(*around)
