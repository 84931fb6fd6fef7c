"""Redirects made by hand (wagtail.contrib.redirects). They work at addresses where no public page stands."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from portal.addresses.resolver import Here, Moved, answer_at, url_path_of
from portal.publications.visibility import open_to_all

# So many redirects in a row are followed here, so that the reader's browser makes only one step.
MOST_STEPS = 5


class Redirects(MiddlewareMixin):
    """Middleware in place of Wagtail's own: a redirect does not work while its target is not public, nor in a
    circle.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Replace a 404 or 410 by a redirect where there is one, or where the page moved and only the last slash
        is missing.
        """
        if response.status_code not in (404, 410):
            return response
        path = request.get_full_path()
        if (redirect := _by_hand(request, path)) and (target := _target(redirect, request, MOST_STEPS)):
            kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
            return kind(target)
        if not request.path.endswith("/") and (target := _with_slash(request)):
            return HttpResponsePermanentRedirect(target)
        return response


def _by_hand(request: HttpRequest, path: str) -> Redirect | None:
    """The redirect for an address: with its parameters, else without them."""
    for asked in dict.fromkeys((path, urlsplit(path).path)):
        normal = Redirect.normalise_path(asked, decode_unicode=False)
        if found := get_redirect(request, normal):
            return found
    return None


def _target(redirect: Redirect, request: HttpRequest, steps: int) -> str | None:
    """The address where the reader ends up; None when nothing public is there or the redirects go in a circle."""
    if redirect.redirect_page_id:
        page = open_to_all(Page.objects).filter(pk=redirect.redirect_page_id).first()
        # Not to a secret case: the address that leads to it may name the product.
        return redirect.link if page and not getattr(page.specific, "is_secret", False) else None
    link = redirect.redirect_link
    parts = urlsplit(link)
    if not link or parts.netloc not in ("", request.get_host()):
        return link or None
    return _on_this_site(link, parts, request, steps)


def _on_this_site(link: str, parts: Any, request: HttpRequest, steps: int) -> str | None:
    if not _is_page(parts.path):
        return link
    answer = answer_at(url_path_of(parts.path) or "", request)
    match answer:
        case Here(page) if not page.is_closed:
            return link
        case Moved(url):
            return url
    further = _by_hand(request, parts.path) if steps else None
    return _target(further, request, steps - 1) if further else None


def _is_page(path: str) -> bool:
    try:
        return resolve(path).url_name == "wagtail_serve"
    except Resolver404:
        return False


def _with_slash(request: HttpRequest) -> str | None:
    """Where the page moved that was at this address with a slash at its end; None when none was.

    The reader gets there in one step, and is not first sent to the address with the slash.
    """
    if not _is_page(f"{request.path}/"):
        return None
    answer = answer_at(url_path_of(f"{request.path}/") or "", request)
    if not isinstance(answer, Moved):
        return None
    query = request.META.get("QUERY_STRING", "")
    return f"{answer.url}?{query}" if query else answer.url
