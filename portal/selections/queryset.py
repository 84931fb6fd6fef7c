"""Answering a selection by the database alone: for lists, for feeds without words, and while search is down."""

from typing import Any

from django.db.models import Q

from portal.publications.filing import filed_by
from portal.publications.page_types import withholding
from portal.publications.translations import is_listed_in
from portal.selections.facets import facets
from portal.selections.selection import Selection


def filtered(queryset: Any, selection: Selection) -> Any:
    """The publications of the selection, as a queryset.

    Each word of the free text must stand in the title, the ingress or the summary, or be the case number.
    """
    rules, filing = is_listed_in(selection.language) if selection.language else Q(), Q()
    for code, facet in facets().items():
        if codes := selection.codes(code):
            if facet.is_of_page:
                rules &= facet.rule(codes)
            else:
                filing &= facet.rule(codes)
    if filing:
        rules &= filed_by(filing)
    is_whole = Q(*(~Q(**{column: True}) for column in withholding()))
    for word in selection.q.split():
        # Of a page that keeps something secret only the stored title is safe to look in (see for_outsiders).
        told = Q(ingress__icontains=word) | Q(summary_en__icontains=word) | Q(case_number__iexact=word)
        rules &= Q(title__icontains=word) | is_whole & told
    return queryset.filter(rules)
