"""Refusals in words: what could not be done, why, and what to do now, told to the user who tried."""

from contextlib import suppress
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponseBase, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import bad_request, page_not_found

from portal.files.storage import NoRoom

# In bytes: how much of a refused request is read to its end, and in pieces of what size.
MOST_READ, PART = 2**28, 2**16


class Refused(Exception):
    """Raised when something can't be done as things are. Its text, in the user's language, says why and what to do."""

    def in_html(self) -> str:
        """The text as HTML, which may hold links."""
        return str(self)


def told(request: HttpRequest, refusal: Refused | ProtectedError) -> HttpResponseBase:
    """The answer to a POST in the admin that was refused: back to the page it came from, with a message."""
    text = str(refusal) if isinstance(refusal, Refused) else _in_use(request, refusal)
    if answer := _for_script(request, text, HTTPStatus.CONFLICT):
        return answer
    # The view may have added a message of success before it was rolled back. Reading the messages removes them.
    list(messages.get_messages(request))
    messages.error(request, refusal.in_html() if isinstance(refusal, Refused) else text)
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "wagtailadmin_home")


def _in_use(request: HttpRequest, refusal: ProtectedError) -> str:
    """What to say when something in use was to be deleted: who uses it, as far as the user may know."""
    from portal.references.usage import seen_by

    users = seen_by(request.user, refusal.protected_objects)
    return _("It can't be deleted while it is in use: %(users)s.") % {"users": users.in_words()}


def _for_script(request: HttpRequest, text: str, status: int) -> HttpResponseBase | None:
    """The answer to a script of the admin, which shows the text itself; None when the browser itself asked.

    Wagtail's uploader reads only answers with status 200; its autosave shows the text of errors whose code it knows.
    """
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        status = HTTPStatus.OK
    elif request.accepts("text/html"):
        return None
    return JsonResponse({"success": False, "error_code": "validation_error", "error_message": text}, status=status)


def too_large() -> tuple[str, str]:
    """Heading and text for a request that is too large."""
    told = _("Nothing was saved. Make two pages of it, or take away parts such as long tables, then save again.")
    return _("This is too much to save at once."), told


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler404, the same for what does not exist and for what is hidden from this user.

    It reads the session in both cases: the response varies by cookie then, and would give away a hidden page if only
    that did.
    """
    bool(request.user.is_authenticated)
    return page_not_found(request, exception)


def not_taken(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's handler400: says in words when a request is too large or the disk is full."""
    if isinstance(exception, NoRoom):
        status, heading = HTTPStatus.INSUFFICIENT_STORAGE, _("The disk is full.")
        text = _("Nothing was saved. Tell whoever looks after the portal, then try again.")
    elif isinstance(exception, TooManyFieldsSent | RequestDataTooBig | TooManyFilesSent):
        status, (heading, text) = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large()
        if request.path.startswith("/admin/") and not request.user.is_authenticated:
            # Of strangers nothing large is read (portal.middleware), so it can't be kept on a page either.
            heading, text = (
                _("You are signed out, and nothing was saved."),
                _("Sign in in another tab, then save again."),
            )
    elif isinstance(exception, BadRequest):
        status, heading = HTTPStatus.BAD_REQUEST, _("The form did not come whole.")
        text = _("Nothing was saved. Try again, and reload the page if it happens once more.")
    else:
        return bad_request(request, exception)
    _read_to_the_end(request)
    if answer := _for_script(request, f"{heading} {text}", status):
        return answer
    return render(request, "413.html", {"heading": heading, "text": text}, status=status)


def _read_to_the_end(request: HttpRequest) -> None:
    """Read what the browser is still sending. Otherwise it shows a broken connection in place of the answer."""
    with suppress(OSError, RawPostDataException):
        for _part in range(MOST_READ // PART):
            if not request.read(PART):
                return
