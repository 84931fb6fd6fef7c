"""Feeds at EMDN codes: /floden/Z.atom has every product area whose code is Z, or below Z in the nomenclature.

Partners who file by EMDN need no list of this portal's own names. The answer is the feed of the areas themselves, so
that it is made and kept only once.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from news.addresses import search_format
from news.feed_pages import about
from news.former_areas import closed, moved
from news.models import FormerArea
from portal.models import ProductArea
from portal.publications.translations import active_language
from portal.selections.formats import render_format
from portal.selections.selection import Selection


def areas_at(code: str) -> list[ProductArea]:
    """The product areas at a code and below it, in the order of their codes, without the parts of one that is there.

    A level of EMDN is a letter, or a letter with pairs of digits: only such a code has others below it.
    """
    found = list(ProductArea.objects.filter(_at(code)).order_by("emdn_code"))
    whole = {area.pk for area in found}
    return [area for area in found if area.parent_id not in whole]


def _at(code: str) -> Q:
    is_level = len(code) % 2 == 1
    return Q(emdn_code__istartswith=code) if is_level else Q(emdn_code__iexact=code)


def _at_code(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the selection of a code's product areas.

    A code in small letters is redirected to its own spelling, and one that an area had before to the area. An unknown
    one is answered with 404 and the nearest code that is known.
    """

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, code: str, **kwargs: str) -> HttpResponse:
        if code != code.upper():
            match: Any = request.resolver_match
            return HttpResponsePermanentRedirect(reverse(match.view_name, kwargs={"code": code.upper(), **kwargs}))
        if areas := areas_at(code):
            selection = Selection(area=tuple(area.slug for area in areas), language=active_language())
            return view(request, code, selection, **kwargs)
        former = FormerArea.objects.filter(_at(code)).order_by("-pk").first()
        if former:
            return moved(request, former) or closed(request, former, **kwargs)
        return _unknown(request, code)

    return answered


@_at_code
def emdn_feed(request: HttpRequest, code: str, selection: Selection, format: str) -> HttpResponse:
    """The state feed of a code."""
    return _feed(request, selection, search_format("state", format))


@_at_code
def emdn_event_feed(request: HttpRequest, code: str, selection: Selection, format: str) -> HttpResponse:
    """The event feed of a code."""
    return _feed(request, selection, search_format("events", format))


@_at_code
def emdn_page(request: HttpRequest, code: str, selection: Selection) -> HttpResponse:
    """The page about the feeds of a code."""
    return about(
        request,
        selection,
        event_path=partial(_path, "news:emdn_event_feed", code),
        state_path=partial(_path, "news:emdn_feed", code),
        emdn_code=code,
    )


def _feed(request: HttpRequest, selection: Selection, name: str) -> HttpResponse:
    """The selection in a format of the search page, which has no words to be searched for."""
    if (render_feed := render_format(name)) is None:
        raise Http404("No such format")
    return render_feed(request, selection, lambda _selection: ())


def _path(name: str, code: str, format: str) -> str:
    return reverse(name, kwargs={"code": code, "format": format})


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    """404 in words, with the areas of the longest beginning of the code that is known."""
    beginnings = (code[:end] for end in range(len(code) - 1, 0, -1))
    nearest = next((areas for beginning in beginnings if (areas := areas_at(beginning))), [])
    return render(request, "news/unknown_emdn.html", {"code": code, "nearest": nearest}, status=404)
