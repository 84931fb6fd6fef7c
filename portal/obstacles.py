"""What keeps a page from its readers, said field by field. Plain values: models say them, forms and doors show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Obstacle:
    """One thing that has to be done first. Without a field it concerns the page as a whole."""

    message: str
    field: str = ""


class Refused(Exception):
    """Publishing was refused, and nothing was changed. Holds every obstacle.

    No PermissionDenied or ValidationError: Wagtail's views catch those halfway through and keep what was done by then.
    """

    def __init__(self, page: Any, obstacles: Iterable[Obstacle]) -> None:
        self.page, self.obstacles = page, tuple(obstacles)
        super().__init__(" ".join(told(page, obstacle) for obstacle in self.obstacles))


def told(page: Any, obstacle: Obstacle) -> str:
    """The obstacle with its field's name before it, for where it doesn't stand at the field."""
    if not obstacle.field:
        return obstacle.message
    return _("%(field)s: %(message)s") % {"field": name_of(page, obstacle.field), "message": obstacle.message}


def name_of(page: Any, name: str) -> str:
    """What an editor knows a field, or the rows of a child relation, as."""
    field = page._meta.get_field(name)
    rows = field.related_model._meta if field.auto_created else None
    return str(capfirst(rows.verbose_name_plural if rows else field.verbose_name))
