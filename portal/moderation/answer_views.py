"""Answers from outside the editor: a list or a preview. Approval is given only in the editor, where the words are
shown: other places with an Approve button lead there.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.generic.workflow import WorkflowAction
from wagtail.admin.views.pages.workflow import WorkflowPageViewMixin
from wagtail.models import TaskState

from portal.moderation.answers import tell


def approve_in_the_editor(request: HttpRequest, page_id: int, task_state_id: int) -> HttpResponse:
    """Send somebody who presses Approve in a list, on the dashboard or in a preview to the editor, with a message.

    It takes the place of Wagtail's view, which approves the latest revision without showing it.
    """
    messages.info(request, _("Read the page here, then approve it. An approval is of the words that you have read."))
    address = reverse("wagtailadmin_pages:edit", args=[page_id])
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        answer: HttpResponse = render_modal_workflow(
            request, None, None, None, json_data={"step": "success", "redirect": address}
        )
        return answer
    return redirect(address)


class AnswerOutsideTheEditor(WorkflowPageViewMixin, WorkflowAction):
    """Wagtail's view for the other answers, which says afterwards what happens next, as the editor does."""

    submit_url_name = "wagtailadmin_pages:workflow_action"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if TaskState.objects.filter(pk=self.task_state.pk).exclude(status=TaskState.STATUS_IN_PROGRESS).exists():
            tell(request, self.object, self.action_name)
        return answer
