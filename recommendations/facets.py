"""The facets that only the types of this app have, and that of procurement regions, which only its notices name."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models import Organisation, ProcurementRegion, Region
from portal.selections.concerned import NATIONAL, PlacedFacet, Places, concerning_any_of, concerns
from portal.selections.facets import Codes, Facet, FacetValue, Filing, register_facet

PROCUREMENT_REGION = "procurement_region"


def _assessor_of(page: Any) -> Codes:
    code = getattr(page.specific, "assessor_code", "")
    return (code,) if code else ()


def _procurement_regions_of(page: Any) -> Codes:
    named = getattr(page.specific, "procurement_regions", None)
    return tuple(each.code for each in named.all()) if named is not None else ()


def _concerning_buyers(codes: Codes) -> Q:
    from recommendations.models import ProcurementNotice

    named = ProcurementNotice.procurement_regions.through.objects.filter(
        procurementregion__code__in=codes, procurementregion__regions__isnull=False
    )
    regions = Region.objects.filter(procurement_region__code__in=codes)
    return concerning_any_of(regions) | Q(pk__in=named.values("procurementnotice_id"))


class ProcurementRegionFacet(PlacedFacet):
    """The facet of procurement regions: also finds what concerns a region in them."""

    def filed(self, page: Any) -> dict[str, list[str]]:
        return {**super().filed(page), self.code: list(self.codes_of(page))}

    def matches(self, filing: Filing, codes: Codes, places: Places) -> bool:
        regions = places.buying_in(codes)
        known = {places.buying[region] for region in regions}
        return concerns(filing, tuple(regions), places) or not known.isdisjoint(filing.get(self.code, ()))

    def indexed(self, page: Any, places: Places) -> Codes:
        around = super().indexed(page, places)
        if page.level == NATIONAL:
            return around
        return tuple(sorted({*around, *({*places.buying.values()} & {*self.codes_of(page)})}))

    def concerned(self, regions: list[str], wider: list[str], places: Places) -> set[str]:
        each = {*regions, *places.within(wider)}
        return {places.buying[region] for region in each if region in places.buying}


def register() -> None:
    """Add these facets to the registry. Called once, when the app is ready."""
    register_facet(
        ProcurementRegionFacet(
            code=PROCUREMENT_REGION,
            label=_("Procurement region"),
            order=37,
            codes_of=_procurement_regions_of,
            rule=_concerning_buyers,
            values=lambda: (
                FacetValue(each.code, each.label) for each in ProcurementRegion.objects.exclude(regions=None).distinct()
            ),
            scheme="upphandlingsregion",
            is_several=True,
        )
    )
    register_facet(
        Facet(
            code="assessor",
            label=_("Assessor"),
            order=70,
            codes_of=_assessor_of,
            rule=lambda codes: Q(assessmentsummary__assessor__code__in=codes),
            values=lambda: (FacetValue(row.code, row.label) for row in Organisation.objects.all()),
        )
    )
