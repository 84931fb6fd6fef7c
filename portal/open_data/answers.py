"""What every answer with data has: licence, ETag, CORS, and errors as problem documents (RFC 9457)."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from portal.models import SiteSettings
from portal.outbox.changes import newest
from portal.site.stale_if_error import RETRY_AFTER, is_outage

logger = logging.getLogger(__name__)

MAX_AGE = 60
METHODS = "GET, HEAD, OPTIONS"
PROBLEM = "application/problem+json"
# Part of every ETag: raise it when the form of the answers changes.
FORM = 2
View = Callable[..., HttpResponseBase]


class Problem(Exception):
    """Raised for what can't be answered. It becomes a problem document; `more` are its further members."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """A problem document (RFC 9457). `detail` says in a sentence what is wrong with this request."""
    title = HTTPStatus(status).phrase
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JsonResponse(document, status=status, content_type=PROBLEM)


def data_answer(content: bytes | str, media_type: str) -> HttpResponse:
    """An answer with data, of one media type."""
    return HttpResponse(content, content_type=media_type)


def json_answer(value: Any, media_type: str = "application/json") -> HttpResponse:
    """A value as JSON, in UTF-8 as RFC 8259 asks."""
    text = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":")).encode(value)
    return data_answer(text, media_type)


def readers_language(request: HttpRequest) -> str:
    """The language that the reader asks for (Accept-Language), else the site's first."""
    return get_language_from_request(request).split("-")[0]


def rights_of(request: HttpRequest) -> Mapping[str, Any]:
    """How the data may be used, for the top of every answer."""
    site = SiteSettings.for_request(request)
    licence = {"name": site.data_licence, "url": site.data_licence_url or None}
    return {"publisher": site.organisation, "licence": licence, "rights": site.rights}


def tag_of(request: HttpRequest) -> str:
    """The ETag of what the request asks for: another after any change of what readers see.

    It is made from the newest change (portal.outbox.changes), so that it costs one query and not the whole answer.
    """
    asked = [request.get_full_path(), *(request.headers.get(name, "") for name in ("Accept", "Accept-Language"))]
    parts = (FORM, settings.BASE_URL, newest(), *asked)
    return f'"{hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def answered(view: View) -> View:
    """Wrap a view of open data: GET and HEAD alone, 304 where nothing has changed, every error as a problem document.

    Unlike a page it is the same for everybody, so it reads no cookie.
    """

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = _answer(view, request, *args, **kwargs)
        except Exception as error:
            response = _told(error)
            # Where the format is negotiated, a refusal is in one of the formats as well.
            patch_vary_headers(response, ["Accept"])
        return _with_headers(request, response)

    return wrapped


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return _allowed(HttpResponse(status=204))
    if request.method not in ("GET", "HEAD"):
        return _allowed(problem(405, f"The method is not allowed here. These are: {METHODS}."))
    # The server sends no body with the answer to HEAD.
    request.method = "GET"
    tag = tag_of(request)
    known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    if tag in known:
        response: HttpResponseBase = HttpResponse(status=304)
        response["ETag"] = tag
        return response
    packed: Any = gzip_page(view)(request, *args, **kwargs)
    if packed.status_code != 200:
        return packed
    if "ETag" not in packed.headers:
        packed["ETag"] = f"W/{tag}" if packed.headers.get("Content-Encoding") else tag
    answer = get_conditional_response(request, etag=packed["ETag"], response=packed) or packed
    return problem(412, "The answer is not the one that If-Match names.") if answer.status_code == 412 else answer


def _allowed(response: HttpResponse) -> HttpResponse:
    response["Allow"] = METHODS
    return response


def _told(error: Exception) -> HttpResponse:
    match error:
        case Problem():
            return problem(error.status, error.detail, **error.more)
        case Http404():
            return problem(404, "There is nothing at this address.")
    logger.exception("Open data could not be given")
    if is_outage(error):
        response = problem(503, "The portal is out of order for the moment. Ask again in a minute.")
        response["Retry-After"] = str(RETRY_AFTER)
        patch_cache_control(response, no_store=True)
        return response
    response = problem(500, "Something went wrong in the portal. It has been noted.")
    patch_cache_control(response, no_store=True)
    return response


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link, Location"
    if "Cache-Control" not in response.headers:
        patch_cache_control(response, public=True, max_age=MAX_AGE)
    if response.status_code < 500 and (url := _licence_url(request)):
        links = [response.headers.get("Link", ""), f'<{url}>; rel="license"']
        response["Link"] = ", ".join(filter(None, links))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _licence_url(request: HttpRequest) -> str:
    """The address of the licence, if it can be said in a header; empty when the settings can't be read."""
    try:
        url = str(SiteSettings.for_request(request).data_licence_url)
    except Exception:
        return ""
    return url if url.isascii() and not set(url) & set("<>\r\n") else ""
