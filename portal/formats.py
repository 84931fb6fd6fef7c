"""The formats that any selection answers in, beside the web page. Apps register theirs in AppConfig.ready."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from portal.selections import Selection

# (request, selection, ids of its publications in order) → response
Render = Callable[[HttpRequest, "Selection", Sequence[int]], HttpResponse]
_formats: dict[str, Render] = {}


def register_format(name: str, render: Render) -> None:
    _formats[name] = render


def render_format(name: str) -> Render | None:
    return _formats.get(name)
