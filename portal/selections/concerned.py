"""Who is concerned by a publication: the one rule, in SQL and in Python beside each other.

A publication concerns a region when it is national, names the region, or names a healthcare region in which the region
lies (facts.md, "Healthcare regions"; Halland lies in two). A code that is no region's concerns nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q

from portal.selections.facets import Codes, Facet, Filing

NATIONAL, HEALTHCARE_REGION, REGION = "national", "healthcare_region", "region"
# A national publication concerns every region; in the index one code stands for all of them.
EVERY_REGION = "national"


@dataclass(frozen=True)
class Places:
    """Which regions there are, and in which healthcare regions each of them lies."""

    around: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls) -> "Places":
        """In one query."""
        from portal.models import Region

        found: dict[str, set[str]] = {}
        for code, wider in Region.objects.order_by("code").values_list("code", "healthcare_regions__code"):
            found.setdefault(code, set()).update([wider] if wider else [])
        return cls({code: frozenset(wider) for code, wider in found.items()})

    def within(self, healthcare_regions: Iterable[str]) -> set[str]:
        wider = set(healthcare_regions)
        return {code for code, around in self.around.items() if not wider.isdisjoint(around)}


def known_regions() -> set[str]:
    from portal.models import Region

    return set(Region.objects.values_list("code", flat=True))


def concerning(codes: Codes) -> Q:
    """The publications that concern one of these regions."""
    from portal.models import Publication, Region

    known = Region.objects.filter(code__in=codes)
    named = Publication.regions.through.objects.filter(region__in=known)
    around = Publication.healthcare_regions.through.objects.filter(healthcareregion__regions__in=known)
    is_one = Q(pk__in=named.values("publication_id")) | Q(pk__in=around.values("publication_id"))
    return Q(Exists(known)) & (Q(level=NATIONAL) | is_one)


def concerns(filing: Filing, codes: Codes, places: Places) -> bool:
    """The same of what was written down of a publication."""
    known = [code for code in codes if code in places.around]
    wider = set().union(*(places.around[code] for code in known))
    return bool(known) and (
        NATIONAL in filing.get("level", ())
        or not set(known).isdisjoint(filing.get(REGION, ()))
        or not wider.isdisjoint(filing.get(HEALTHCARE_REGION, ()))
    )


def named_by(page: Any) -> Codes:
    """The regions or healthcare regions of a publication's level, for the reader; none for a national one."""
    if page.level == NATIONAL:
        return ()
    places = page.healthcare_regions if page.level == HEALTHCARE_REGION else page.regions
    return tuple(place.code for place in places.all())


class RegionFacet(Facet):
    """The regions that a publication concerns."""

    def filed(self, page: Any) -> dict[str, list[str]]:
        """What the page names: who that concerns follows from the map of regions, which may change."""
        return {
            REGION: [region.code for region in page.regions.all()],
            HEALTHCARE_REGION: [part.code for part in page.healthcare_regions.all()],
        }

    def matches(self, filing: Filing, codes: Codes, places: Places) -> bool:
        return concerns(filing, codes, places)

    def noted(self, codes: Codes) -> Q:
        # The map of regions is not in the filing.
        return Q()

    def indexed(self, page: Any, places: Places) -> Codes:
        if page.level == NATIONAL:
            return (EVERY_REGION,)
        filed = self.filed(page)
        return tuple(sorted({*filed[REGION], *places.within(filed[HEALTHCARE_REGION])}))

    def asked(self, codes: Codes) -> Codes:
        return (*codes, EVERY_REGION)

    def counts(self, counted: Mapping[str, int], known: Iterable[str]) -> Mapping[str, int]:
        """Each region's own publications and the national ones, which concern it too."""
        everywhere = counted.get(EVERY_REGION, 0)
        own = {code: number for code, number in counted.items() if code != EVERY_REGION}
        return {code: own.get(code, 0) + everywhere for code in {*(known if everywhere else ()), *own}}
