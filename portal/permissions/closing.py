"""What readers have is withdrawn, not closed to them. A superuser can close it all the same, with a written reason.

A list that is closed closes what is below it. The admin closes pages by one view, and every move there ends at the
signal here; a program may do what it likes. A copy and a new alias are nothing that readers had. To open a page, and to
close one that readers do not have, is as in Wagtail.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views import page_privacy
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import pre_page_move

from portal.models import Publication
from portal.permissions.unpublishing import WithdrawInstead
from portal.permissions.written_reason import WithReason, WrittenReason
from portal.publications.visibility import open_to_all, restrictions_on
from portal.scheduling.telling_publishers import publishers_of, tell_publishers

ACTION = "portal.close_published"

# Wagtail 8 has a class for it.
_set_privacy: Any = getattr(page_privacy, "set_privacy", None) or page_privacy.SetPrivacyView.as_view()


def _taken_with(page: Page) -> Publication | None:
    """A publication that readers have, and would lose if this page was closed; None when there is none."""
    found: Publication | None = open_to_all(Publication.objects.descendant_of(page, inclusive=True)).first()
    return found


def _not_closed(page: Publication) -> WithdrawInstead:
    return WithdrawInstead(
        page, _("“%(title)s” is public and can't be closed to readers. Withdraw it instead: readers are told why.")
    )


def _not_moved(page: Publication) -> WithdrawInstead:
    return WithdrawInstead(
        page, _("“%(title)s” is public, and readers can't follow it there. Withdraw it instead: they are told why.")
    )


def change_privacy(request: HttpRequest, page_id: int) -> HttpResponse:
    """Wagtail's view, which asks a superuser for the reason before readers lose a page. Others are led to the
    withdrawal. Raises PermissionDenied for those who may close no page here.
    """
    page = get_object_or_404(Page, pk=page_id).specific_deferred
    if not page.permissions_for_user(request.user).can_set_view_restrictions():
        raise PermissionDenied
    taken = _taken_with(page)
    if taken and not request.user.is_superuser:
        return _in_the_dialog(request, {"refusal": _not_closed(taken).in_html()})
    closing = PageViewRestrictionForm(request.POST, private_page_options=page.private_page_options)
    if taken and closing.is_valid() and closing.cleaned_data["restriction_type"] != PageViewRestriction.NONE:
        form = WrittenReason(request.POST if "reason" in request.POST else None, question=_("Why is it closed?"))
        if not form.is_valid():
            return _in_the_dialog(request, {"page": page, "closing": closing, "form": form})
        reason = form.cleaned_data["reason"]
        log(page, ACTION, user=request.user, data={"reason": reason})
        tell_publishers("portal/mail/closed", {"page": page, "by": request.user, "reason": reason}, publishers_of(page))
    answer: HttpResponse = _set_privacy(request, page_id=page_id)
    return answer


def _in_the_dialog(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    answer: HttpResponse = render_modal_workflow(
        request, "portal/admin/close.html", None, context, json_data={"step": "set_privacy"}
    )
    return answer


def _on_move(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Refuse to move what readers have below a closed page.

    Superusers, too: who has a reason for it closes the page first, where the reason is asked for, and moves it then.
    """
    if get_active_log_context().user is None or not restrictions_on(Value(parent_page_after.path)).exists():
        return
    if taken := _taken_with(instance):
        raise _not_moved(taken)


class ClosedWithReason(WithReason):
    """The log of a page that a superuser closed to readers who had it."""

    label: Any = gettext_lazy("Closed to readers without a withdrawal")


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for it in the page's history."""
    actions.register_action(ACTION)(ClosedWithReason)


def connect() -> None:
    """Connect the refusal to move. Called once, when the app is ready."""
    pre_page_move.connect(_on_move, dispatch_uid="portal.permissions.closing")
