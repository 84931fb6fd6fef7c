"""The portal's roles and their permissions, and the workflows that take a page from one role to the next."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext_noop
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.editorial import editorial_permissions
from portal.models import Concept
from portal.moderation import workflow_plans
from portal.vocabulary.models import VOCABULARY

# The names of the groups in the database. The admin shows them in the reader's language.
OFFICERS = gettext_noop("Communication officers")
READERS = workflow_plans.READERS
SECRETARIES = workflow_plans.SECRETARIES
PUBLISHERS = workflow_plans.PUBLISHERS
CONTACTS = gettext_noop("Regional contacts")
ADMINISTRATORS = gettext_noop("Administrators")

# Permissions on the whole page tree. `publish` is also needed to unpublish and to schedule. Whether a page may be
# published is decided by portal.moderation.publish_gate, whoever asks.
PAGES: dict[str, tuple[str, ...]] = {
    OFFICERS: ("add", "change"),
    READERS: ("change",),
    SECRETARIES: ("add", "change"),
    PUBLISHERS: ("add", "change", "publish", "lock", "unlock"),
    CONTACTS: (),
    ADMINISTRATORS: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}
# Permissions on all documents and images.
FILES: dict[str, tuple[str, ...]] = {
    OFFICERS: ("add", "choose"),
    READERS: ("choose",),
    SECRETARIES: ("add", "choose"),
    PUBLISHERS: ("add", "choose"),
    CONTACTS: (),
    ADMINISTRATORS: ("add", "change", "delete", "choose"),
}
ACTIONS = ("add", "change", "delete")
# Those who write or publish: they also get what apps register.
EDITORS = (OFFICERS, PUBLISHERS, ADMINISTRATORS)
# All other permissions, as "app label.codename".
OTHERS: dict[str, tuple[str, ...]] = {
    OFFICERS: ("portal.view_delivery", "wagtail_localize.submit_translation"),
    READERS: (),
    SECRETARIES: (),
    PUBLISHERS: ("portal.view_delivery", "wagtail_localize.submit_translation"),
    CONTACTS: (),
    ADMINISTRATORS: (
        "portal.view_delivery",
        "portal.change_delivery",
        "portal.change_sitesettings",
        "wagtail_localize.submit_translation",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
        "auth.add_user",
        "auth.change_user",
        "auth.delete_user",
    ),
}


class Command(BaseCommand):
    help = (
        "Makes the groups, their permissions and the workflows. Run it again to bring groups and permissions back to "
        "this file; a workflow that is there stays as it is."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        root = Page.get_first_root_node()
        collection = Collection.get_first_root_node()
        for name in PAGES:
            group = Group.objects.get_or_create(name=name)[0]
            group.permissions.set([_permission("wagtailadmin.access_admin"), *map(_permission, _others(name))])
            pages = [f"wagtailcore.{action}_page" for action in PAGES[name]]
            files = [f"wagtaildocs.{action}_document" for action in FILES[name]]
            files += [f"wagtailimages.{action}_image" for action in FILES[name]]
            _set_permissions(group, GroupPagePermission, pages, page=root)
            _set_permissions(group, GroupCollectionPermission, files, collection=collection)
        workflow_plans.make_workflows(root)
        # Wagtail's own groups let one person publish alone.
        Group.objects.filter(name__in=("Moderators", "Editors"), user__isnull=True).delete()
        self.stdout.write(", ".join(PAGES))


def _others(name: str) -> list[str]:
    others = list(OTHERS[name])
    if name in EDITORS:
        others += editorial_permissions()
    if name == ADMINISTRATORS:
        models = [*(model._meta.model_name for model in VOCABULARY), Concept._meta.model_name]
        others += [f"portal.{action}_{model}" for model in models for action in ACTIONS]
    return others


def _permission(name: str) -> Permission:
    label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def _set_permissions(group: Group, model: Any, names: list[str], **place: Any) -> None:
    """Have a group hold exactly these permissions on pages, or on files, and at this place of the tree."""
    wanted = [_permission(name) for name in names]
    held = model.objects.filter(group=group)
    held.exclude(permission__in=wanted, **place).delete()
    for permission in wanted:
        model.objects.get_or_create(group=group, permission=permission, **place)
