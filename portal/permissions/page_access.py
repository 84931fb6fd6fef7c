"""What somebody sees of pages in the admin: those that they may edit, have a task on, or may see in public."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageViewRestriction, TaskState
from wagtail.permissions import page_permission_policy

from portal.publications.visibility import restrictions_on

# Of the permissions on pages, those whose holder reads the words that readers do not have.
EDITING = {"change", "publish"}


def pages_in_hand(user: Any) -> Any:
    """The pages whose drafts somebody reads: they may edit or publish them, or a step of a workflow waits for them."""
    mine = page_permission_policy.instances_user_has_any_permission_for(user, EDITING)
    tasks = TaskState.objects.reviewable_by(user).filter(status=TaskState.STATUS_IN_PROGRESS)
    waiting = [int(key) for key in tasks.values_list("workflow_state__object_id", flat=True)] if user.is_active else []
    return Page.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=waiting))


def pages_open_to(user: Any) -> Any:
    """The pages that somebody who is logged in may read on the site."""
    passed = Q(restriction_type=PageViewRestriction.LOGIN)
    passed |= Q(restriction_type=PageViewRestriction.GROUPS, groups__in=user.groups.all())
    closed = restrictions_on(OuterRef("path")).exclude(pk__in=PageViewRestriction.objects.filter(passed).values("pk"))
    return Page.objects.live().filter(~Exists(closed))


def pages_seen_by(user: Any) -> Any:
    """The pages that the admin may name to somebody. All others are to them as if they did not exist."""
    return Page.objects.filter(Q(pk__in=pages_in_hand(user).values("pk")) | Q(pk__in=pages_open_to(user).values("pk")))


def edits_everything(user: Any) -> bool:
    """Whether somebody may edit the whole tree, and so sees all that the admin has."""
    return bool(page_permission_policy.user_has_permission_for_instance(user, "change", Page.get_first_root_node()))


def only_seen(rows: Any, user: Any, page: str = "pk") -> Any:
    """Of a queryset of pages, or of rows that tell of the page in this field, those that somebody sees."""
    return rows if edits_everything(user) else rows.filter(**{f"{page}__in": pages_seen_by(user).values("pk")})


def sees(user: Any, keys: set[int]) -> bool:
    """Whether somebody sees every one of these pages. A number that no page has is nobody's secret."""
    if not keys or edits_everything(user):
        return True
    there = Page.objects.filter(pk__in=keys)
    return not there.exclude(pk__in=pages_seen_by(user).values("pk")).exists()
