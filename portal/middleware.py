"""Response headers of everything that is public: what a browser may load, and how long an answer may be kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PUBLIC_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
ADMIN_PREFIXES = ("/admin/", "/django-admin/")


# What is taken back is gone from every cache within a minute; browsers ask each time.
KEPT_OUTSIDE = "max-age=0, s-maxage=60"


class PublicHeaders:
    """Send these with public pages; Wagtail's admin needs inline scripts and styles, and says itself what is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(ADMIN_PREFIXES):
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
