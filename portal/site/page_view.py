"""Wagtail's page view with another first step: the page is found by its whole address, not from parent to child.

Wagtail's `Page.route_for_request` asks for the site, the language and the start page (three queries in Swedish, four in
English, which take as long as a kept page in all) before any page can say how to go on, then once for each part of the
address. Here one query finds the page, what it is closed by, its translations and the newest change. From there on all
is Wagtail's own: the page routes itself, the hooks of its view decide, `Page.serve` renders.
"""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.views import serve_chain

from portal.addresses.resolver import Gone, Here, Moved, answer_at, url_path_of
from portal.models import Publication
from portal.publications.page_links import looked_up_for
from portal.site.page_cache import keep, kept, kept_key
from portal.site.site_frame import frame_of


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer an address with its page, where it moved, that it is gone, or as any address with nothing behind it.

    `path`, which Wagtail's pattern hands over, has no language before it; the whole address says the same and more.
    """
    url_path = url_path_of(request.path_info, request)
    answer = answer_at(url_path, request) if url_path else None
    key = kept_key(request, answer.page) if isinstance(answer, Here) else None
    if key and (as_before := kept(key)):
        return as_before
    if frame_of(request, get_language() or settings.LANGUAGE_CODE) is None:
        raise Http404("No such site")
    match answer:
        case Here():
            response = _page(request, answer)
            return keep(key, response) if key else response
        case Moved(url):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
        case Gone():
            return render(request, "410.html", {"gone": answer}, status=410)
    raise Http404("No such page")


def _page(request: HttpRequest, here: Here) -> HttpResponseBase:
    page = specific(here.page.pk, here.page.content_type_id)
    page.is_known_open = not here.page.is_closed
    request.page_translations = here.translations  # type: ignore[attr-defined]
    # What the page tells machines is for everyone; no draft and no page for some readers only comes by here with it.
    request.shows_open_page = page.is_known_open  # type: ignore[attr-defined]
    with looked_up_for(page):
        response = _served(page, request)
        return response.render() if isinstance(response, TemplateResponse) else response


def specific(pk: int, content_type_id: int) -> Any:
    """The page of that key, as its own type, with what its template shows."""
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    if issubclass(model, Publication):
        return model.objects.for_reading().get(pk=pk)
    return model.objects.select_related("locale").get(pk=pk)


def _served(page: Any, request: HttpRequest) -> HttpResponseBase:
    """What `wagtail.views.serve` does with the page that it has found."""
    page, args, kwargs = page.route(request, [])
    for hook in hooks.get_hooks("before_serve_page"):
        if isinstance(answer := hook(page, request, args, kwargs), HttpResponse):
            return answer
    serve_page = serve_chain
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        serve_page = hook(serve_page)
    response: HttpResponseBase = serve_page(page, request, args, kwargs)
    return response
