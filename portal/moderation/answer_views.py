"""The forms of answers in the workflow, and answers from outside the editor: a list or a preview.

Approval is given only in the editor, where the words are shown: other places with an Approve button lead there.
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.generic.workflow import CollectWorkflowActionData, WorkflowAction
from wagtail.admin.views.pages.workflow import WorkflowPageViewMixin
from wagtail.models import TaskState

from portal.models import SecondReaderTask
from portal.moderation.answered_meanwhile import in_the_dialog, is_of_the_script, meanwhile
from portal.moderation.answers import tell
from portal.moderation.returning import ReturnForm, earlier_steps


def approve_in_the_editor(request: HttpRequest, page_id: int, task_state_id: int) -> HttpResponse:
    """Send somebody who presses Approve in a list, on the dashboard or in a preview to the editor, with a message.

    It takes the place of Wagtail's view, which approves the latest revision without showing it.
    """
    messages.info(request, _("Read the page here, then approve it. An approval is of the words that you have read."))
    address = reverse("wagtailadmin_pages:edit", args=[page_id])
    if is_of_the_script(request):
        answer: HttpResponse = render_modal_workflow(
            request, None, None, None, json_data={"step": "success", "redirect": address}
        )
        return answer
    return redirect(address)


class _AsksWhereTo(WorkflowPageViewMixin):
    """Whoever sends a page back chooses the author or an earlier step, where there is one. The dialog says when the
    step has been answered meanwhile.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_of_the_script(request) and (told := meanwhile(self.object, self.task_state, request.user)):
            return in_the_dialog(request, told)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_form_class(self) -> Any:
        may_choose = self.action_name == "reject" and isinstance(self.task, SecondReaderTask)
        steps = earlier_steps(self.task_state) if may_choose else []
        return partial(ReturnForm, steps=steps) if steps else super().get_form_class()


class AnswerInTheEditor(_AsksWhereTo, CollectWorkflowActionData):
    """Wagtail's view for what is asked in the editor before an answer is sent with the form."""

    submit_url_name = "wagtailadmin_pages:collect_workflow_action_data"


class AnswerOutsideTheEditor(_AsksWhereTo, WorkflowAction):
    """Wagtail's view for the other answers, which says afterwards what happens next, as the editor does."""

    submit_url_name = "wagtailadmin_pages:workflow_action"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if TaskState.objects.filter(pk=self.task_state.pk).exclude(status=TaskState.STATUS_IN_PROGRESS).exists():
            tell(request, self.object, self.action_name)
        return answer
