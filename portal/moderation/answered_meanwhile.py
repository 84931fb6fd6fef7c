"""The dialog in which a reason is written, when the answer can't be taken any more: what has happened meanwhile.

Wagtail leads elsewhere then, or refuses, and its script shows neither.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin.localization import get_localized_response
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.models import Page, TaskState

View = Callable[..., HttpResponseBase]


def said_in_the_dialog(view: View) -> View:
    """Wrap an address of the dialog: where the page is gone or the right is, the dialog says so and keeps the words."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Who is signed out is asked to sign in by the script of the admin, which waits for that answer.
        if not is_of_the_script(request) or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        try:
            answer = view(request, *args, **kwargs)
        except PermissionDenied:
            return get_localized_response(_refused, request)
        except Http404:
            return get_localized_response(_gone, request)
        return get_localized_response(_gone, request) if answer.status_code == 404 else answer

    return wrapped


def is_of_the_script(request: HttpRequest) -> bool:
    """Whether the script of the dialog asks, and not the browser itself."""
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def in_the_dialog(request: HttpRequest, told: str) -> HttpResponse:
    """What the dialog shows in place of its form: what has happened, and the words that were to be sent."""
    context = {"told": told, "words": request.POST.get("comment", "")}
    answer: HttpResponse = render_modal_workflow(request, "portal/admin/answered_meanwhile.html", None, context)
    return answer


def meanwhile(page: Page, state: TaskState, user: Any) -> str:
    """What has happened at a step since it was to be answered, and where the page is now; empty while it is open."""
    if state.status == TaskState.STATUS_IN_PROGRESS and page.workflow_in_progress:
        return ""
    return " ".join(filter(None, (_answered(state, user), _where_it_is(page))))


def _answered(state: TaskState, user: Any) -> str:
    answered = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)
    if state.status not in answered or state.finished_by is None:
        return _("The review has ended meanwhile.")
    if state.finished_by == user:
        return _("You have answered at this step already.")
    names = {"name": user_display_name(state.finished_by)}
    if state.status == TaskState.STATUS_APPROVED:
        return _("%(name)s has approved the page at this step meanwhile.") % names
    return _("%(name)s has sent the page back meanwhile.") % names


def _where_it_is(page: Page) -> str:
    if page.workflow_in_progress:
        return _("The page is at the step “%(step)s” now.") % {"step": page.current_workflow_task.name}
    return _("The page is published.") if page.live and not page.has_unpublished_changes else ""


def _refused(request: HttpRequest) -> HttpResponse:
    return in_the_dialog(request, _("You may not answer at this step any more."))


def _gone(request: HttpRequest) -> HttpResponse:
    return in_the_dialog(request, _("The page is not there any more, or you may not see it."))
