"""The views of accounts and groups in the admin, held to the rules of portal.accounts.rights."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.auth import permission_denied
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import bulk_actions
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserFilterSet, UserViewSet
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.accounts.forms import RegionalUserCreationForm, RegionalUserForm
from portal.accounts.rights import groups_to_give, may_change_account, may_give_region, role_name
from portal.forms.checkboxes import RoleCheckboxes


class WithinRights:
    """For views with a form: the form offers only the groups that its user may give."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """The form, without the groups and the superuser box that the user may not give."""
        form: Any = super().get_form(*args, **kwargs)  # type: ignore[misc]
        for name in form.fields.keys() & {"groups", "role"}:
            form.fields[name].label_from_instance = role_name
        if "region" in form.fields and not may_give_region(self.request.user):
            form.fields.pop("region")
        if not self.request.user.is_superuser:
            form.fields.pop("is_superuser", None)
            for name in form.fields.keys() & {"groups", "role"}:
                form.fields[name].queryset = groups_to_give(self.request.user)
        return form


class OfOthers:
    """For views of one account: only for those who may change it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer the request. Raises PermissionDenied for somebody who may not change the account."""
        if not may_change_account(request.user, self.get_object()):  # type: ignore[attr-defined]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class List(IndexView):
    """The list of accounts, with links only to those that the user may change."""

    def get_edit_url(self, instance: Any) -> str | None:
        return super().get_edit_url(instance) if may_change_account(self.request.user, instance) else None

    def get_delete_url(self, instance: Any) -> str | None:
        return super().get_delete_url(instance) if may_change_account(self.request.user, instance) else None


class Create(WithinRights, CreateView):
    """The form for a new account."""


class Edit(WithinRights, OfOthers, EditView):
    """The form for an account."""


class Delete(OfOthers, DeleteView):
    """The question before an account is deleted."""


class Filters(UserFilterSet):
    """What the list of accounts can be narrowed by, with the names of the roles."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].extra["widget"] = RoleCheckboxes


class Accounts(UserViewSet):
    """All views of accounts."""

    filterset_class = Filters
    index_view_class = List
    add_view_class = Create
    edit_view_class = Edit
    delete_view_class = Delete

    def get_form_class(self, for_update: bool = False) -> Any:
        return RegionalUserForm if for_update else RegionalUserCreationForm

    # A copy starts with all groups of the copied account, also those that the user may not give.
    copy_view_enabled = False


class ForSuperusers(ModelPermissionPolicy):
    """Permissions on groups: only for superusers. Others could raise their own rights by changing their group."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_active and user.is_superuser)


def for_superusers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wrap a view so that only superusers get it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            return permission_denied(request)
        return view(request, *args, **kwargs)

    return wrapped


class Groups(GroupViewSet):
    """All views of groups."""

    # Only for menus and buttons. The views are wrapped below, since Wagtail 8 has a policy of its own for groups.
    permission_policy = ForSuperusers(Group)

    def get_urlpatterns(self) -> Any:
        return decorate_urlpatterns(super().get_urlpatterns(), for_superusers)


class _OfMany(WithinRights):
    """For bulk actions: leaves out the accounts that the user may not change."""

    def check_perm(self, account: Any) -> bool:
        """Whether the user may carry out the action on this account."""
        allowed: bool = super().check_perm(account)  # type: ignore[misc]
        return allowed and may_change_account(self.request.user, account)


class AssignRoles(_OfMany, bulk_actions.AssignRoleBulkAction):
    """Gives roles to several accounts."""


class DeleteMany(_OfMany, bulk_actions.DeleteBulkAction):
    """Deletes several accounts."""


class SetActive(_OfMany, bulk_actions.SetActiveStateBulkAction):
    """Activates or deactivates several accounts."""


BULK_ACTIONS = (AssignRoles, DeleteMany, SetActive)
