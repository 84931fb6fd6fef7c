"""People in the portal's roles, and what they do in the admin."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.admin.widgets import AdminTagWidget
from wagtail.models import Page

from portal.permissions import roles
from tests.factories import make_site

__all__ = ["Desk", "desk", "roles"]


class Desk:
    """One person at a browser."""

    def __init__(self, name: str, *groups: str, chief: bool = False) -> None:
        self.user = User.objects.create_user(name, f"{name}@region.example", is_superuser=chief, is_staff=chief)
        self.user.groups.set(Group.objects.filter(name__in=groups))
        self.client = Client()
        self.client.force_login(self.user)

    def form(self, page: Any, **changes: Any) -> dict[str, Any]:
        """The editor's form as a browser would send it back, with these changes."""
        latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
        form = latest.get_edit_handler().get_form_class()(instance=latest, for_user=self.user)
        return {**filled_in(form), **changes, "loaded_revision_id": str(latest.latest_revision_id)}

    def edit(self, page: Any, action: str = "", *, follow: bool = False, **changes: Any) -> Any:
        """Press a button in the editor: '' saves a draft."""
        data = self.form(page, **changes)
        if action.startswith("workflow:"):
            data |= {"action-workflow-action": "true", "workflow-action-name": action.partition(":")[2]}
        elif action:
            data[f"action-{action}"] = "on"
        return self.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=follow)

    def panel(self, name: str) -> list[str] | None:
        """The titles that a panel of the first page shows; None where the panel is absent."""
        panels = self.client.get(reverse("wagtailadmin_home")).context["panels"]
        return next(([row[0] for row in panel.found] for panel in panels if panel.name == name), None)

    def approve(self, page: Any, *, follow: bool = False) -> Any:
        """Approve in the editor, without a change."""
        return self.edit(page, "workflow:approve", follow=follow)

    def approve_from_list(self, page: Any) -> Any:
        """Approve from the dashboard, without opening the editor."""
        page = Page.objects.get(pk=page.pk).specific
        state = page.current_workflow_task_state
        return self.client.post(
            reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""}
        )


def desk(name: str, *groups: str, chief: bool = False) -> Desk:
    """A person in these roles; makes the roles and the site the first time."""
    make_site()
    if not Group.objects.filter(name=roles.ADMINISTRATORS).exists():
        call_command("create_roles", verbosity=0)
    return Desk(name, *groups, chief=chief)


def filled_in(form: Any) -> dict[str, Any]:
    """What a browser sends for a form that nobody has touched."""
    data: dict[str, Any] = {}
    for bound in form:
        data |= _sent(bound)
    for formset in getattr(form, "formsets", {}).values():
        for bound in formset.management_form:
            data |= _sent(bound)
        for row in formset.forms:
            for bound in row:
                data |= _sent(bound)
    return data


def _sent(bound: Any) -> dict[str, Any]:
    value = bound.value()
    widget = bound.field.widget
    if type(widget).__name__ == "BlockWidget":
        return _stream(bound.html_name, value)
    if type(widget).__name__ == "DraftailRichTextArea":
        return {bound.html_name: widget.format_value(value)}
    if isinstance(value, bool):
        return {bound.html_name: "on"} if value else {}
    if value is None:
        return {bound.html_name: ""} if bound.is_hidden else {}
    if isinstance(value, list | tuple) or hasattr(value, "all") or type(value).__name__ == "QuerySet":
        rows = value.all() if hasattr(value, "all") else value
        values = [getattr(row, "tag", row) for row in rows]
        if isinstance(widget, AdminTagWidget):
            return {bound.html_name: ", ".join(f'"{value}"' for value in values)}
        return {bound.html_name: [str(getattr(value, "pk", value)) for value in values]}
    return {bound.html_name: bound.field.prepare_value(value) if hasattr(bound.field, "prepare_value") else value}


def _stream(name: str, value: Any) -> dict[str, Any]:
    """An empty stream; tests that need blocks give them as changes."""
    return {f"{name}-count": "0"}
