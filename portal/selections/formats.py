"""The formats that any selection answers in, beside the web page. Apps register theirs in AppConfig.ready."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from portal.selections.selection import Selection

# The ids of a selection's publications, in its order.
IdsOf = Callable[["Selection"], Sequence[int]]
# (request, selection, what gives the ids of this one or a like one) → response
Render = Callable[[HttpRequest, "Selection", IdsOf], HttpResponse]
_formats: dict[str, Render] = {}


def register_format(name: str, render: Render) -> None:
    _formats[name] = render


def render_format(name: str) -> Render | None:
    return _formats.get(name)
