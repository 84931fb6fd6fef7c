"""Which pages somebody may see in the admin: those they may edit, those that wait for them, and those they may
read in public.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageViewRestriction, TaskState
from wagtail.permissions import page_permission_policy

from portal.publications.visibility import restrictions_on

# The largest number that a database takes for an id.
MOST = 2**63 - 1
# The permissions on pages whose holders read drafts.
EDITING = {"change", "publish"}


def pages_in_hand(user: Any) -> Any:
    """The pages whose drafts somebody may read, as a queryset.

    They are those that the user may edit or publish, and those that wait for the user in a workflow.
    """
    return Page.objects.filter(Q(pk__in=_pages_to_edit(user).values("pk")) | Q(pk__in=_pages_to_review(user)))


def _pages_to_edit(user: Any) -> Any:
    return page_permission_policy.instances_user_has_any_permission_for(user, EDITING)


def _pages_to_review(user: Any) -> set[int]:
    """The ids of the pages that wait for the user in a workflow. Every type of task is asked, which takes queries."""
    if not user.is_active:
        return set()
    tasks = TaskState.objects.reviewable_by(user).filter(status=TaskState.STATUS_IN_PROGRESS)
    return {int(key) for key in tasks.values_list("workflow_state__object_id", flat=True)}


def pages_open_to(user: Any) -> Any:
    """The pages that somebody who is logged in may read on the site, as a queryset."""
    passed = Q(restriction_type=PageViewRestriction.LOGIN)
    passed |= Q(restriction_type=PageViewRestriction.GROUPS, groups__in=user.groups.all())
    closed = restrictions_on(OuterRef("path")).exclude(pk__in=PageViewRestriction.objects.filter(passed).values("pk"))
    return Page.objects.live().filter(~Exists(closed))


def pages_seen_by(user: Any) -> Any:
    """The pages that the admin may name to somebody. For this user the others do not exist."""
    return Page.objects.filter(Q(pk__in=pages_in_hand(user).values("pk")) | Q(pk__in=pages_open_to(user).values("pk")))


def edits_everything(user: Any) -> bool:
    """Whether somebody may edit the whole page tree, and may therefore see all that the admin has."""
    return bool(page_permission_policy.user_has_permission_for_instance(user, "change", Page.get_first_root_node()))


def only_seen(rows: Any, user: Any, page: str = "pk") -> Any:
    """The rows of a queryset whose page the user may see. `page` is the field that holds the page id."""
    return rows if edits_everything(user) else rows.filter(**{f"{page}__in": pages_seen_by(user).values("pk")})


def sees(user: Any, keys: set[int]) -> bool:
    """Whether somebody may see every one of these pages (ids). An id that no page has counts as seen, but not one that
    is too large for any database: no view could look for it.
    """
    if max(keys, default=0) > MOST:
        return False
    if not keys or edits_everything(user):
        return True
    there = Page.objects.filter(pk__in=keys).exclude(pk__in=_pages_to_edit(user).values("pk"))
    others = set(there.exclude(pk__in=pages_open_to(user).values("pk")).values_list("pk", flat=True))
    if not others:
        return True
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id__in=others)
    return waiting.exists() and others <= _pages_to_review(user)
