"""What readers get while the database does not answer: a page as it last was, marked as such, or a calm 503.

The pattern is stale-if-error (RFC 5861, section 4). The copies stand in the cache "copies", which all processes
share and which must not be the database. What is taken back is deleted there before that is confirmed.
"""

import gzip
import hashlib
import logging
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError, transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.defaults import server_error as ordinary_error
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.models import Publication, PublicationEvent

logger = logging.getLogger(__name__)

# The longest that a copy is given out, in seconds.
LONGEST = 3600
# A copy that still reads the same is written again after so long.
RENEWED = 600
MOST_BYTES = 2 * 2**20
MOST_REMEMBERED = 5000
RETRY_AFTER = 60
ALL = "everything"
# Beside the admin: data, which programs read. A program waits and asks again, and is not to take old data for new.
NOT_KEPT = ("/admin/", "/data/", "/id/")
Kind = PublicationEvent.Kind
# These take something away that other pages may name; the others leave only the page's own copy behind the times.
TAKEN_BACK = {Kind.WITHDRAWN, Kind.REPLACED, Kind.MOVED}
# The database answers: what was asked of it makes no sense.
_ANSWERED = (IntegrityError, DataError, ProgrammingError)
_MAIN = re.compile(rb"<main\b[^>]*>")


class StaleIfError:
    """Middleware that keeps a copy of each public page as it is rendered for somebody who is not logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Key, and whether it was packed → what was written last, and when: most readers see what the copy has already.
        self.written: dict[tuple[str, bool], tuple[bytes, float]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.time()
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _may_be_kept(request, response):
            self.keep(request, response, began)
        return response

    def keep(self, request: HttpRequest, response: HttpResponse, began: float) -> None:
        """Write the copy, dated by the beginning of the request: what was read may be as old as that."""
        packed = response.headers.get("Content-Encoding") == "gzip"
        key, digest = _key(request), hashlib.sha256(response.content).digest()
        before, at = self.written.get((key, packed), (b"", 0.0))
        if before == digest and began - at < RENEWED:
            return
        content = gzip.decompress(response.content) if packed else response.content
        if len(content) > MOST_BYTES:
            return
        copy = {"content": content, "type": response.headers["Content-Type"], "at": began, "path": request.path}
        try:
            caches["copies"].set(key, copy, LONGEST)
        except Exception as error:
            logger.warning("No copy of %s could be kept: %s", request.path, error)
            return
        if len(self.written) >= MOST_REMEMBERED:
            self.written.clear()
        self.written[key, packed] = digest, began


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """What anyone may read at a public address, rendered for somebody who is not logged in."""
    said = response.headers.get("Cache-Control", "")
    return (
        request.method == "GET"
        and response.status_code == 200
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not _asks_for_a_part(request)
        and not response.cookies
        and not request.path.startswith(NOT_KEPT)
        and "Content-Disposition" not in response.headers
        and not any(word in said for word in ("private", "no-store"))
    )


def _asks_for_a_part(request: HttpRequest) -> bool:
    """Whether htmx asks for what changes on a page: no copy of the page, and nowhere to say that it may be old."""
    return request.headers.get("HX-Request") == "true"


def _key(request: HttpRequest) -> str:
    parts = (request.scheme, request.get_host(), request.get_full_path())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500: where the database is what failed, the copy or a 503; else the ordinary page."""
    if not is_outage(sys.exc_info()[1]):
        return ordinary_error(request)
    in_part = _asks_for_a_part(request)
    if request.method in ("GET", "HEAD") and not in_part and (copy := _copy_of(request)):
        return _marked(copy)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    if in_part:
        # htmx shows no answer that is an error; it loads the whole page, which may have a copy.
        response["HX-Redirect"] = request.get_full_path()
    patch_cache_control(response, no_store=True)
    return response


def is_outage(error: BaseException | None) -> bool:
    """Whether the error, or what it came from, is a database that does not answer."""
    while error is not None:
        if isinstance(error, DatabaseError | InterfaceError) and not isinstance(error, _ANSWERED):
            return True
        error = error.__cause__ or error.__context__
    return False


def _copy_of(request: HttpRequest) -> dict[str, Any] | None:
    try:
        copy: dict[str, Any] | None = caches["copies"].get(_key(request))
        if copy is None:
            return None
        # Who began to render before something was taken back may have written afterwards.
        changed = caches["copies"].get_many([ALL, copy["path"]]).values()
    except Exception as error:
        logger.warning("The copy of %s could not be read: %s", request.path, error)
        return None
    return copy if all(copy["at"] > at for at in changed) else None


def _marked(copy: dict[str, Any]) -> HttpResponse:
    content, moment = copy["content"], datetime.fromtimestamp(copy["at"], UTC)
    if copy["type"].startswith("text/html"):
        note = render_to_string("components/stale_banner.html", {"moment": moment}).encode()
        content = _MAIN.sub(lambda main: main[0] + note, content, count=1)
    response = HttpResponse(content, content_type=copy["type"])
    response["Age"] = str(max(0, int(time.time() - copy["at"])))
    patch_cache_control(response, no_store=True)
    return response


# Taking copies away.


def forget(path: str = ALL) -> None:
    """Give out no copy that was made before now: of one address, or of any."""
    try:
        if path == ALL:
            caches["copies"].clear()
        caches["copies"].set(path, time.time(), 2 * LONGEST)
    except Exception:
        # The change itself goes on. No copy outlives the hour.
        logger.exception("Copies of %s could not be deleted", path)


def _forget_for_good(path: str = ALL) -> None:
    """Now, so that nothing is confirmed before; and once more when everybody reads the new state."""
    forget(path)
    transaction.on_commit(lambda: forget(path))


def _on_event(instance: PublicationEvent, **kwargs: Any) -> None:
    if instance.kind in TAKEN_BACK or instance.data.get("is_abridged") or _is_renamed(instance):
        _forget_for_good()
        return
    page = Page.objects.filter(pk=instance.page_id).select_related("locale").first()
    if page and (parts := page.get_url_parts()):
        _forget_for_good(parts[2])


def _is_renamed(event: PublicationEvent) -> bool:
    """Whether lists and other pages know the publication by another title, which may have been taken back."""
    before = PublicationEvent.objects.filter(page_id=event.page_id, pk__lt=event.pk).order_by("-pk").first()
    return before is not None and before.title != event.title


def _on_publish(instance: Page, **kwargs: Any) -> None:
    """Plain pages and start pages have no events. They change seldom, and menus everywhere name them."""
    if not isinstance(instance.specific, Publication):
        _forget_for_good()


def _on_change(**kwargs: Any) -> None:
    _forget_for_good()


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    post_save.connect(_on_event, sender=PublicationEvent, dispatch_uid="portal.copies_event")
    page_published.connect(_on_publish, dispatch_uid="portal.copies_published")
    for signal in (page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_on_change, dispatch_uid="portal.copies_page")
    for change in (post_save, post_delete):
        change.connect(_on_change, sender=PageViewRestriction, dispatch_uid="portal.copies_restriction")
