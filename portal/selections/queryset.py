"""How a selection is answered by the database alone: for listings, short feeds and when search is down."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from portal.selections.selection import Selection


def type_models() -> dict[str, Any]:
    """Type code → page model, for every publication type installed."""
    from portal.models import Publication

    found: dict[str, Any] = {}
    pending = list(Publication.__subclasses__())
    while pending:
        model = pending.pop()
        pending += model.__subclasses__()
        if model.type_code:
            found[model.type_code] = model
    return found


def withholding() -> list[str]:
    """The columns, seen from Publication, that say whether a page keeps something from outsiders."""
    return [model.withholding for model in type_models().values() if model.withholding]


def region_rule(codes: tuple[str, ...]) -> Q:
    """A publication concerns a region when it is national, names it, or names a healthcare region it lies in."""
    from portal.models import Publication

    named = Publication.regions.through.objects.filter(region__code__in=codes)
    around = Publication.healthcare_regions.through.objects.filter(healthcareregion__regions__code__in=codes)
    return Q(level="national") | Q(pk__in=named.values("publication_id")) | Q(pk__in=around.values("publication_id"))


def known_regions() -> set[str]:
    from portal.models import Region

    return set(Region.objects.values_list("code", flat=True))


def _years(codes: tuple[str, ...]) -> list[int]:
    return [int(code) for code in codes if code.isdecimal() and 1 <= int(code) <= 9999]


def filtered(queryset: Any, selection: Selection) -> Any:
    """The publications of the selection; words of the free text must each stand in title, ingress or case number."""
    from portal.models import ProductAreaItem

    rules = Q(locale__language_code__in=selection.languages)
    if selection.type:
        models = type_models()
        wanted = [models[code] for code in selection.type if code in models]
        types = ContentType.objects.get_for_models(*wanted).values()
        rules &= Q(content_type__in=[content_type.pk for content_type in types])
    if selection.area:
        items = ProductAreaItem.objects.filter(tag__slug__in=selection.area)
        rules &= Q(pk__in=items.values("content_object_id"))
    if selection.region and set(selection.region) & known_regions():
        rules &= region_rule(selection.region)
    elif selection.region:
        return queryset.none()
    if selection.status:
        rules &= Q(status__in=selection.status)
    if selection.verdict:
        rules &= Q(verdict__in=selection.verdict)
    if selection.assessor:
        rules &= Q(assessmentsummary__assessor__code__in=selection.assessor)
    if selection.year:
        rules &= Q(dated_on__year__in=_years(selection.year))
    if selection.level:
        rules &= Q(level__in=selection.level)
    is_whole = Q(*(~Q(**{column: True}) for column in withholding()))
    for word in selection.q.split():
        # Of a page that keeps something back, only the title is known to be for outsiders.
        rules &= Q(title__icontains=word) | is_whole & (Q(ingress__icontains=word) | Q(case_number__iexact=word))
    return queryset.filter(rules)
