"""Response headers that keep readers' browsers on this site."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

PUBLIC_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
# What a form that anyone may fill in can sensibly hold.
MOST_FOR_STRANGERS = 2**16
ADMIN_PREFIXES = ("/admin/", "/django-admin/")


class PublicHeaders:
    """Send a strict content security policy with public pages; Wagtail's admin needs inline scripts and styles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(ADMIN_PREFIXES):
            response.headers.setdefault("Content-Security-Policy", PUBLIC_POLICY)
        return response


class SmallForStrangers:
    """Take large requests only in the admin and from people who are logged in, before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length") or "0"
        is_large = length.isdecimal() and int(length) > MOST_FOR_STRANGERS
        if is_large and not (request.path.startswith(ADMIN_PREFIXES) and request.user.is_authenticated):
            raise RequestDataTooBig("Only people who are logged in may send this much.")
        return self.get_response(request)
