"""The lists of codes that entries of feeds are filed under, each at the address that categories name as scheme."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from news.events.event_entries import LABELS
from portal.models import ProductArea
from portal.selections.facets import FacetValue, facets


@dataclass(frozen=True)
class Scheme:
    """One list: what it is called, its codes with their words, and where these come from."""

    label: Any
    values: Iterable[FacetValue]
    source: Any = ""


EMDN = _(
    "Product areas follow EMDN, the European Medical Device Nomenclature, version 2. The codes are those of EMDN, the "
    "names are shortened, and the Swedish ones are our own translation."
)


def scheme_at(name: str) -> Scheme | None:
    """The list with this name; None for an unknown name.

    It is that of a facet, or one that no facet has: EMDN codes, kinds of events.
    """
    for facet in facets().values():
        if facet.scheme == name:
            return Scheme(facet.label, facet.values(), EMDN if facet.code == "area" else "")
    match name:
        case "emdn":
            areas = ProductArea.objects.order_by("emdn_code")
            return Scheme(_("European Medical Device Nomenclature"), _with_emdn(areas), EMDN)
        case "handelse":
            return Scheme(_("Event"), [FacetValue(code, str(label)) for code, label in LABELS.items()])
    return None


def _with_emdn(areas: Iterable[ProductArea]) -> list[FacetValue]:
    return [FacetValue(area.emdn_code, area.label) for area in areas if area.emdn_code]
