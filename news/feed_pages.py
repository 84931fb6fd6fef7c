"""The page about a feed: what one gets, the newest of it, its addresses, and how to follow it in other programs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news.addresses import ALL, FOLLOW, event_feed_path, feed_page_path, feed_path, in_formats
from news.entries import FeedVocabulary, feed_frame
from news.events.event_entries import make_event_feed
from news.events.event_feed import told_events
from news.feeds import Entry
from news.formats.opml import opml_path
from portal.models import ProductArea, SiteSettings
from portal.outbox.changes import kept
from portal.publications.page_types import page_types
from portal.publications.translations import active_language
from portal.selections.formats import IdsOf
from portal.selections.selection import Selection

# How many of the newest entries the page shows.
NEWEST = 5
# Gives the address of a feed on this site, from its format.
PathOf = Callable[[str], str]


@dataclass(frozen=True)
class Followed:
    """What a page says of its selection: what it is called, its product areas, and the newest of its event feed."""

    name: str
    areas: tuple[ProductArea, ...]
    newest: tuple[Entry, ...]


@require_safe
def feed_page(request: HttpRequest, name: str) -> HttpResponse:
    """The page about the feed of everything (`name` is ALL), or of one type (its code)."""
    types = () if name == ALL else (name,)
    return show(request, Selection(type=types, language=active_language()))


@require_safe
def area_page(request: HttpRequest, area: str) -> HttpResponse:
    """The page about the feed of one product area. Raises Http404 for an unknown area."""
    if not ProductArea.objects.filter(slug=area).exists():
        raise Http404("No such product area")
    return show(request, Selection(area=(area,), language=active_language()))


def render_page(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The page about the feed of the search page's selection (a `Render` of portal.selections.formats)."""
    page_ids = ids_of(replace(selection, sort="newest")) if selection.q else None
    return show(request, selection, page_ids)


def show(request: HttpRequest, selection: Selection, page_ids: Sequence[int] | None = None) -> HttpResponse:
    """The page about a selection's feeds; a redirect to its short address where it has one and was not asked there."""
    path = feed_page_path(selection)
    if request.path != path.partition("?")[0]:
        return HttpResponsePermanentRedirect(path)
    event_path, state_path = partial(event_feed_path, selection), partial(feed_path, selection)
    return about(request, selection, event_path=event_path, state_path=state_path, page_ids=page_ids)


def about(
    request: HttpRequest,
    selection: Selection,
    *,
    event_path: PathOf,
    state_path: PathOf,
    page_ids: Sequence[int] | None = None,
    emdn_code: str = "",
) -> HttpResponse:
    """The page about feeds at these addresses.

    `page_ids` are the pages that have the words of the selection; None when it has no words. `emdn_code` is the code
    that the page stands at.
    """
    search, query = reverse("search:results"), selection.query_string()
    is_search = request.path == search
    told = partial(_told, request, selection, page_ids)
    # Not what anyone may type: the cache has room for the pages that are listed.
    followed: Followed = told() if is_search else kept(f"feed-page-{request.path}", told)
    areas, heading = followed.areas, followed.name
    if emdn_code:
        heading = _("EMDN %(code)s: %(areas)s") % {"code": emdn_code, "areas": heading}
    context = {
        "heading": heading,
        "selection": selection,
        "newest": followed.newest,
        "events": in_formats(event_path),
        "states": in_formats(state_path),
        "areas": areas,
        "emdn_code": emdn_code or (areas[0].emdn_code if len(areas) == len(selection.chosen) == 1 else ""),
        "is_emdn": bool(emdn_code),
        "publications": f"{search}?{query}" if query else search,
        "opml": opml_path(area.slug for area in areas),
        "opml_all": opml_path(()),
        "is_search": is_search,
        "canonical_query": selection.query_string(format=FOLLOW) if is_search else "",
    }
    return render(request, "news/feed_page.html", context)


def name_of(selection: Selection, vocabulary: FeedVocabulary) -> str:
    """What a selection is called: the words of what was chosen, the question first."""
    words = [f"”{selection.q}”"] if selection.q else []
    for facet, code in selection.chosen:
        # A type is called by its plural: "recommendations" is what is followed.
        model = page_types().get(code) if facet == "type" else None
        words.append(str(capfirst(model._meta.verbose_name_plural)) if model else vocabulary.label(facet, code))
    return ", ".join(words) or _("Everything that is published")


def _told(request: HttpRequest, selection: Selection, page_ids: Sequence[int] | None) -> Followed:
    vocabulary = FeedVocabulary.load()
    frame = feed_frame(selection, vocabulary, event_feed_path(selection, "atom"), SiteSettings.for_request(request))
    events = told_events(selection, page_ids, vocabulary.places)
    areas = [vocabulary.areas[slug] for slug in selection.codes("area") if slug in vocabulary.areas]
    return Followed(
        name_of(selection, vocabulary),
        tuple(sorted(areas, key=lambda area: area.emdn_code)),
        tuple(make_event_feed(frame, selection, events[:NEWEST], vocabulary).entries),
    )
