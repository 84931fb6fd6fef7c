"""The facets that only the types of this app have."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models import Organisation
from portal.selections.facets import Codes, Facet, FacetValue, register_facet


def _assessor_of(page: Any) -> Codes:
    code = getattr(page.specific, "assessor_code", "")
    return (code,) if code else ()


def register() -> None:
    """Add the facet of assessors to the registry. Called once, when the app is ready."""
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
