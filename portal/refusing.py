"""Refusals that are told in words: what can't be done, and why, to whoever tried it."""

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


class Refused(Exception):
    """Something can't be done as things stand; its text, in the reader's language, says why and what to do."""

    def in_html(self) -> str:
        """The text for a message, which may hold links."""
        return str(self)


def told(request: HttpRequest, refusal: Refused | ProtectedError) -> HttpResponseBase:
    """The answer to a refused POST in the admin: back where it came from, with the reason."""
    text = str(refusal) if isinstance(refusal, Refused) else _in_use(request, refusal)
    if wants_json(request):
        return JsonResponse({"success": False, "error_code": "refused", "error_message": text}, status=409)
    # Whatever the view has said of its success by now is not so: read it away.
    list(messages.get_messages(request))
    messages.error(request, refusal.in_html() if isinstance(refusal, Refused) else text)
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "wagtailadmin_home")


def _in_use(request: HttpRequest, refusal: ProtectedError) -> str:
    from portal.seeing import seen_by

    users = seen_by(request.user, refusal.protected_objects)
    return _("It can't be deleted while it is in use: %(users)s.") % {"users": users.in_words()}


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of the admin asked, which shows the text itself."""
    accepted = request.headers.get("Accept", "")
    return accepted.startswith("application/json") or request.headers.get("X-Requested-With") == "XMLHttpRequest"
