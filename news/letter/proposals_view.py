"""“Proposals for the letter” in the menus of a newsletter: what has happened since the last number, to take into it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from news.letter.proposals import Proposal, number_before, proposals, take, topics_of
from news.models import Newsletter

VIEW = "news_letter_proposals"


def may_take(page: Any, user: Any) -> bool:
    """Whether somebody may put publications into a newsletter: those who may edit it."""
    is_letter = page.cached_content_type.model_class() is Newsletter
    return is_letter and not page.alias_of_id and bool(page.permissions_for_user(user).can_edit())


class ProposalsButton(PageMenuItem):
    """The button in the menus of a page."""

    label = gettext_lazy("Proposals for the letter")
    icon_name = "list-ul"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether the user may take any."""
        return may_take(self.page, user)


class ProposalsView(WagtailAdminTemplateMixin, TemplateView):
    """Lists the proposals. What is taken stands in a new draft, in the name of whoever took it."""

    template_name = "news/admin/proposals.html"
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied."""
        self.page: Any = get_object_or_404(Newsletter, pk=kwargs["page_id"])
        if not may_take(self.page, request.user):
            raise PermissionDenied
        if self.page.permissions_for_user(request.user).page_locked():
            messages.warning(request, _("Somebody has locked it. Have it unlocked first."))
            return redirect(self._editor)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Of which newsletter."""
        return _("Proposals for “%(title)s”") % {"title": self.page.get_admin_display_title()}

    @cached_property
    def since(self) -> datetime | None:
        """From when on; None when the number before it is not asked for, or there is none."""
        return None if "older" in self.request.GET else number_before(self.page)

    def found(self, draft: Newsletter) -> list[Proposal]:
        """What the draft could tell, in the language of the letter."""
        with override(draft.locale.language_code):
            return proposals(draft, self.since)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the proposals, the topics to put them under, and since when."""
        draft = self.page.get_latest_revision_as_object()
        told = {"page": self.page, "since": self.since, "before": number_before(self.page)}
        context = super().get_context_data(**kwargs)
        return {**context, **told, "proposals": self.found(draft), "topics": topics_of(draft)}

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the chosen publications, under a topic of the draft or each under its type."""
        # One save after the other: what is read from here on is what the save before this one left.
        Page.objects.select_for_update().filter(pk=self.page.pk).values_list("pk").first()
        draft = get_object_or_404(Newsletter, pk=self.page.pk).get_latest_revision_as_object()
        chosen = {*request.POST.getlist("page")}
        found = [proposal.page for proposal in self.found(draft) if str(proposal.page.pk) in chosen]
        topic = request.POST.get("topic", "")
        for page in found:
            take(draft, page, topic if topic in topics_of(draft) else self._topic_of(page))
        if found:
            # Like any draft it may lack what publishing asks for.
            draft.save_revision(user=request.user, log_action=True, clean=False)
        self._tell(len(found))
        return redirect(request.get_full_path())

    def _topic_of(self, page: Any) -> str:
        with override(self.page.locale.language_code):
            return capfirst(page.type_plural)

    def _tell(self, number: int) -> None:
        if not number:
            messages.warning(self.request, _("Nothing was taken: choose a publication that is still in the list."))
            return
        said = ngettext("One publication was taken into the draft.", "%(n)s were taken into the draft.", number)
        link = format_html('<a href="{}">{}</a>', self._editor, _("Open the draft"))
        messages.success(self.request, format_html("{} {}", said % {"n": number}, link))

    @property
    def _editor(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("newsletters/<int:page_id>/proposals/", ProposalsView.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[ProposalsButton]:
    """The button in the menu beside the page's name."""
    yield ProposalsButton(page=page, priority=31)
