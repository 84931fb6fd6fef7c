"""Approval only in the editor, where the words are shown. Other places with an Approve button lead there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.modal_workflow import render_modal_workflow


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
