"""Accounts and groups in the admin, under the rule of portal.accounts.rights."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from wagtail.admin.auth import permission_denied
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import bulk_actions
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.accounts.rights import groups_to_give, may_change_account


def in_words(group: Group) -> str:
    """A role's name in the reader's language; it is kept in English, as all names in code are."""
    return gettext(group.name)


class WithinRights:
    """A form that offers no more than the one who fills it in may give."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(*args, **kwargs)  # type: ignore[misc]
        for name in form.fields.keys() & {"groups", "role"}:
            form.fields[name].label_from_instance = in_words
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
            for name in form.fields.keys() & {"groups", "role"}:
                form.fields[name].queryset = groups_to_give(self.request.user)
        return form


class OfOthers:
    """A view of one account, for those who may change it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_change_account(request.user, self.get_object()):  # type: ignore[attr-defined]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class List(IndexView):
    def get_edit_url(self, instance: Any) -> str | None:
        return super().get_edit_url(instance) if may_change_account(self.request.user, instance) else None

    def get_delete_url(self, instance: Any) -> str | None:
        return super().get_delete_url(instance) if may_change_account(self.request.user, instance) else None


class Create(WithinRights, CreateView):
    pass


class Edit(WithinRights, OfOthers, EditView):
    pass


class Delete(OfOthers, DeleteView):
    pass


class Accounts(UserViewSet):
    index_view_class = List
    add_view_class = Create
    edit_view_class = Edit
    delete_view_class = Delete
    # A copy starts with all groups of its model ticked.
    copy_view_enabled = False


class ForSuperusers(ModelPermissionPolicy):
    """What a group may do is the business of superusers: who sets a group's rights could set their own."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_active and user.is_superuser)


def for_superusers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            return permission_denied(request)
        return view(request, *args, **kwargs)

    return wrapped


class Groups(GroupViewSet):
    # For menus and buttons; its addresses ask by themselves, since Wagtail 8 has a policy of its own for groups.
    permission_policy = ForSuperusers(Group)

    def get_urlpatterns(self) -> Any:
        return decorate_urlpatterns(super().get_urlpatterns(), for_superusers)


class _OfMany(WithinRights):
    """A bulk action that passes over the accounts that its user may not change."""

    def check_perm(self, account: Any) -> bool:
        allowed: bool = super().check_perm(account)  # type: ignore[misc]
        return allowed and may_change_account(self.request.user, account)


class AssignRoles(_OfMany, bulk_actions.AssignRoleBulkAction):
    pass


class DeleteMany(_OfMany, bulk_actions.DeleteBulkAction):
    pass


class SetActive(_OfMany, bulk_actions.SetActiveStateBulkAction):
    pass


BULK_ACTIONS = (AssignRoles, DeleteMany, SetActive)
