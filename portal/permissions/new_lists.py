"""A list that is made after `create_roles` has run, such as that of another language, gets its rights at once."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_save
from wagtail.models import GroupPagePermission

from portal.permissions.matrix import page_areas
from portal.permissions.roles import ROLES


def _on_new_list(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    area = next((area for area in page_areas() if sender in area.list_models()), None)
    if not created or raw or area is None:
        return
    there = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    permissions = {permission.codename: permission for permission in there}
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=instance.pk, permission=permissions[f"{name}_page"])
        for group in Group.objects.filter(name__in=ROLES)
        for name in area.permissions_on_lists(group.name)
    )


def connect() -> None:
    """Connect what new lists are given. Called once, when the app is ready."""
    post_save.connect(_on_new_list, dispatch_uid="portal.permissions.new_lists.new_list")
