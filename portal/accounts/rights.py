"""Nobody gives away rights that they do not hold themselves: no group with more rights, no account with more."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page, WorkflowPage

from portal.models import SecondReaderTask
from portal.permissions.page_access import pages_in_hand
from portal.permissions.regional import places, rights_by_groups


def role_name(group: Group) -> str:
    """A role's name in the reader's language. The database has it in English."""
    return gettext(group.name)


def may_change_account(actor: Any, account: Any) -> bool:
    """Whether `actor` may edit `account`. Whoever sets its password or mail address can sign in as that account."""
    if actor.is_superuser or actor == account:
        return True
    if hasattr(account, "regional_contact") and not may_give_region(actor):
        return False
    if account.is_superuser or not _holds_permissions(actor, account.user_permissions.all()):
        return False
    return not account.groups.exclude(pk__in=groups_to_give(actor).values("pk")).exists()


def may_give_region(actor: Any) -> bool:
    """Whether somebody may have accounts write for a region: they may themselves write all that a region may."""
    rights = [rights_by_groups(actor, place) for place in places()]
    return bool(actor.is_superuser or all({"add", "change"} <= held for held in rights))


def groups_to_give(actor: Any) -> Any:
    """The groups that somebody may give to accounts: those all of whose rights they hold. Returns a queryset."""
    if actor.is_superuser:
        return Group.objects.all()
    return Group.objects.filter(pk__in=[group.pk for group in Group.objects.all() if _holds(actor, group)])


def _holds(actor: Any, group: Group) -> bool:
    if actor.groups.filter(pk=group.pk).exists():
        return True
    return (
        _holds_permissions(actor, group.permissions.all())
        and _holds_below(actor, GroupPagePermission, "page", group)
        and _holds_below(actor, GroupCollectionPermission, "collection", group)
        and not _pages_opened_by(group).exclude(pk__in=pages_in_hand(actor).values("pk")).exists()
    )


def _holds_permissions(actor: Any, permissions: Any) -> bool:
    held = Permission.objects.filter(Q(group__user=actor) | Q(user=actor))
    return not permissions.exclude(pk__in=held.values("pk")).exists()


def _holds_below(actor: Any, model: Any, place: str, group: Group) -> bool:
    """Whether somebody has all rights of a group on a tree of pages or collections, at the same place or further up."""
    own = model.objects.filter(group__user=actor).values_list("permission_id", f"{place}__path")
    held: set[tuple[int, str]] = set(own)
    given = model.objects.filter(group=group).values_list("permission_id", f"{place}__path")
    return all(any(right == mine and path.startswith(top) for mine, top in held) for right, path in given)


def _pages_opened_by(group: Group) -> Any:
    """The pages that members of a group may read without a permission: restricted to the group, or in its workflow
    step.
    """
    steps = [*GroupApprovalTask.objects.filter(groups=group), *SecondReaderTask.objects.filter(groups=group)]
    waiting = WorkflowPage.objects.filter(workflow__workflow_tasks__task__in=[step.pk for step in steps])
    return Page.objects.filter(Q(view_restrictions__groups=group) | Q(pk__in=waiting.values("page")))
