"""Wagtail's page view, with the page found by its whole address: Wagtail's own routing asks once for each step."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from wagtail import views
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from portal.addresses.resolver import Gone, Here, Moved, answer_at
from portal.models import Publication
from portal.publications.page_links import looked_up_for
from portal.site.page_cache import keep, kept, kept_key
from portal.site.site_frame import Frame, frame_of


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer an address of the page tree: the page, 301, 410 or Http404. `path` is the address without its language."""
    frame = frame_of(request, get_language() or settings.LANGUAGE_CODE)
    url_path = _place(frame, path) if frame else None
    answer = answer_at(url_path, request) if url_path else None
    match answer:
        case Here(page, translations):
            return _page(request, frame, page, translations)
        case Moved(url):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
        case Gone():
            return render(request, "410.html", {"gone": answer}, status=410)
    raise Http404("No such page")


def _place(frame: Frame, path: str) -> str | None:
    for root in Site.get_site_root_paths():
        if root.site_id == frame.site.pk and root.language_code == get_language():
            return str(root.root_path) + path
    return None


def _page(request: HttpRequest, frame: Any, page: Any, translations: list[Any]) -> HttpResponseBase:
    key = kept_key(request, frame, page)
    if key and (as_before := kept(key)):
        return as_before
    served = _hand_over(request, frame, page, translations)
    with looked_up_for(served):
        response: Any = views.serve(request, request.path)
        if isinstance(response, TemplateResponse):
            response.render()
    return keep(key, response) if key else response


def specific(pk: int, content_type_id: int) -> Any:
    """The page of that key, as its own type, with what its template shows."""
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    if issubclass(model, Publication):
        return model.objects.for_reading().get(pk=pk)
    return model.objects.select_related("locale").get(pk=pk)


def _hand_over(request: HttpRequest, frame: Frame, page: Any, translations: list[Any]) -> Any:
    """Put what was found where Wagtail and the templates look for it. Returns the page."""
    served = specific(page.pk, page.content_type_id)
    served.is_known_open = not page.is_closed
    request._wagtail_site = frame.site  # type: ignore[attr-defined]
    request._wagtail_route_for_request = RouteResult(served)  # type: ignore[attr-defined]
    request.page_translations = translations  # type: ignore[attr-defined]
    return served
