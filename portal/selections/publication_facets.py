"""The facets that every publication has. An app registers those of its own page types itself."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.models import HealthcareRegion, ProductArea, ProductAreaItem, ProgrammeArea, Publication, Region
from portal.publications.page_types import any_status_label, is_withholding, page_types
from portal.publications.statuses import VERDICTS
from portal.selections.concerned import (
    HEALTHCARE_REGION,
    HealthcareRegionFacet,
    RegionFacet,
    concerning,
    concerning_wider,
)
from portal.selections.facets import Codes, Facet, FacetValue, register_facet

# The code of all that is no invented example.
REAL = "real"


def _of_types(codes: Codes) -> Q:
    models = page_types()
    types = ContentType.objects.get_for_models(*(models[code] for code in codes if code in models)).values()
    return Q(content_type__in=[content_type.pk for content_type in types])


def _in_areas(codes: Codes) -> Q:
    items = ProductAreaItem.objects.filter(Q(tag__slug__in=codes) | Q(tag__parent__slug__in=codes))
    return Q(pk__in=items.values("content_object_id"))


def _areas_of(page: Any) -> Iterable[str]:
    named = (item.tag for item in page.product_area_items.all())
    return dict.fromkeys(area.slug for each in named for area in each.within)


def _areas() -> Iterable[FacetValue]:
    for area in ProductArea.objects.select_related("parent"):
        yield FacetValue(area.slug, area.label, area.emdn_code, area.parent.slug if area.parent else "")


def _in_programmes(codes: Codes) -> Q:
    filed = Publication.programme_areas.through.objects.filter(programmearea__code__in=codes)
    # A page that keeps something secret does not say its programme area (see for_outsiders).
    return Q(pk__in=filed.values("publication_id")) & ~is_withholding()


def _of_years(codes: Codes) -> Q:
    return Q(dated_on__year__in=[int(code) for code in codes if code.isdecimal() and 1 <= int(code) <= 9999])


def _one_of(field: str, codes: Codes) -> Q:
    return Q(**{f"{field}__in": codes})


def _without_examples(codes: Codes) -> Q:
    return Q(is_example=False) if REAL in codes else Q(pk__in=())


def _if_there_are_examples() -> Iterable[FacetValue]:
    if Publication.objects.filter(is_example=True).exists():
        yield FacetValue(REAL, gettext("Without examples"))


def _present(*codes: str) -> Codes:
    return tuple(filter(None, codes))


def _values(words: dict[str, Any]) -> Iterable[FacetValue]:
    return (FacetValue(code, str(label)) for code, label in words.items())


def _statuses() -> Iterable[FacetValue]:
    codes = {code for model in page_types().values() for code in model.statuses}
    return (FacetValue(code, any_status_label(code)) for code in sorted(codes))


class ContentFacet(Facet):
    """What is real and what is an invented example: one switch, and none where nothing is an example."""

    def counts(self, counted: Mapping[str, int], known: Iterable[str]) -> Mapping[str, int]:
        return {code: counted.get(code, 0) for code in known}


FACETS = (
    Facet(
        code="type",
        label=_("Type"),
        order=10,
        codes_of=lambda page: (page.specific_class.type_code,),
        rule=_of_types,
        values=lambda: _values({code: model.type_label for code, model in page_types().items()}),
        scheme="typ",
    ),
    Facet(
        code="area",
        label=_("Product area"),
        order=20,
        codes_of=_areas_of,
        rule=_in_areas,
        values=_areas,
        scheme="omrade",
        is_several=True,
    ),
    Facet(
        code="programme",
        label=_("Programme area"),
        order=25,
        codes_of=lambda page: (programme.code for programme in page.programme_areas.all()),
        rule=_in_programmes,
        values=lambda: (FacetValue(programme.code, programme.label) for programme in ProgrammeArea.objects.all()),
        scheme="programomrade",
        is_several=True,
    ),
    RegionFacet(
        code="region",
        label=_("Region"),
        order=30,
        codes_of=lambda page: (region.code for region in page.regions.all()),
        rule=concerning,
        values=lambda: (FacetValue(region.code, region.label) for region in Region.objects.all()),
        scheme="region",
        is_several=True,
    ),
    HealthcareRegionFacet(
        code=HEALTHCARE_REGION,
        label=_("Healthcare region"),
        order=35,
        codes_of=lambda page: (part.code for part in page.healthcare_regions.all()),
        rule=concerning_wider,
        values=lambda: (
            FacetValue(part.code, part.label) for part in HealthcareRegion.objects.exclude(regions=None).distinct()
        ),
        scheme="sjukvardsregion",
        is_several=True,
    ),
    Facet(
        code="verdict",
        label=_("Verdict"),
        order=40,
        codes_of=lambda page: _present(page.verdict),
        rule=partial(_one_of, "verdict"),
        values=lambda: _values(VERDICTS),
        scheme="utfall",
    ),
    Facet(
        code="status",
        label=_("Status"),
        order=50,
        codes_of=lambda page: _present(page.status),
        rule=partial(_one_of, "status"),
        values=_statuses,
        scheme="status",
    ),
    Facet(
        code="year",
        label=_("Year"),
        order=60,
        codes_of=lambda page: _present(str(page.dated_on.year) if page.dated_on else ""),
        rule=_of_years,
        values=lambda: (),
        is_year=True,
    ),
    Facet(
        code="level",
        label=pgettext_lazy("facet", "Level"),
        order=80,
        codes_of=lambda page: (page.level,),
        rule=partial(_one_of, "level"),
        values=lambda: _values(dict(Publication.Level.choices)),
        scheme="niva",
    ),
    ContentFacet(
        code="content",
        label=_("Examples"),
        order=85,
        codes_of=lambda page: () if page.is_example else (REAL,),
        rule=_without_examples,
        values=_if_there_are_examples,
        is_of_page=True,
    ),
    Facet(
        code="lang",
        label=_("Language"),
        order=90,
        codes_of=lambda page: (page.locale.language_code,),
        rule=partial(_one_of, "locale__language_code"),
        values=lambda: _values(dict(settings.LANGUAGES)),
        is_of_page=True,
    ),
)


def register() -> None:
    """Add these facets to the registry. Called once, when the app is ready."""
    for facet in FACETS:
        register_facet(facet)
