"""A page of the admin to which its menu leads."""

from typing import Any

from django.http import HttpRequest
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class MenuPage(WagtailAdminTemplateMixin, TemplateView):
    """The base of such a page: its title says where the reader is."""

    _show_breadcrumbs = True

    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]
