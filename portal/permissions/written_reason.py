"""What may be done only with a written reason: the form that asks for it, and the log that keeps it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, get_active_log_context
from wagtail.models import PageLogEntry


class WrittenReason(forms.Form):
    """Why something is done that is not done otherwise. `question` is the label of the field."""

    reason = forms.CharField(
        help_text=_("Kept in the log for editors; readers do not see it"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, question: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = question


def is_reasoned(*actions: str) -> bool:
    """Whether the request that is at work in the admin has logged a reason for one of these actions."""
    return PageLogEntry.objects.filter(uuid=get_active_log_context().uuid, action__in=actions).exists()


class WithReason(LogFormatter):
    """How a page's history tells what was done, and why."""

    def format_message(self, log_entry: Any) -> str:
        return f"{self.label}: {log_entry.data.get('reason', '')}"
