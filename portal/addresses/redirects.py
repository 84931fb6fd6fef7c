"""Redirects that administrators make by hand (wagtail.contrib.redirects), for addresses where no public page stands."""

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

# A redirect to an address that is redirected by hand, too, is followed so far: the reader goes there in one hop.
MOST_STEPS = 5


class Redirects(MiddlewareMixin):
    """In place of Wagtail's own: a redirect rests while what it leads to is not public, and never leads in a circle."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
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
    """The redirect for an address, with its parameters or else without them."""
    for asked in dict.fromkeys((path, urlsplit(path).path)):
        normal = Redirect.normalise_path(asked, decode_unicode=False)
        if found := get_redirect(request, normal):
            return found
    return None


def _target(redirect: Redirect, request: HttpRequest, steps: int) -> str | None:
    """Where the reader ends up; None where nothing public is, and where the redirect leads in a circle."""
    if redirect.redirect_page_id:
        page = open_to_all(Page.objects).filter(pk=redirect.redirect_page_id).first()
        # The address from which it leads may name what the case may not.
        return redirect.link if page and not getattr(page.specific, "is_secret", False) else None
    link = redirect.redirect_link
    parts = urlsplit(link)
    if not link or parts.netloc not in ("", request.get_host()):
        return link or None
    return _on_this_site(link, parts, request, steps)


def _on_this_site(link: str, parts: Any, request: HttpRequest, steps: int) -> str | None:
    if not _is_page(parts.path):
        return link
    answer = answer_at(url_path_of(parts.path, request) or "", request)
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
    """Where the page moved that was at the address with a slash after it: one hop, not first the slash."""
    if not _is_page(f"{request.path}/"):
        return None
    answer = answer_at(url_path_of(f"{request.path}/", request) or "", request)
    if not isinstance(answer, Moved):
        return None
    query = request.META.get("QUERY_STRING", "")
    return f"{answer.url}?{query}" if query else answer.url
