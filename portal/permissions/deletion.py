"""What has been published is withdrawn, not deleted. A superuser can delete it all the same, with a written reason.

Every way of the admin ends at the signal here; a program may delete what it likes.
"""

from typing import Any

from django import forms
from django.db import models
from django.db.models.signals import pre_delete
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter, get_active_log_context, log
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from portal.forms.refusals import Refused
from portal.permissions.page_permissions import WAS_PUBLISHED, was_published
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
    if not PageLogEntry.objects.filter(uuid=context.uuid, action=ACTION).exists():
        told = _("“%(title)s” has been published and can't be deleted. Withdraw it instead: readers are told why.")
        raise Refused(told % {"title": instance.get_admin_display_title()})


class DeletionForm(forms.Form):
    """Why something that has been published is deleted."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it deleted?"),
        help_text=gettext_lazy("Kept in the log for editors; readers do not see it"),
        widget=forms.Textarea({"rows": 3}),
    )


@hooks.register("before_delete_page")
def ask_why(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Ask a superuser for the reason, and log it before Wagtail deletes; others do not come here (`can_delete`)."""
    if not was_published(page):
        return None
    form = DeletionForm(request.POST or None)
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


class DeletedForGood(LogFormatter):
    """The log of a page that had been published."""

    label: Any = gettext_lazy("Deleted after it was published")

    def format_message(self, log_entry: Any) -> str:
        """What was done, and why."""
        return f"{self.label}: {log_entry.data.get('reason', '')}"


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for it in the site's history."""
    actions.register_action(ACTION)(DeletedForGood)


def connect() -> None:
    """Connect the refusal. Called once, when the app is ready."""
    pre_delete.connect(_on_delete, dispatch_uid="portal.permissions.deletion")
