"""The registry of formats that a selection is given in beside the web page. Apps fill it in AppConfig.ready."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from portal.selections.selection import Selection

# Gives the page ids of a selection, in the selection's order.
IdsOf = Callable[["Selection"], Sequence[int]]
# Makes the response from the request and the selection. The last argument finds its pages: a format may ask it for the
# same selection in another order.
Render = Callable[[HttpRequest, "Selection", IdsOf], HttpResponse]
_formats: dict[str, Render] = {}


def register_format(name: str, render: Render) -> None:
    """Add a format: `name` is what `?format=` asks for."""
    _formats[name] = render


def render_format(name: str) -> Render | None:
    """The function that makes this format; None when there is no such format."""
    return _formats.get(name)
