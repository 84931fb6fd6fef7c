"""Wagtail's form of a new page, which makes one page also where the answer to its autosave was lost.

The form does not know then that there is a page, and is sent again with all its words and comments: they replace what
it has made before. A button has no id: who goes back to a form that was answered makes another page.
"""

from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from wagtail.models import Page

from portal.saving.own_saves import made, named_by_the_form


class MakesOnePage:
    """For Wagtail's view that makes a page."""

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Make the page, or say what is wrong and leave what is there."""
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        with transaction.atomic(), named_by_the_form(request) if self.expects_json_response else nullcontext():
            parent_id = kwargs["parent_page_id"]
            # One save after the other: the second one sees what the first has made.
            Page.objects.select_for_update().filter(pk=parent_id).values_list("pk").first()
            if before := made(request, parent_id):
                before.delete()
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            if before and (not hasattr(self, "page") or self.page.pk is None):
                transaction.set_rollback(True)
        return answer
