"""Wagtail's page view, with the page found by its whole address: Wagtail's own routing asks once for each step."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from portal.frame import Frame, frame_of
from portal.keeping import keep, kept, kept_key
from portal.links import looked_up_for
from portal.models import Publication
from portal.visibility import restrictions_on

# What finding a page, keeping it and linking to it needs.
SHOWN = (
    *("title", "url_path", "depth", "path", "translation_key", "content_type", "locale", "alias_of"),
    *("live_revision", "last_published_at"),
)


def find(frame: Frame, path: str) -> tuple[Any, list[Any]] | None:
    """The live page at an address and its public translations; None where Wagtail should look for itself."""
    for root in Site.get_site_root_paths():
        if root.site_id == frame.site.pk and root.language_code == get_language():
            return _at(root.root_path + path)
    return None


def _at(url_path: str) -> tuple[Any, list[Any]] | None:
    # The database keeps an index of slugs, not of addresses, which end with them.
    slug = url_path.rstrip("/").rpartition("/")[2]
    here = Page.objects.live().filter(slug=slug, url_path=url_path, alias_of=None)
    same = Page.objects.live().filter(translation_key__in=here.values("translation_key"), alias_of=None)
    closed = Exists(restrictions_on(OuterRef("path")))
    pages: list[Any] = list(same.annotate(is_closed=closed).select_related("locale").only(*SHOWN))
    for page in pages:
        if page.url_path == url_path:
            return page, [other for other in pages if other is not page and not other.is_closed]
    return None


def specific(pk: int, content_type_id: int) -> Any:
    """The page of that key, as its own type, with what its template shows."""
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    if issubclass(model, Publication):
        return model.objects.for_reading().get(pk=pk)
    return model.objects.select_related("locale").get(pk=pk)


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    frame = frame_of(request, get_language() or settings.LANGUAGE_CODE)
    found = find(frame, path) if frame else None
    if frame is None or found is None:
        return views.serve(request, path)
    page, translations = found
    key = kept_key(request, frame, page)
    if key and (as_before := kept(key)):
        return as_before
    served = _hand_over(request, frame, page, translations)
    with looked_up_for(served):
        response: Any = views.serve(request, path)
        if isinstance(response, TemplateResponse):
            response.render()
    return keep(key, response) if key else response


def _hand_over(request: HttpRequest, frame: Frame, page: Any, translations: list[Any]) -> Any:
    """Put what was found where Wagtail and the templates look for it. Returns the page."""
    served = specific(page.pk, page.content_type_id)
    served.is_known_open = not page.is_closed
    request._wagtail_site = frame.site  # type: ignore[attr-defined]
    request._wagtail_route_for_request = RouteResult(served)  # type: ignore[attr-defined]
    request.page_translations = translations  # type: ignore[attr-defined]
    return served
