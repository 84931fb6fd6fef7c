"""What has been published is withdrawn, not deleted. A superuser can delete it all the same, with a written reason.

Every way of the admin ends at the signal here; a program may delete what it likes.
"""

from typing import Any

from django.db import models
from django.db.models.signals import pre_delete
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page, ReferenceIndex

from portal.forms.refusals import Refused
from portal.permissions.page_permissions import WAS_PUBLISHED, was_published
from portal.permissions.written_reason import WithReason, WrittenReason, is_reasoned
from portal.releases.models import coming_release_of

ACTION = "portal.delete_published"


def _on_delete(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """Refuse to delete a page in the admin that has been published, unless the same request has logged a reason."""
    context = get_active_log_context()
    if sender is not Page or context.user is None:
        return
    if release := coming_release_of(instance.pk):
        told = _("“%(title)s” is in the release “%(release)s”. Take it out there first.")
        raise Refused(told % {"title": instance.get_admin_display_title(), "release": release})
    # Asked of the database: in memory Wagtail has taken the page down by now.
    if not Page.objects.filter(WAS_PUBLISHED, pk=instance.pk).exists():
        return
    if not is_reasoned(ACTION):
        told = _("“%(title)s” has been published and can't be deleted. Withdraw it instead: readers are told why.")
        raise Refused(told % {"title": instance.get_admin_display_title()})


@hooks.register("before_delete_page")
def ask_why(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask a superuser for the reason, and log it before Wagtail deletes; others do not come here (`can_delete`)."""
    if not was_published(page):
        return None
    form = WrittenReason(request.POST or None, question=_("Why is it deleted?"))
    if request.method == "POST" and form.is_valid():
        log(page, ACTION, user=request.user, data=form.cleaned_data)
        return None
    usage = ReferenceIndex.get_references_to(page).group_by_source_object()
    title = _("Delete “%(title)s”") % {"title": page.get_admin_display_title()}
    context = {
        "page": page,
        "form": form,
        "below": page.get_descendant_count(),
        "usage_url": reverse("wagtailadmin_pages:usage", args=[page.pk]) + "?describe_on_delete=1",
        "usage_count": usage.count(),
        "is_protected": usage.is_protected,
        "header_title": title,
        "page_title": title,
        "header_icon": "bin",
        "submit_button_label": _("Delete for good"),
    }
    return TemplateResponse(request, "portal/admin/delete_published.html", context)


class DeletedForGood(WithReason):
    """The log of a page that had been published."""

    label: Any = gettext_lazy("Deleted after it was published")


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for it in the site's history."""
    actions.register_action(ACTION)(DeletedForGood)


def connect() -> None:
    """Connect the refusal. Called once, when the app is ready."""
    pre_delete.connect(_on_delete, dispatch_uid="portal.permissions.deletion")
