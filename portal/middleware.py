"""Response headers of everything that is public: what a browser may load, and how long an answer may be kept."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from portal.permissions.page_permissions import viewer

PUBLIC_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
# What a form that anyone may fill in can sensibly hold.
MOST_FOR_STRANGERS = 2**16
# Its sign-in is opened over a form in a frame (portal/static/js/sign_in.js): of the portal alone (CSP level 3).
ADMIN_POLICY = "frame-ancestors 'self'"
ADMIN_PREFIXES = ("/admin/", "/django-admin/")


# What is taken back is gone from every cache within a minute; browsers ask each time.
KEPT_OUTSIDE = "max-age=0, s-maxage=60"


class PublicHeaders:
    """Send these with public pages; Wagtail's admin needs inline scripts and styles, and says itself what is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIXES):
            response.headers.setdefault("Content-Security-Policy", ADMIN_POLICY)
        else:
            response.headers.setdefault("Content-Security-Policy", PUBLIC_POLICY)
            response.headers.setdefault("Cache-Control", _kept(request, response))
        return response


def _kept(request: HttpRequest, response: HttpResponse) -> str:
    """How long caches may keep it: a permanent redirect for no time, as the old address may be a page's again."""
    if response.status_code in (301, 308):
        return "no-cache"
    if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
        return "max-age=0, private"
    return KEPT_OUTSIDE


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


class Viewer:
    """Let pages know who looks at them in the admin, until its answer is rendered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ADMIN_PREFIXES):
            return self.get_response(request)
        token = viewer.set(request.user)
        try:
            return self.get_response(request)
        finally:
            viewer.reset(token)
