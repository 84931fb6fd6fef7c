"""The matrix of rights as a page of the admin: which role may do what, in words."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.permissions.matrix import Action, RightsArea, areas

VIEW = "portal_rights"


def may_read(user: Any) -> bool:
    """Whether somebody may read the page: those who give accounts their roles."""
    return bool(user.has_perm("auth.change_user"))


def _lines(area: RightsArea) -> list[tuple[str, str]]:
    """Rows of (action, roles) in words, in the order of the actions."""
    given = [(action, area.roles_with(action)) for action in Action]
    return [(capfirst(str(action.label)), ", ".join(map(gettext, roles))) for action, roles in given if roles]


class RightsView(WagtailAdminTemplateMixin, TemplateView):
    """A table for each type of page and for each other part of the admin."""

    template_name = "portal/admin/rights.html"
    page_title = gettext_lazy("Roles and rights")
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied."""
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the parts of the matrix, each with its rows."""
        parts = [(area.name, area.label, _lines(area)) for area in areas()]
        return {**super().get_context_data(**kwargs), "parts": parts}


class RightsItem(MenuItem):
    """The page's entry in the menu of settings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


@hooks.register("register_settings_menu_item")
def in_the_settings() -> RightsItem:
    """Add the page to the menu of settings."""
    return RightsItem(RightsView.page_title, reverse(VIEW), name="rights", icon_name="group", order=610)


@hooks.register("register_admin_urls")
def address() -> list[Any]:
    """Add the page's address to the admin."""
    return [path("rights/", RightsView.as_view(), name=VIEW)]
