"""How a selection is answered by the database alone: for listings, short feeds and when search is down."""

from typing import Any

from django.db.models import Q

from portal.selections.facets import facets
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


def filtered(queryset: Any, selection: Selection) -> Any:
    """The publications of the selection; words of the free text must each stand in title, ingress or case number."""
    rules = Q()
    for code, facet in facets().items():
        # The language is always chosen: by the reader's own where by nothing else.
        if codes := selection.languages if code == "lang" else selection.codes(code):
            rules &= facet.rule(codes)
    is_whole = Q(*(~Q(**{column: True}) for column in withholding()))
    for word in selection.q.split():
        # Of a page that keeps something back, only the title is known to be for outsiders.
        rules &= Q(title__icontains=word) | is_whole & (Q(ingress__icontains=word) | Q(case_number__iexact=word))
    return queryset.filter(rules)
