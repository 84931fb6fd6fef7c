"""A feed as an answer over HTTP: conditional requests, gzip and how long caches may have it (RFC 9110, RFC 9111)."""

import re
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import gettext as _

from news import build_limit
from news.addresses import FORMATS
from news.feed_snapshots import AskedFeed, Build, FeedNow, Known, held

# In seconds. A shared cache is never more than 60 seconds behind a withdrawal: it counts from the answer, and the
# answer may have been read from the database some seconds before.
MAX_AGE = 50
# The bytes packed with gzip are another representation, and so have an ETag of their own (RFC 9110, 8.8.3).
PACKED = "-gzip"
_ETAG = re.compile(r'(?:W/)?"([0-9a-f]{32})(-gzip)?"')
_NO = re.compile(r"q=0(\.0*)?")


def answer(request: HttpRequest, asked: AskedFeed, build: Build) -> HttpResponse:
    """The feed; or 304 when the reader has it, or 429 when the reader has had too many feeds built.

    Raises Http404 as `held` does.
    """
    known = known_to(request)
    try:
        found = held(asked, known, build, partial(build_limit.count, request))
    except build_limit.TooMany as refusal:
        return _too_many(refusal)
    etag = f'"{found.etag}{PACKED if known.gzip else ""}"'
    response = _whole(found, asked.format, etag)
    if known.gzip:
        response["Content-Encoding"] = "gzip"
    given = get_conditional_response(request, etag=etag, last_modified=found.modified, response=response)
    return given or response


def _whole(found: FeedNow, format: str, etag: str) -> HttpResponse:
    response = HttpResponse(found.content or b"", content_type=f"{FORMATS[format].media_type}; charset=utf-8")
    response["ETag"] = etag
    if found.modified is not None:
        response["Last-Modified"] = http_date(found.modified)
    patch_cache_control(response, public=True, max_age=MAX_AGE, must_revalidate=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def known_to(request: HttpRequest) -> Known:
    """What the reader says that it has of what it asks for. If-Modified-Since counts only where there is no
    If-None-Match (RFC 9110, 13.1.3), as in Django's get_conditional_response, which decides.
    """
    packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    etags = parse_etags(request.headers.get("If-None-Match", ""))
    ours = [match for etag in etags if (match := _ETAG.fullmatch(etag))]
    since = None if etags else parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return Known(tuple(match[1] for match in ours if bool(match[2]) == packed), since, packed)


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a reader that sends this Accept-Encoding wants gzip: it is named, and not with the weight 0."""
    for coding in accept_encoding.lower().split(","):
        name, *weight = (part.strip() for part in coding.split(";"))
        if name in ("gzip", "x-gzip"):
            return not (weight and _NO.fullmatch(weight[0]))
    return False


def _too_many(refusal: build_limit.TooMany) -> HttpResponse:
    words = _("Too many different feeds were asked for. Try again in %(seconds)s seconds.")
    told = words % {"seconds": refusal.seconds}
    response = HttpResponse(f"{told}\n", status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(refusal.seconds)
    patch_cache_control(response, no_store=True)
    return response
