"""What is said after an answer in the workflow: what happens next, and to the author why a page came back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.models import Page, TaskState, WorkflowState

from portal.models import PublicationTask, SecondReaderTask
from portal.moderation.four_eyes import reading_of
from portal.moderation.obstacles import NotReady, Obstacle
from portal.moderation.publish_gate import obstacles


@hooks.register("after_edit_page")
def tell_what_an_answer_did(request: HttpRequest, page: Page) -> None:
    """Say after an answer in the editor what happens next."""
    tell(request, page, request.POST.get("workflow-action-name", ""))


def tell(request: HttpRequest, page: Page, answer: str) -> None:
    """Say whether the page is public now, when it will be, or for whom it waits. `answer` is Wagtail's name of it.

    Somebody who changed the words while approving is told that another person has to approve them.
    """
    names = {"title": page.get_admin_display_title()}
    if answer == "reject" and (step := page.current_workflow_task):
        told = _("“%(title)s” is sent back to the step “%(step)s”. Those who take it get a mail with your reason.")
        messages.success(request, told % {**names, "step": step.name})
    elif answer == "reject":
        told = _("Changes to “%(title)s” have been asked for. Whoever submitted it sees your comment.")
        messages.success(request, told % names)
    if answer != "approve":
        return
    step = page.current_workflow_task
    if step is None:
        if told := _told_of_the_last_step(page, names):
            messages.success(request, told)
    elif isinstance(step, SecondReaderTask) and step.has_form and _may_take(page, step, request.user):
        return  # its form says the rest
    elif isinstance(step, SecondReaderTask) and reading_of(page.get_latest_revision()).author == request.user.pk:
        told = _("Your changes to “%(title)s” are saved. Because you wrote them, someone else has to approve the page.")
        messages.warning(request, told % names)
    elif isinstance(step, PublicationTask) and (found := _in_the_way(page, step, request.user)):
        told = _("“%(title)s” is saved but not approved: it can't be published yet.")
        messages.warning(request, NotReady(page, found).in_html(told))
    else:
        told = _("“%(title)s” is approved. Next step: %(step)s.")
        messages.success(request, told % {**names, "step": step.name})


def _in_the_way(page: Page, step: PublicationTask, user: Any) -> list[Obstacle]:
    """What the gate said to somebody who approved at this step; empty for who has just approved the step before."""
    return obstacles(page.get_latest_revision(), user, in_review=True) if _may_take(page, step, user) else []


def _may_take(page: Page, step: SecondReaderTask, user: Any) -> bool:
    return any(name == "approve" for name, _label, _modal in step.get_actions(page, user))


def _told_of_the_last_step(page: Page, names: dict[str, str]) -> str:
    """When readers see the page; empty when it was neither published nor scheduled."""
    now = Page.objects.get(pk=page.pk)
    if revision := now.scheduled_revision:
        day = date_format(timezone.localtime(revision.approved_go_live_at), "j F Y H:i")
        return _("“%(title)s” is approved and will be published on %(day)s.") % {**names, "day": day}
    is_public = now.live and not now.has_unpublished_changes
    return _("“%(title)s” is approved and published.") % names if is_public else ""


@hooks.register("before_edit_page")
def tell_why_it_came_back(request: HttpRequest, page: Page) -> None:
    """Show in the editor, above all else, why a reader sent the page back: to its author until it is submitted again,
    to an earlier step until that is taken.
    """
    state: Any = page.current_workflow_state
    if request.method != "GET" or state is None or (answer := state.current_task_state) is None:
        return
    reason = answer.comment
    if state.status == WorkflowState.STATUS_IN_PROGRESS:
        if not reason:
            return
        back = state.task_states.filter(status=TaskState.STATUS_REJECTED)
        answer = back.select_related("task", "finished_by").order_by("-finished_at").first() or answer
    reader = user_display_name(answer.finished_by) if answer.finished_by else _("somebody")
    told = _("Sent back by %(reader)s at the step “%(step)s”:") % {"reader": reader, "step": answer.task.name}
    shown = linebreaksbr(reason or _("No reason was given."), autoescape=True)
    messages.warning(request, format_html("{} {}", told, shown))
