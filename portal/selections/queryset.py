"""How a selection is answered by the database alone: for listings, short feeds and when search is down."""

from typing import Any

from django.db.models import Q

from portal.publications.page_types import withholding
from portal.selections.facets import facets
from portal.selections.selection import Selection


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
