"""Words that were sent without a sign-in that holds, or under another account's: they are not lost.

The script of the admin asks before it sends, and opens the sign-in over the form (static/js/sign_in.js). Where it does
not run, and for what ends in between, the answer is a page that holds what was sent, to be sent again by the same door.
"""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_failure
from django.views.decorators.cache import never_cache
from wagtail.admin.localization import get_localized_response

# The field of an editor's form that names the account for which it was opened (templates/wagtailadmin/generic).
WRITTEN_BY = "written_by"
# What a form of the portal says of the page as it was shown: nobody has written it.
SEEN = "seen"
View = Callable[..., HttpResponseBase]


class Overtaken(Exception):
    """Raised when what was written can't be taken any more, since something has happened meanwhile. Its text says what;
    the answer holds what was sent.
    """


def keeping_words(view: View) -> View:
    """Wrap a view of the admin: what is sent to it is kept on the page when it would lead to the sign-in page, or was
    written under another account. A form that lacks fields is a bad request; one whose numbers are none is kept, too.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return view(request, *args, **kwargs)
        if request.user.is_authenticated and is_by_another(request):
            return kept(request)
        if request.user.is_authenticated and not _has_numbers(request):
            return kept(request, HTTPStatus.BAD_REQUEST, _("The form did not come whole"))
        try:
            answer = view(request, *args, **kwargs)
        except MultiValueDictKeyError as error:
            raise BadRequest(f"The form lacks a field: {error}") from error
        except Overtaken as meanwhile:
            return kept(request, HTTPStatus.CONFLICT, str(meanwhile))
        except Http404:
            if not _words(request):
                raise
            return kept(request, HTTPStatus.NOT_FOUND)
        if _leads_to_sign_in(answer) and _fields(request):
            # Somebody who is signed in may not enter the admin any more: to sign in again would not help.
            return kept(request, HTTPStatus.NOT_FOUND if request.user.is_authenticated else HTTPStatus.FORBIDDEN)
        if answer.status_code == HTTPStatus.NOT_FOUND and _words(request):
            return kept(request, HTTPStatus.NOT_FOUND)
        return answer

    wrapped.keeps_words = True  # type: ignore[attr-defined]
    return wrapped


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Django's answer to a form whose key is another sign-in's. One that was sent from a page of the portal is kept.

    Browsers say where a form was sent from, and a script can't say otherwise (Fetch Standard, "Origin").
    """
    match = request.resolver_match
    is_own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if is_own and match and getattr(match.func, "keeps_words", False):
        return kept(request)
    return plain_failure(request, reason)


def is_by_another(request: HttpRequest) -> bool:
    """Whether the form was opened for another account than the one that sends it, as far as the form says."""
    return request.POST.get(WRITTEN_BY, str(request.user.pk)) != str(request.user.pk)


@never_cache
def kept(request: HttpRequest, status: HTTPStatus = HTTPStatus.FORBIDDEN, meanwhile: str = "") -> HttpResponseBase:
    """All that was sent, why it was not saved, and how to go on; for a script in one sentence.

    `meanwhile` says what has happened since the form was opened.
    """
    if request.user.is_authenticated:
        return get_localized_response(_page, request, status, meanwhile)
    with override(get_language_from_request(request)):
        return _page(request, status, meanwhile)


def _page(request: HttpRequest, status: HTTPStatus, meanwhile: str) -> HttpResponse:
    heading, text = _gone() if status == HTTPStatus.NOT_FOUND else _told(request)
    if meanwhile:
        heading, text = meanwhile, _("Nothing was saved. Copy what you wrote from this page.")
    if request.method != "POST" or not request.accepts("text/html"):
        # Wagtail's autosave shows the text of errors whose code it knows.
        said = f"{heading}. " + _("Nothing was saved.")
        told = {"success": False, "error_code": "validation_error", "error_message": said}
        return JsonResponse(told, status=status)
    context = {
        "heading": heading,
        "text": text,
        "fields": _fields(request),
        "words": _words(request),
        "has_files": bool(request.FILES),
        "written_by": request.POST.get(WRITTEN_BY, request.user.pk or ""),
    }
    return render(request, "portal/admin/kept_words.html", context, status=status)


def _has_numbers(request: HttpRequest) -> bool:
    """Whether what Wagtail's editor takes for a number without asking is one: how many blocks, which revision."""
    counts = (value for name, value in request.POST.items() if name.endswith("-count"))
    return all(str(value).isdecimal() for value in (*counts, request.POST.get("overwrite_revision_id") or "0"))


def _told(request: HttpRequest) -> tuple[str, str]:
    if not request.user.is_authenticated:
        told = _("What you wrote is not saved yet, but it is still on this page. Sign in, then press “Send again”.")
        return _("You are signed out"), told
    name = request.user.get_username()
    if is_by_another(request):
        told = _(
            "You are signed in as %(name)s. Nothing has been saved in that name, and what was written is still here."
        )
        return _("This was written under another account"), told % {"name": name}
    told = _("You are signed in as %(name)s. What you wrote is not saved yet: press “Send again”.")
    return _("You have signed in anew"), told % {"name": name}


def _gone() -> tuple[str, str]:
    told = _("Nothing was saved. Copy what you wrote from this page.")
    return _("What you were writing in is not there any more, or you may not write there"), told


def _fields(request: HttpRequest) -> list[tuple[str, list[Any]]]:
    """What was sent, without the form's key and without passwords, which no page may hold."""
    sent = request.POST.lists()
    return [(name, values) for name, values in sent if not name.startswith("csrf") and "password" not in name]


def _words(request: HttpRequest) -> list[str]:
    """What a person has written, to be copied: all that has more than one word."""
    found = (_plain(str(value)) for name, values in _fields(request) if name != SEEN for value in values)
    return [value for value in found if " " in value.strip() and not value.startswith(("{", "["))]


def _plain(value: str) -> str:
    """The text of a field. Formatted text comes as JSON, block by block."""
    try:
        return "\n".join(block["text"] for block in json.loads(value)["blocks"])
    except (ValueError, TypeError, KeyError):
        return value


def _leads_to_sign_in(answer: HttpResponseBase) -> bool:
    return answer.headers.get("Location", "").startswith(reverse("wagtailadmin_login"))
