"""A session ends after four hours without activity. Requests that an open tab sends by itself are no activity."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.models import Revision

from portal.accounts.login import in_readers_language
from portal.moderation.four_eyes import words

ACTIVE_AT = "active_at"
# In seconds: the time of activity is stored at most this often, so that not every request writes to the database.
GRAIN = 60
# Views that an editor's open tab calls by itself: presence of editors, preview, time left.
BY_ITSELF = ("wagtailadmin_editing_sessions:", "portal_session")
PREVIEWS = ("preview_on_edit", "preview_on_add")


class IdleSessions:
    """Middleware that signs out a user whose session has been idle for too long, and notes activity."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return self.get_response(request)
        now = int(time.time())
        if left(request) <= 0:
            logout(request)
            if request.method == "GET" and request.accepts("text/html"):
                messages.info(request, _("You were signed out after four hours without activity."))
            return self.get_response(request)
        response = self.get_response(request)
        # A session that ended meanwhile, or was begun anew, is not touched.
        session = request.session
        if SESSION_KEY in session and _is_activity(request) and now - session.get(ACTIVE_AT, 0) >= GRAIN:
            session[ACTIVE_AT] = now
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Keep the words of a page before an autosave, so that one that changes nothing can be told from activity."""
        if _is_autosave(request) and "page_id" in kwargs:
            request.words_before = _latest_words(kwargs["page_id"])  # type: ignore[attr-defined]


def left(request: HttpRequest) -> int:
    """How many seconds of the session are left if nothing more is done."""
    if SESSION_KEY not in request.session:
        return 0
    now = int(time.time())
    return int(request.session.get(ACTIVE_AT, now)) + settings.SESSION_COOKIE_AGE - now


def _is_activity(request: HttpRequest) -> bool:
    """Whether this request was made by a person, and not by an open tab."""
    match = request.resolver_match
    if match is None or match.view_name.startswith(BY_ITSELF) or match.url_name in PREVIEWS:
        return False
    if _is_autosave(request) and "page_id" in match.kwargs:
        return _latest_words(match.kwargs["page_id"]) != getattr(request, "words_before", None)
    return True


def _is_autosave(request: HttpRequest) -> bool:
    """Whether this is a save by Wagtail's script, which asks for JSON."""
    return request.method == "POST" and not request.accepts("text/html")


def _latest_words(page_id: int) -> Any:
    revision = Revision.page_revisions.filter(object_id=str(page_id)).order_by("-created_at", "-pk").first()
    return words(revision.content) if revision else None


@never_cache
def session_left(request: HttpRequest) -> HttpResponse:
    """For the scripts of an open tab: the seconds left, whose session it is, and a CSRF token for the open form.

    The token is needed after a new sign-in in another tab. A POST is the button “Stay signed in”. A session whose
    account was closed, or got another password, has nothing left.
    """
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return JsonResponse({"left": 0, "user": None, "token": get_token(request)})
    if request.method == "POST":
        request.session[ACTIVE_AT] = int(time.time())
    return JsonResponse({"left": left(request), "user": request.user.pk, "token": get_token(request)})


@in_readers_language
def signed_in(request: HttpRequest) -> HttpResponse:
    """What a sign-in over an open form ends with, until the form's script closes it."""
    return HttpResponse(_("You are signed in."), content_type="text/plain; charset=utf-8")


def _begin(request: HttpRequest, **kwargs: Any) -> None:
    request.session[ACTIVE_AT] = int(time.time())


def connect() -> None:
    """Connect the receiver that notes a sign-in. Called once, when the app is ready."""
    user_logged_in.connect(_begin, dispatch_uid="portal.accounts.idle_timeout")


urlpatterns = [
    path("session/", session_left, name="portal_session"),
    path("session/signed-in/", signed_in, name="portal_signed_in"),
]
