"""Feeds over HTTP: the page that lists them, feeds at short addresses, and feeds of any selection."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from news.addresses import FORMATS, event_feed_path, feed_path, listed_feeds, selection_at
from news.entries import FeedVocabulary, feed_frame, make_feed
from news.event_entries import make_event_feed
from news.event_feed import told_events
from news.feeds import Feed, atom, rss
from news.following import last_change
from news.schemes import scheme_at
from portal.models import ProductArea, SiteSettings
from portal.selections.formats import IdsOf
from portal.selections.selection import Selection

BUILDERS = {"atom": atom, "rss": rss}
MAX_AGE = 60


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """The page that lists all feeds."""
    context = {
        "feeds": listed_feeds(_language(), ProductArea.objects.all()),
        "search_address": settings.BASE_URL + reverse("search:results"),
        "english_url": "" if _language() == "en" else translate_url(request.path, "en"),
    }
    return render(request, "news/feed_list.html", context)


@require_safe
def feed(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """A feed at its short address: of everything, or of one type. Raises Http404 for an unknown name."""
    selection = selection_at(name, _language())
    if selection is None:
        raise Http404("No such feed")
    return answer(request, selection, None, format, self_path=feed_path(selection, format))


@require_safe
def area_feed(request: HttpRequest, area: str, format: str) -> HttpResponse:
    """The feed of one product area at its short address. Raises Http404 for an unknown area."""
    vocabulary = FeedVocabulary.load()
    if area not in vocabulary.areas:
        raise Http404("No such product area")
    selection = Selection(area=(area,), language=_language())
    return answer(request, selection, None, format, feed_path(selection, format), vocabulary)


@require_safe
def event_feed(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """The event feed of everything, or of one type, at its short address. Raises Http404 for an unknown name."""
    selection = selection_at(name, _language())
    if selection is None:
        raise Http404("No such feed")
    return answer_events(request, selection, None, format)


@require_safe
def area_event_feed(request: HttpRequest, area: str, format: str) -> HttpResponse:
    """The event feed of one product area at its short address. Raises Http404 for an unknown area."""
    if not ProductArea.objects.filter(slug=area).exists():
        raise Http404("No such product area")
    return answer_events(request, Selection(area=(area,), language=_language()), None, format)


@require_safe
def scheme(request: HttpRequest, name: str) -> HttpResponse:
    """The page that lists the codes of a scheme. Raises Http404 for an unknown name."""
    found = scheme_at(name)
    if found is None:
        raise Http404("No such vocabulary")
    return render(request, "news/scheme.html", {"scheme": found})


@gzip_page
def answer_events(
    request: HttpRequest, selection: Selection, page_ids: Sequence[int] | None, format: str
) -> HttpResponse:
    """The event feed of a selection, or 304 when the reader has it already.

    It has an ETag and no Last-Modified: what may be told of an old event can change without a new event.
    """
    vocabulary = FeedVocabulary.load()
    events = told_events(selection, page_ids, vocabulary.places)
    frame = feed_frame(selection, vocabulary, event_feed_path(selection, format), SiteSettings.for_request(request))
    return _conditional(request, make_event_feed(frame, selection, events, vocabulary), format)


@gzip_page
def answer(
    request: HttpRequest,
    selection: Selection,
    page_ids: Iterable[int] | None,
    format: str,
    self_path: str = "",
    vocabulary: FeedVocabulary | None = None,
) -> HttpResponse:
    """The selection as a feed, or 304 when the reader has it already (RFC 9110, conditional requests).

    `page_ids` are the pages found by the search engine; None leaves it to the database. The ETag is made of every byte.
    Last-Modified is the time of any change in the feed's languages, so that also an entry that leaves the selection is
    noticed.
    """
    vocabulary = vocabulary or FeedVocabulary.load()
    own = self_path or f"{reverse('search:results')}?{selection.query_string(format=format)}"
    frame = feed_frame(selection, vocabulary, own, SiteSettings.for_request(request))
    feed = make_feed(frame, selection, page_ids, vocabulary)
    changed = last_change(selection)
    return _conditional(request, feed, format, modified=int(changed.timestamp()) if changed else None)


def _conditional(request: HttpRequest, feed: Feed, format: str, modified: int | None = None) -> HttpResponse:
    """The feed in a format, or 304. `modified` is the time of its last change, in seconds since 1970."""
    body = BUILDERS[format](feed)
    response = HttpResponse(body, content_type=f"{FORMATS[format].media_type}; charset=utf-8")
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response


def render_atom(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The selection of the search page as Atom (a `Render` of portal.selections.formats)."""
    return answer(request, selection, _with_words(selection, ids_of), "atom")


def render_rss(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The selection of the search page as RSS (a `Render` of portal.selections.formats)."""
    return answer(request, selection, _with_words(selection, ids_of), "rss")


def render_event_atom(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The events of the search page's selection as Atom (a `Render` of portal.selections.formats)."""
    return answer_events(request, selection, _with_words(selection, ids_of), "atom")


def render_event_rss(request: HttpRequest, selection: Selection, ids_of: IdsOf) -> HttpResponse:
    """The events of the search page's selection as RSS (a `Render` of portal.selections.formats)."""
    return answer_events(request, selection, _with_words(selection, ids_of), "rss")


def _with_words(selection: Selection, ids_of: IdsOf) -> Sequence[int] | None:
    """The newest pages that have the words of the selection; None when it has no words, since the database then
    answers.
    """
    return ids_of(replace(selection, sort="newest")) if selection.q else None


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]
