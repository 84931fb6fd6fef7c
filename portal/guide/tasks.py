"""The tasks that the guide explains, and whose they are. Other apps add theirs when they are ready."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from wagtail.permissions import page_permission_policy

from portal.models import SecondReaderTask
from portal.permissions.regional import by_groups


class GuideTask(NamedTuple):
    """A task: its code in the address and in the names of its pictures, its title, and which of the users do it.

    `template` has the steps, `begins_at` names the view where the task begins.
    """

    code: str
    title: Any
    is_done_by: Callable[[Any], bool]
    template: str
    begins_at: str = "wagtailadmin_home"


def _writes_anything(user: Any) -> bool:
    return bool(page_permission_policy.user_has_permission(user, "add"))


def _writes_for_all(user: Any) -> bool:
    # Not a region's contact, who writes its procurements.
    return bool(by_groups().user_has_permission(user, "add"))


def _edits(user: Any) -> bool:
    return bool(page_permission_policy.user_has_permission(user, "change"))


def _publishes(user: Any) -> bool:
    return bool(page_permission_policy.user_has_permission(user, "publish"))


def _translates(user: Any) -> bool:
    return bool(user.has_perm("wagtail_localize.submit_translation"))


def _reads(user: Any) -> bool:
    return bool(user.is_superuser or SecondReaderTask.objects.filter(active=True, groups__user=user).exists())


def _task(code: str, title: Any, is_done_by: Callable[[Any], bool], *begins_at: str) -> tuple[str, GuideTask]:
    return code, GuideTask(code, title, is_done_by, f"portal/guide/{code.replace('-', '_')}.html", *begins_at)


_tasks: dict[str, GuideTask] = dict(
    (
        _task("new", _("Write a new recommendation"), _writes_for_all),
        _task("submit", _("Submit a page for review"), _writes_anything),
        _task("approve", _("Read and approve a page"), _reads),
        _task("return", _("Send a page back with a comment"), _reads),
        _task("new-version", _("Make a new version"), _writes_for_all, "publications:index"),
        _task("translate", _("Translate a page into English"), _translates, "publications:index"),
        _task("release", _("Publish several pages at one moment"), _publishes, "releases:index"),
        _task("withdraw", _("Withdraw a page"), _edits, "publications:index"),
        _task("overdue", _("Find what is overdue for review"), _edits, "portal_board"),
        _task("who-changed", _("See who changed a page"), _edits, "publications:index"),
    )
)


def register_task(task: GuideTask) -> None:
    """Add a task. Apps do so once, when they are ready."""
    _tasks[task.code] = task


def guide_tasks() -> dict[str, GuideTask]:
    """All tasks by their codes, in the order in which the guide shows them."""
    return _tasks
