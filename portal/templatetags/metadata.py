"""Template tag for what the head of a public page tells machines."""

from typing import Any

from django import template

from portal.publications.translations import active_language
from portal.site.metadata import Metadata, metadata_of_page, metadata_of_view

register = template.Library()


@register.simple_tag(takes_context=True)
def metadata(context: dict[str, Any]) -> Metadata | None:
    """What is told of the page or the view at hand; None for a page that not everyone may read, and for a draft."""
    request, query = context["request"], context.get("canonical_query", "")
    if page := context.get("page"):
        is_open = getattr(request, "shows_open_page", False)
        return metadata_of_page(page, request, context["chrome"].site, query) if is_open else None
    return metadata_of_view(request, active_language(), query)
