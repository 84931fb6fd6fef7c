"""What an editor sees beside the form: the page itself, and what else readers meet of it, such as its hit in search.

The registry of these views. Apps fill it in AppConfig.ready; nothing that they show is stored.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class PreviewMode(NamedTuple):
    """One way to look at a draft. `label` is what editors choose it by."""

    label: Any
    # Makes the answer from the request and the page; the active language is the page's. It must write nothing.
    render: Callable[[HttpRequest, Any], HttpResponseBase]
    # The type whose pages have it; empty for all.
    type_code: str = ""


_modes: dict[str, PreviewMode] = {}


def register_preview_mode(
    name: str, label: Any, render: Callable[[HttpRequest, Any], HttpResponseBase], type_code: str = ""
) -> None:
    """Add a way to look at a draft, of one type or of all: `name` is what `?mode=` asks for."""
    _modes[name] = PreviewMode(label, render, type_code)


class HasPreviewModes:
    """The part of a publication that shows it beside the editor. Wagtail asks who may see it: only who may edit."""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Name and label of each mode, the page itself first."""
        return [("", _("The page")), *((name, mode.label) for name, mode in self._own_modes.items())]

    @property
    def _own_modes(self: Any) -> dict[str, PreviewMode]:
        return {name: mode for name, mode in _modes.items() if mode.type_code in ("", self.type_code)}

    def serve_preview(self: Any, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The answer for a mode, as the page would be if it were published now. An unknown one shows the page."""
        self.work_out()
        mode = self._own_modes.get(mode_name)
        if mode is None:
            answer: HttpResponseBase = super().serve_preview(request, mode_name)  # type: ignore[misc]
            return answer
        with override(self.locale.language_code):
            return mode.render(request, self)
