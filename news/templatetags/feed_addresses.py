"""Where the feeds of a selection are, for the head of pages (autodiscovery) and for links to the page about them.

A selection is named by its facets, `{% feed_page area=area.slug %}`, or given whole, `{% feed_page selection %}`.
"""

from typing import Any

from django import template

from news.addresses import FORMATS, event_feed_path, feed_page_path, feed_path
from portal.publications.translations import active_language
from portal.selections.selection import Selection

register = template.Library()
# The format that pages name to feed readers: one is enough, since every reader takes it.
NAMED = "atom"


@register.inclusion_tag("components/feed_links.html")
def feed_links(title: str, selection: Selection | None = None, **codes: str) -> dict[str, Any]:
    """The links that feed readers look for in the head of a page: the event feed first, then the state feed."""
    selection = _selection(codes) if selection is None else selection
    return {
        "title": title,
        "type": FORMATS[NAMED].media_type,
        "format": FORMATS[NAMED].label,
        "events": event_feed_path(selection, NAMED),
        "state": feed_path(selection, NAMED),
    }


@register.simple_tag
def feed_page(selection: Selection | None = None, **codes: str) -> str:
    """The address of the page about a selection's feeds."""
    return feed_page_path(_selection(codes) if selection is None else selection)


def _selection(codes: dict[str, str]) -> Selection:
    language = active_language()
    return Selection(chosen=codes.items(), language=language)
