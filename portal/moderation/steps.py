"""Which steps of its workflow a page still has to take. Nobody but an administrator skips one (override.py)."""

from typing import Any

from django.db.models import Max
from wagtail.models import PageLogEntry, TaskState

from portal.moderation.four_eyes import Reading


def steps_left(page: Any, reading: Reading) -> list[str]:
    """The names of the steps that are asked of these words and not taken, in their order; empty without a workflow.

    `page` is the page in these words and `reading` who has read them. A step that was taken for the same words in an
    earlier round counts, unless a reader sent the page back to it since, or readers have lost the page since.
    """
    state = page.current_workflow_state
    workflow = state.workflow if state else page.get_workflow()
    if workflow is None:
        return []
    answers = TaskState.objects.filter(revision__in=reading.revisions).order_by("started_at", "pk")
    if lost_at := _lost_at(page):
        answers = answers.filter(started_at__gt=lost_at)
    newest = dict(answers.values_list("task_id", "status"))
    taken = {key for key, status in newest.items() if status in (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)}
    left = [task for task in workflow.tasks if task.pk not in taken]
    return [task.name for task in left if _is_asked_of(task.specific, page)]


def _lost_at(page: Any) -> Any:
    """When a page was last taken from readers who had it; None of one that they have, or never had."""
    if page.live or not page.first_published_at:
        return None
    down = PageLogEntry.objects.filter(page=page.pk, action__startswith="wagtail.unpublish")
    return down.aggregate(at=Max("timestamp"))["at"]


def _is_asked_of(task: Any, page: Any) -> bool:
    # Wagtail's own kinds of steps are asked of all pages.
    return not hasattr(task, "is_asked_of") or task.is_asked_of(page)
