"""Whom a publication concerns. The rule stands here twice, for the database and for Python; a test holds them equal.

A publication concerns a region when it is national, when it names the region, or when it names a healthcare region that
the region lies in (Halland lies in two). A code that no region has concerns nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q

from portal.selections.facets import Codes, Facet, Filing

NATIONAL, HEALTHCARE_REGION, REGION = "national", "healthcare_region", "region"
# The code in the search index of a national publication: it stands for every region.
EVERY_REGION = "national"


@dataclass(frozen=True)
class Places:
    """The map of regions: `around` is region code → codes of the healthcare regions that the region lies in."""

    around: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls) -> "Places":
        """Read the map from the database, in one query."""
        from portal.models import Region

        found: dict[str, set[str]] = {}
        for code, wider in Region.objects.order_by("code").values_list("code", "healthcare_regions__code"):
            found.setdefault(code, set()).update([wider] if wider else [])
        return cls({code: frozenset(wider) for code, wider in found.items()})

    def within(self, healthcare_regions: Iterable[str]) -> set[str]:
        """The codes of the regions that lie in any of these healthcare regions."""
        wider = set(healthcare_regions)
        return {code for code, around in self.around.items() if not wider.isdisjoint(around)}


def known_regions() -> set[str]:
    """The codes of all regions."""
    from portal.models import Region

    return set(Region.objects.values_list("code", flat=True))


def concerning(codes: Codes) -> Q:
    """The condition on Publication that finds what concerns one of these regions. `concerns` is the same rule in
    Python.
    """
    from portal.models import Publication, Region

    known = Region.objects.filter(code__in=codes)
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


class RegionFacet(Facet):
    """The facet of regions. It finds more than the regions that a page names: also national pages and healthcare
    regions.
    """

    def filed(self, page: Any) -> dict[str, list[str]]:
        """The regions and healthcare regions that the page names.

        Whom these concern is worked out when it is asked, since a region may come to lie in another healthcare region.
        """
        return {
            REGION: [region.code for region in page.regions.all()],
            HEALTHCARE_REGION: [part.code for part in page.healthcare_regions.all()],
        }

    def matches(self, filing: Filing, codes: Codes, places: Places) -> bool:
        return concerns(filing, codes, places)

    def noted(self, codes: Codes) -> Q:
        # Anything may match: a filing does not say which regions lie in its healthcare regions.
        return Q()

    def indexed(self, page: Any, places: Places) -> Codes:
        if page.level == NATIONAL:
            return (EVERY_REGION,)
        filed = self.filed(page)
        return tuple(sorted({*filed[REGION], *places.within(filed[HEALTHCARE_REGION])}))

    def asked(self, codes: Codes) -> Codes:
        return (*codes, EVERY_REGION)

    def counts(self, counted: Mapping[str, int], known: Iterable[str]) -> Mapping[str, int]:
        """The number of pages that concern each region: those found under its own code and all national ones."""
        everywhere = counted.get(EVERY_REGION, 0)
        own = {code: number for code, number in counted.items() if code != EVERY_REGION}
        return {code: own.get(code, 0) + everywhere for code in {*(known if everywhere else ()), *own}}
