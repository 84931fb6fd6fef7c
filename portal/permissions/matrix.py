"""The matrix of rights: which role may do what with which pages, and in which other part of the admin.

Each app has its part in `rights.py`, as a table, and registers it in AppConfig.ready. `create_roles` makes the groups
and their permissions of it. Wagtail has fewer permissions than people have words, so that several actions may come with
one permission; the tables name each, and portal.permissions.checks refuses a table that Wagtail can't keep.

An administrator may make further groups under Settings → Groups; they are not in the matrix and stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import CollectionMember, Page

from portal.permissions.roles import OWN_REGION


class Action(TextChoices):
    """What can be done, in the words of those who do it."""

    SEE_DRAFTS = "see_drafts", _("see drafts")
    EDIT = "edit", pgettext_lazy("a right", "edit")
    SUBMIT = "submit", _("submit for review")
    SHARE = "share", _("share a draft by a link")
    EXPORT = "export", _("export as a table")
    ASK = "ask", _("ask for a withdrawal")
    ADD = "add", pgettext_lazy("a right", "add")
    DELETE_OWN = "delete_own", _("delete a draft that nobody else has worked on")
    TRANSLATE = "translate", _("begin a translation")
    EXCEPT = "except", _("publish with an exception")
    REVIEW = "review", _("review: approve the first step")
    DECIDE = "decide", _("record the decision")
    APPROVE = "approve", _("approve the last step")
    PUBLISH = "publish", _("publish what its review has let through")
    SCHEDULE = "schedule", _("set a time to publish")
    RELEASE = "release", _("plan releases")
    WITHDRAW = "withdraw", _("confirm a withdrawal, take down")
    CLOSE = "close", _("close to some readers")
    DELETE_DRAFTS = "delete_drafts", _("delete drafts of others")
    LOCK = "lock", _("lock and unlock")
    DELETE_BELOW = "delete_below", _("delete with all pages below")
    SEE = "see", pgettext_lazy("a right", "see")
    CHOOSE = "choose", _("choose for a page")
    DELETE = "delete", pgettext_lazy("a right", "delete")
    RETRY = "retry", _("try again what failed")
    SEND = "send", _("send by mail")


Rights = Mapping[Action, tuple[str, ...]]

# Wagtail's permission on pages → the actions that come with it.
PAGE_PERMISSIONS: dict[str, tuple[Action, ...]] = {
    "add": (Action.ADD, Action.DELETE_OWN),
    "change": (Action.SEE_DRAFTS, Action.EDIT, Action.SUBMIT, Action.SHARE, Action.EXPORT, Action.ASK),
    "publish": (
        *(Action.PUBLISH, Action.SCHEDULE, Action.RELEASE, Action.WITHDRAW, Action.CLOSE),
        Action.DELETE_DRAFTS,
    ),
    "lock": (Action.LOCK,),
    "unlock": (Action.LOCK,),
    "bulk_delete": (Action.DELETE_BELOW,),
}
# What the groups of a workflow's steps do (portal.moderation.workflow_plans): no permission carries it.
STEPS = (Action.REVIEW, Action.DECIDE, Action.APPROVE)
# One permission for pages of all types.
FOR_ALL_PAGES = {
    Action.TRANSLATE: "wagtail_localize.submit_translation",
    Action.EXCEPT: "portal.publish_with_exception",
}
# Django's permission on a model that carries an action.
MODEL_PERMISSIONS: dict[Action, str] = {
    Action.SEE: "view",
    Action.ADD: "add",
    Action.EDIT: "change",
    Action.RETRY: "change",
    Action.SEND: "change",
    Action.EXPORT: "change",
    Action.DELETE: "delete",
    Action.CHOOSE: "choose",
}


@dataclass(frozen=True)
class RightsArea:
    """A part of the matrix: pages of a type with their list, or another part of the admin.

    One without models has no permissions: it says what the code lets each role do.
    """

    name: str
    label: str | Promise
    rights: Rights
    models: tuple[type[Any], ...] = ()

    @property
    def is_of_pages(self) -> bool:
        """Whether its models are pages."""
        return any(issubclass(model, Page) for model in self.models)

    def roles_with(self, action: Action) -> tuple[str, ...]:
        """The roles that may do something here."""
        return self.rights.get(action, ())

    def page_permissions(self, role: str) -> set[str]:
        """Wagtail's permissions on these pages that a role has, such as "change"."""
        return {name for name, actions in PAGE_PERMISSIONS.items() if role in self.roles_with(actions[0])}

    def permissions_on_lists(self, role: str) -> set[str]:
        """Those of them that a role has on the lists of these pages, beside what it has on the whole tree."""
        return self.page_permissions(role) - permissions_on_tree(role)

    def list_models(self) -> list[Any]:
        """Its page models that are the parents of others of its own."""
        parents = [parent for model in self.models for parent in model.allowed_parent_page_models()]
        return [model for model in self.models if model in parents]


_areas: dict[str, RightsArea] = {}


def register_rights(name: str, label: str | Promise, rights: Rights, *models: type[Any]) -> None:
    """Add a part to the matrix, or put it in the place of the one that has its name.

    `rights` has the roles for each action; what it does not name is for superusers alone. `models` are those that the
    permissions are on: a page type with its list, or the models of a part of the admin.
    """
    _areas[name] = RightsArea(name, label, rights, models)


def areas() -> list[RightsArea]:
    """All parts, in the order of registration."""
    return list(_areas.values())


def page_areas() -> list[RightsArea]:
    """The parts that are about pages."""
    return [area for area in areas() if area.is_of_pages]


def area_of(model: Any) -> RightsArea | None:
    """The part that a model is in."""
    return next((area for area in areas() if model in area.models), None)


def types_of_regions() -> list[Any]:
    """The page types whose pages are written by those who write for a region."""
    areas = [area for area in page_areas() if OWN_REGION in area.roles_with(Action.EDIT)]
    return [model for area in areas for model in area.models if model not in area.list_models()]


def roles_at_step(action: Action) -> list[str]:
    """The roles that take a step of the workflows, of whichever type."""
    return sorted({role for area in page_areas() for role in area.roles_with(action)})


def permissions_on_tree(role: str) -> set[str]:
    """Wagtail's permissions that a role has on the pages of every type, and therefore on the whole tree."""
    return set.intersection(set(PAGE_PERMISSIONS), *(area.page_permissions(role) for area in page_areas()))


def permissions_on_models(role: str) -> set[str]:
    """Django's permissions of a role, each as `<app label>.<codename>`."""
    held = {name for area in areas() if not area.is_of_pages for name in _on_models(area, role, of_files=False)}
    for action, permission in FOR_ALL_PAGES.items():
        if any(role in area.roles_with(action) for area in page_areas()):
            held.add(permission)
    return held | {"wagtailadmin.access_admin"}


def permissions_on_files(role: str) -> set[str]:
    """The permissions of a role on documents and images in all collections, each as `<app label>.<codename>`."""
    return {name for area in areas() if not area.is_of_pages for name in _on_models(area, role, of_files=True)}


def _on_models(area: RightsArea, role: str, *, of_files: bool) -> set[str]:
    return {
        f"{model._meta.app_label}.{MODEL_PERMISSIONS[action]}_{model._meta.model_name}"
        for model in area.models
        if issubclass(model, CollectionMember) == of_files
        for action, roles in area.rights.items()
        if role in roles
    }
