"""The portal's roles and their permissions, and the workflows that take a page from one role to the next."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.moderation import workflow_plans
from portal.permissions import matrix
from portal.permissions.roles import ROLES


class Command(BaseCommand):
    help = (
        "Makes the roles, their permissions and the workflows. Run it again to bring roles and permissions back to the "
        "matrix (rights.py of each app); it says what it takes away. Other groups and workflows stay as they are."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for role in ROLES:
            group = Group.objects.get_or_create(name=role)[0]
            for gone in [*_set_on_models(group), *_set_on_pages(group), *_set_on_files(group)]:
                self.stdout.write(f"{role}: no longer {gone}")
        workflow_plans.make_workflows(Page.get_first_root_node())
        # Wagtail's own groups let one person publish alone.
        Group.objects.filter(name__in=("Moderators", "Editors"), user__isnull=True).delete()
        self.stdout.write(", ".join(ROLES))


def _permission(name: str) -> Permission:
    label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def _set_on_models(group: Group) -> list[str]:
    wanted = [_permission(name) for name in matrix.permissions_on_models(group.name)]
    gone = group.permissions.exclude(pk__in=[permission.pk for permission in wanted]).select_related("content_type")
    said = [f"{permission.content_type.app_label}.{permission.codename}" for permission in gone]
    group.permissions.set(wanted)
    return said


def _set_on_pages(group: Group) -> list[str]:
    """What a role may do with pages of every type it may on the whole tree, the rest on the lists of the types.

    A list that is made later gets its permissions then (portal.permissions.new_lists).
    """
    root = Page.get_first_root_node()
    wanted = [(name, root) for name in matrix.permissions_on_tree(group.name)]
    for area in matrix.page_areas():
        more = area.permissions_on_lists(group.name)
        lists = Page.objects.type(*area.list_models()) if more else ()
        wanted += [(name, page) for page in lists for name in more]
    rows = [(_permission(f"wagtailcore.{name}_page"), page) for name, page in wanted]
    return _set_at_places(GroupPagePermission, group, "page", rows)


def _set_on_files(group: Group) -> list[str]:
    collection = Collection.get_first_root_node()
    rows = [(_permission(name), collection) for name in matrix.permissions_on_files(group.name)]
    return _set_at_places(GroupCollectionPermission, group, "collection", rows)


def _set_at_places(model: Any, group: Group, place: str, wanted: Iterable[tuple[Permission, Any]]) -> list[str]:
    """Have a group hold exactly these permissions at these places of a tree; returns what was taken away, in words."""
    said, there = [], set()
    for row in model.objects.filter(group=group).select_related("permission", place):
        key = (row.permission, getattr(row, place))
        if key in wanted:
            there.add(key)
        else:
            said.append(f"{row.permission.codename}: {getattr(row, place)}")
            row.delete()
    for permission, found in wanted:
        if (permission, found) not in there:
            model.objects.create(group=group, permission=permission, **{place: found})
    return said
