"""Sending a page back: to its author, as Wagtail does, or to an earlier step of the workflow, which is taken again."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Task, TaskState


def earlier_steps(task_state: TaskState) -> list[Task]:
    """The steps before this one that somebody has taken in this round, in their order."""
    state = task_state.workflow_state
    order = {task.pk: place for place, task in enumerate(state.workflow.tasks)}
    taken = state.task_states.filter(status__in=(TaskState.STATUS_APPROVED, TaskState.STATUS_CANCELLED))
    found = state.workflow.tasks.filter(pk__in=taken.exclude(finished_by=None).values("task"))
    return [task for task in found if order[task.pk] < order.get(task_state.task_id, len(order))]


class ReturnForm(TaskStateCommentForm):
    """The reason, and where the page goes."""

    return_to = forms.ChoiceField(label=gettext_lazy("Send back to"), required=False)

    field_order = ("return_to", "comment")

    def __init__(self, *args: Any, steps: list[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["return_to"]
        field.choices = [("", _("The author")), *((str(step.pk), step.name) for step in steps)]
        self.fields["comment"].label = _("Reason")


def send_back_to(step: Task, task_state: TaskState, user: Any, reason: str) -> None:
    """Take a page back to an earlier step. That step and those after it are taken again.

    The approvals of words (portal.moderation.approval) stay: whoever has read them has read them.
    """
    state = task_state.workflow_state
    tasks = list(state.workflow.tasks)
    again = tasks[tasks.index(step) :]
    state.task_states.filter(task__in=again, status=TaskState.STATUS_APPROVED).update(status=TaskState.STATUS_CANCELLED)
    task_state.reject(user=user, update=False, comment=reason)
    taken: Any = step.specific
    # For the mail that is written as the step begins.
    taken.returned = task_state
    begun = getattr(taken, "reopen", taken.start)(state, user=user)
    # Says, as long as the step is open, that the page was sent back to it, and why.
    begun.comment = reason or _("No reason was given.")
    begun.save(update_fields=["comment"])
    state.current_task_state = begun
    state.save()
