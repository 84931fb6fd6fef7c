"""“How to” in the admin's menu: the list of tasks, the reader's own first, and a page for each."""

from typing import Any

from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.desk.menu_page import MenuPage
from portal.guide.tasks import guide_tasks

LABEL = gettext_lazy("How to")


class Guide(MenuPage):
    """The list of tasks."""

    template_name = "portal/admin/guide.html"
    page_title = LABEL
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tasks that the reader does, and the others."""
        tasks = list(guide_tasks().values())
        own = [task for task in tasks if task.is_done_by(self.request.user)]
        others = [task for task in tasks if task not in own]
        return {**super().get_context_data(**kwargs), "own": own, "others": others}


class GuidePage(WagtailAdminTemplateMixin, TemplateView):
    """One task."""

    header_icon = "help"
    _show_breadcrumbs = True

    def setup(self, *args: Any, **kwargs: Any) -> None:
        """Find the task. Raises Http404 for a code that none has."""
        super().setup(*args, **kwargs)
        if kwargs["task"] not in guide_tasks():
            raise Http404("No such task")
        self.task = guide_tasks()[kwargs["task"]]

    def get_template_names(self) -> list[str]:
        return [self.task.template]

    def get_page_title(self) -> Any:
        return self.task.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        guide = {"url": reverse("portal_guide"), "label": LABEL}
        return [*super().get_breadcrumbs_items(), guide, {"url": "", "label": self.task.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the task."""
        return {**super().get_context_data(**kwargs), "task": self.task}


@hooks.register("register_admin_urls")
def guide_addresses() -> list[Any]:
    """The addresses of the guide."""
    return [
        path("guide/", Guide.as_view(), name="portal_guide"),
        path("guide/<slug:task>/", GuidePage.as_view(), name="portal_guide_page"),
    ]


@hooks.register("register_admin_menu_item")
def guide_in_the_menu() -> MenuItem:
    """The guide, for everybody who may enter the admin."""
    return MenuItem(LABEL, reverse("portal_guide"), name="guide", icon_name="help", order=175)
