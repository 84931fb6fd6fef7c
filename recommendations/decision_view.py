"""“Decision” in the menu of a recommendation: the form for the secretary, and what is recorded, for editors alone."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from portal.moderation.obstacles import NotReady
from portal.saving.kept_words import Overtaken
from recommendations.decision_form import MORE_ROWS, DecisionForm, ParticipantFormSet, begun_with, record, shown
from recommendations.decisions import conditions_in_words, decided_of, decisions_on, verdicts_in_words
from recommendations.models import Decision, DecisionTask, Recommendation

VIEW = "recommendations_decision"


def may_record(page: Any, user: Any) -> bool:
    """Whether the page waits for its decision, and this user is one of those who record it."""
    step = page.current_workflow_task
    return isinstance(step, DecisionTask) and any(name == "approve" for name, *_rest in step.get_actions(page, user))


def in_words(decided: dict[str, Any]) -> dict[str, Any]:
    """What is decided, for the template."""
    return {"verdicts": verdicts_in_words(decided), "conditions": conditions_in_words(decided)}


class DecisionButton(PageMenuItem):
    """The button in the menu of a page."""

    label = gettext_lazy("Decision")
    icon_name = "clipboard-list"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether there is something to read or to record."""
        page = self.page.specific
        if not isinstance(page, Recommendation):
            return False
        return may_record(page, user) or decisions_on(page).exists()


class DecisionView(WagtailAdminTemplateMixin, TemplateView):
    """Shows the recorded decisions, and to a secretary the form while the page waits for its decision."""

    template_name = "recommendations/admin/decision.html"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Raise PermissionDenied for those who don't edit the page: what was declared is not for all who sign in."""
        stored: Any = get_object_or_404(Recommendation, pk=kwargs["page_id"])
        if not stored.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.page: Any = stored.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Whose decision it is."""
        return _("Decision on “%(title)s”") % {"title": self.page.get_admin_display_title()}

    @cached_property
    def forms(self) -> tuple[DecisionForm, Any]:
        """The form and its rows, with what was typed."""
        said = self.request.POST or None
        first, rows = begun_with(self.page)
        form = DecisionForm(said, page=self.page, initial={**first, "seen": shown(self.page)})
        participants = ParticipantFormSet(said, prefix="participants", initial=None if said else rows)
        if rows:
            participants.extra = MORE_ROWS
        return form, participants

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what the page says, the forms for who may record, and what is recorded."""
        context = {**super().get_context_data(**kwargs), "page": self.page, "said": in_words(decided_of(self.page))}
        if may_record(self.page, self.request.user):
            form, participants = self.forms
            context |= {"form": form, "participants": participants, "seen": shown(self.page)}
        recorded = decisions_on(self.page).select_related("recorded_by").prefetch_related("participants")
        return {**context, "recorded": [(decision, in_words(decision.decided)) for decision in recorded]}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record the decision and let the page go on, or show what is missing beside what was typed."""
        # Two who record at the same time wait for each other here, and the second reads what the first has left.
        Page.objects.select_for_update().get(pk=self.page.pk)
        self.page = Recommendation.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        if not may_record(self.page, request.user):
            if self._has_recorded():
                return redirect("wagtailadmin_pages:edit", self.page.pk)
            raise Overtaken(_("The page does not wait for a decision any more"))
        form, participants = self.forms
        # Both are asked, so that all that is missing is told at once.
        if not all([form.is_valid(), participants.is_valid()]):
            messages.error(request, _("The decision is not recorded yet. See what is missing below."))
            return self.render_to_response(self.get_context_data())
        self._go_on(record(self.page, form, participants.rows(), request.user))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _has_recorded(self) -> bool:
        """Whether this is the second click of the same person."""
        last = decisions_on(self.page).first()
        return bool(last and last.recorded_by == self.request.user and last.meeting == self.request.POST.get("meeting"))

    def _go_on(self, decision: Decision) -> None:
        """Take the page to its next step. Where the decision is the last one, the gate may refuse: it is kept."""
        state = self.page.current_workflow_task_state
        try:
            with transaction.atomic():
                state.task.specific.conclude(state, self.request.user, decision)
        except NotReady as refusal:
            messages.warning(self.request, refusal.in_html(_("The decision on “%(title)s” is recorded.")))
            return
        names = {"title": self.page.get_admin_display_title()}
        if step := self.page.current_workflow_task:
            told = _("The decision on “%(title)s” is recorded. Next step: %(step)s.") % {**names, "step": step.name}
        else:
            told = _("The decision on “%(title)s” is recorded.") % names
        messages.success(self.request, told)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("publications/<int:page_id>/decision/", DecisionView.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[DecisionButton]:
    """The button in the menu beside the page's name."""
    yield DecisionButton(page=page, priority=33)


@hooks.register("after_edit_page")
def lead_to_the_form(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Lead somebody who presses Approve at the decision's step to its form; the words are saved by then."""
    if request.POST.get("workflow-action-name") != "approve" or not may_record(page, request.user):
        return None
    return redirect(VIEW, page.pk)
