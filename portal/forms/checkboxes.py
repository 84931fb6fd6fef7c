"""Checkboxes for a field that takes several: one click never empties it, as it does in a browser's own list."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CheckboxColumns(forms.CheckboxSelectMultiple):
    """Checkboxes in columns. A script adds a box that narrows long lists (static/js/checkboxes.js)."""

    class Media:
        """The script that adds the box."""

        js = ("js/checkboxes.js",)

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "portal-checkboxes", "data-narrow": _("Narrow the list"), **(attrs or {})}, choices)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Give the label of the whole list an id, too: the script names the group by it, the gate leads there."""
        return id_ if index is None else super().id_for_label(id_, index)


class RoleCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes for groups, called by what the roles are called in the reader's language."""

    def create_option(self, name: str, value: Any, label: int | str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option of the list, with the name of the role as its label."""
        return super().create_option(name, value, gettext(str(label)), *args, **kwargs)
