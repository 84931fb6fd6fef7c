"""Feeds over HTTP: the page that lists them, feeds at short addresses, and feeds of any selection."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django import shortcuts
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.views.decorators.http import require_safe

from news.addresses import event_feed_path, feed_path, listed_feeds, selection_at
from news.entries import FeedVocabulary, feed_frame, make_feed
from news.events.event_archive import closed_month, make_archive, with_archive
from news.events.event_entries import make_event_feed
from news.events.event_feed import told_events, told_in
from news.feed_answers import answer
from news.feed_snapshots import AskedFeed
from news.feeds import atom, rss
from news.formats.json_feed import json_feed
from news.schemes import scheme_at
from portal.models import ProductArea, SiteSettings
from portal.publications.translations import active_language
from portal.selections.formats import IdsOf, Render
from portal.selections.selection import Selection

BUILDERS = {"atom": atom, "rss": rss, "json": json_feed}
# Makes the bytes of a feed. The last argument are the pages, newest first, that have the words of the selection; None
# when it has no words, since the database then answers.
Make = Callable[[HttpRequest, AskedFeed, Sequence[int] | None], bytes]


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """The page that lists all feeds."""
    context = {
        "feeds": listed_feeds(active_language(), ProductArea.objects.filter(parent=None)),
        "search_address": settings.BASE_URL + reverse("search:results"),
        "english_url": "" if active_language() == "en" else translate_url(request.path, "en"),
    }
    return shortcuts.render(request, "news/feed_list.html", context)


@require_safe
def feed(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """A feed at its short address: of everything, or of one type. Raises Http404 for an unknown name."""
    return _answer(request, AskedFeed("state", _named(name), format, must_be_listed=True))


@require_safe
def area_feed(request: HttpRequest, area: str, format: str) -> HttpResponse:
    """The feed of one product area at its short address. Raises Http404 for an unknown area."""
    return _answer(request, AskedFeed("state", _of_area(area), format, must_be_listed=True))


@require_safe
def event_feed(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """The event feed of everything, or of one type, at its short address. Raises Http404 for an unknown name."""
    return _answer(request, AskedFeed("events", _named(name), format, must_be_listed=True))


@require_safe
def area_event_feed(request: HttpRequest, area: str, format: str) -> HttpResponse:
    """The event feed of one product area at its short address. Raises Http404 for an unknown area."""
    return _answer(request, AskedFeed("events", _of_area(area), format, must_be_listed=True))


@require_safe
def scheme(request: HttpRequest, name: str) -> HttpResponse:
    """The page that lists the codes of a scheme. Raises Http404 for an unknown name."""
    found = scheme_at(name)
    if found is None:
        raise Http404("No such vocabulary")
    return shortcuts.render(request, "news/scheme.html", {"scheme": found})


def render(kind: str, format: str) -> Render:
    """What makes the selection of the search page into a feed of a kind ("state" or "events") in a format."""

    def rendered(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
        return _answer(request, AskedFeed(kind, selection, format), ids_of)

    return rendered


def _answer(request: HttpRequest, asked: AskedFeed, ids_of: IdsOf | None = None) -> HttpResponse:
    """The feed as it is kept, or built: only then the search engine is asked for the pages that have the words."""
    if asked.kind == "events" and "month" in request.GET:
        if (month := closed_month(request.GET["month"])) is None:
            raise Http404("No such month")
        asked = replace(asked, month=month)

    def build() -> bytes:
        # By its words alone: what has left the selection by another filing is still told of.
        words = Selection(q=asked.selection.q, sort="newest", language=asked.selection.language)
        return BODIES[asked.kind](request, asked, ids_of(words) if ids_of and words.q else None)

    return answer(request, asked, build)


def _state_body(request: HttpRequest, asked: AskedFeed, page_ids: Sequence[int] | None) -> bytes:
    """A state feed (a `Make`)."""
    selection, vocabulary = asked.selection, FeedVocabulary.load()
    own = feed_path(selection, asked.format)
    frame = feed_frame(selection, vocabulary, own, SiteSettings.for_request(request))
    return BUILDERS[asked.format](make_feed(frame, selection, page_ids, vocabulary))


def _event_body(request: HttpRequest, asked: AskedFeed, page_ids: Sequence[int] | None) -> bytes:
    """An event feed, or a month of its archive (a `Make`)."""
    selection, vocabulary, month = asked.selection, FeedVocabulary.load(), asked.month
    own = event_feed_path(selection, asked.format)
    frame = feed_frame(selection, vocabulary, own, SiteSettings.for_request(request))
    if month:
        events = told_in(month, selection, page_ids, vocabulary.places)
        feed = make_archive(frame, selection, events, vocabulary, month)
    else:
        events = told_events(selection, page_ids, vocabulary.places)
        feed = with_archive(make_event_feed(frame, selection, events, vocabulary))
    return BUILDERS[asked.format](feed)


BODIES: dict[str, Make] = {"state": _state_body, "events": _event_body}


def _named(name: str) -> Selection:
    """The selection with this short name. Raises Http404 when there is none."""
    selection = selection_at(name, active_language())
    if selection is None:
        raise Http404("No such feed")
    return selection


def _of_area(area: str) -> Selection:
    return Selection(area=(area,), language=active_language())
