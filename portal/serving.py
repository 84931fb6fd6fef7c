"""Wagtail's page view, with the page found by its whole address: Wagtail's own routing asks once for each step."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from portal.models import Publication


def find(request: HttpRequest, path: str) -> Page | None:
    """The live page at an address, with its type's fields. None where Wagtail should look for itself."""
    site = Site.find_for_request(request)
    for root in Site.get_site_root_paths() if site else []:
        if root.site_id == site.pk and root.language_code == get_language():
            here = Page.objects.live().filter(url_path=root.root_path + path, alias_of=None)
            found = here.values_list("pk", "content_type_id").first()
            return specific(*found) if found else None
    return None


def specific(pk: int, content_type_id: int) -> Page:
    """The page of that key, as its own type, with what its template shows."""
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    if issubclass(model, Publication):
        return model.objects.for_reading().get(pk=pk)
    return model.objects.select_related("locale").get(pk=pk)


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    page = find(request, path)
    if page:
        # Where Wagtail keeps the page that it has found, for its view and for template tags.
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return views.serve(request, path)
