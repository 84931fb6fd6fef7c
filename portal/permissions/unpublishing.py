"""What readers have is withdrawn, not unpublished. A superuser can unpublish it all the same, with a written reason.

Wagtail's views ask the page's permissions (`KeptForOthers.can_unpublish`), so its buttons are hidden. Every way of the
admin ends at the signal here; a program, and the clock at a page's last day, may take down what they like.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.pages import unpublish
from wagtail.admin.views.pages.bulk_actions import UnpublishBulkAction
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page
from wagtail.signals import page_unpublished

from portal.forms.refusals import Refused
from portal.models import Publication
from portal.permissions import deletion
from portal.permissions.page_permissions import leaves_by_withdrawal
from portal.permissions.written_reason import WithReason, WrittenReason, is_reasoned
from portal.scheduling.telling_publishers import publishers_of, tell_publishers
from portal.withdrawals.telling import is_being_withdrawn

ACTION = "portal.unpublish_published"


class WithdrawInstead(Refused):
    """Raised when a page that readers have was to be taken from them in another way. It leads to the withdrawal, of an
    alias to that of the page that it shows. `told` is the sentence, with a place for the title.
    """

    def __init__(self, page: Any, told: str) -> None:
        self.page = page
        super().__init__(told % {"title": page.get_admin_display_title()})

    def in_html(self) -> str:
        address = reverse("portal_withdraw", args=[self.page.alias_of_id or self.page.pk])
        return format_html('{} <a href="{}">{}</a>', str(self), address, _("Withdraw"))


def _not_unpublished(page: Any) -> WithdrawInstead:
    return WithdrawInstead(
        page, _("“%(title)s” is public and can't be unpublished. Withdraw it instead: readers are told why.")
    )


def _on_unpublish(instance: Page, **kwargs: Any) -> None:
    """Refuse to unpublish a publication in the admin, unless the same request withdraws it or has logged a reason."""
    if get_active_log_context().user is None or not isinstance(instance, Publication):
        return
    # A page that is deleted is unpublished in memory alone: that is refused there. An alias follows what it shows.
    follows = instance.alias_of_id and not Page.objects.filter(pk=instance.alias_of_id, live=True).exists()
    if follows or Page.objects.filter(pk=instance.pk, live=True).exists() or is_being_withdrawn(instance):
        return
    if not is_reasoned(ACTION, deletion.ACTION):
        raise _not_unpublished(instance)


# Wagtail 8 has another name for it, under which Wagtail 7 has the class above it.
_Unpublish: Any = getattr(unpublish, "Unpublish", unpublish.UnpublishView)


class UnpublishPage(_Unpublish):
    """Wagtail's view, which refuses what readers have and asks a superuser for the reason."""

    template_name = "portal/admin/unpublish.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer, or lead those who may edit the page to it, with why not. Raises PermissionDenied for others."""
        if not request.user.is_superuser and (page := self._kept()):
            if not self.object.permissions_for_user(request.user).can_edit():
                raise PermissionDenied
            messages.warning(request, _not_unpublished(page).in_html())
            return redirect("wagtailadmin_pages:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)

    def _kept(self) -> Any:
        """A page that readers have and that this would take down; None when there is none."""
        if leaves_by_withdrawal(self.object):
            return self.object
        below = Publication.objects.live().descendant_of(self.object)
        return below.first() if self.request.POST.get("include_descendants") else None

    @cached_property
    def form(self) -> WrittenReason | None:
        """What asks for the reason; None where none can be needed."""
        below = Publication.objects.live().descendant_of(self.object, inclusive=True)
        may_need = self.request.user.is_superuser and below.exists()
        return WrittenReason(self.request.POST or None, question=_("Why is it unpublished?")) if may_need else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "form": self.form}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log the reason and tell the publishers, then unpublish. Without a reason the form is shown again."""
        if self.form and self._kept():
            if not self.form.is_valid():
                return self.render_to_response(self.get_context_data())
            reason = self.form.cleaned_data["reason"]
            log(self.object, ACTION, user=request.user, data={"reason": reason})
            told = {"page": self.object, "by": request.user, "reason": reason}
            tell_publishers("portal/mail/unpublished", told, publishers_of(self.object))
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


# Wagtail has no hook that takes a bulk action from its lists. Its address stays, for whoever has a list open.
UnpublishBulkAction.models = []


def unpublish_in_bulk(request: HttpRequest) -> HttpResponse:
    """The view at the address of Wagtail's bulk action: nothing is unpublished together, as nobody would say why."""
    told = _("Nothing was unpublished: do it page by page. A publication is withdrawn, so that readers are told why.")
    messages.warning(request, told)
    return redirect("wagtailadmin_explore_root")


class UnpublishedWithReason(WithReason):
    """The log of a page that a superuser unpublished."""

    label: Any = gettext_lazy("Unpublished without a withdrawal")


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for it in the page's history."""
    actions.register_action(ACTION)(UnpublishedWithReason)


def connect() -> None:
    """Connect the refusal. Called once, when the app is ready."""
    page_unpublished.connect(_on_unpublish, dispatch_uid="portal.permissions.unpublishing")
