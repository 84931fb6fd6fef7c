"""Obstacles: what keeps a page from being published, each said at its field. Models report them, forms show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from portal.forms.refusals import Refused


@dataclass(frozen=True)
class Obstacle:
    """One thing that must be done before publishing. Without a `field` it concerns the page as a whole.

    `rule` is the code of the gate's rule that found it, "" for what the model or four eyes require. What only warns is
    passed by a reason; `about` then says in a short value what exactly is warned of, so that the reason holds as long
    as nothing of that changes.
    """

    message: str
    field: str = ""
    about: str = ""
    rule: str = ""
    is_warning: bool = False


def obstacles_of(error: ValidationError) -> Iterable[Obstacle]:
    """What a validation found, at the fields that it names."""
    if not hasattr(error, "error_dict"):
        return [Obstacle(" ".join(error.messages))]
    faults = error.message_dict.items()
    return [Obstacle(" ".join(messages), "" if name == NON_FIELD_ERRORS else name) for name, messages in faults]


class NotReady(Refused):
    """Raised when publishing is refused; nothing has been changed by then. It holds all obstacles.

    It is neither PermissionDenied nor ValidationError: Wagtail's views catch these in the middle of their work and keep
    what they have done so far.
    """

    def __init__(self, page: Any, obstacles: Iterable[Obstacle], said: str = "") -> None:
        self.page, self.obstacles, self.said = page, tuple(obstacles), said
        # The language of the user. The message may be made outside the view, where no language is active any more.
        self.language = get_language()
        super().__init__(" ".join(_told(page, obstacle) for obstacle in self.obstacles))

    def in_html(self, said: str = "") -> str:
        """What happened, then one line for each obstacle with a link to its field in the editor.

        `said` is a sentence with %(title)s, as is the one given when this was raised; without both the text says that
        the page was not published.
        """
        with override(self.language):
            told = said or self.said or _("“%(title)s” was not published.")
            lines = ((linked(self.page, obstacle),) for obstacle in self.obstacles)
            title = self.page.get_admin_display_title()
            listed = format_html_join("", "<li>{}</li>", lines)
            return format_html("{} <ul>{}</ul>{}", told % {"title": title}, listed, self._way_past())

    def _way_past(self) -> str:
        """Where a publisher says why the page is published in spite of what it is warned of."""
        if not any(obstacle.is_warning for obstacle in self.obstacles):
            return ""
        address = reverse("portal_warnings", args=[self.page.pk])
        told = _("Publish in spite of the warnings: give a reason")
        return format_html('<a href="{}">{}</a>', address, told)


def _told(page: Any, obstacle: Obstacle) -> str:
    if not obstacle.field:
        return obstacle.message
    return _("%(field)s: %(message)s") % {"field": name_of(page, obstacle.field), "message": obstacle.message}


def linked(page: Any, obstacle: Obstacle) -> str:
    """What an obstacle says, as HTML with a link to its field in the editor."""
    if not obstacle.field:
        return obstacle.message
    address = f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#{anchor_of(page, obstacle.field)}"
    return format_html('<a href="{}">{}</a>: {}', address, name_of(page, obstacle.field), obstacle.message)


def anchor_of(page: Any, name: str) -> str:
    """The id of the field in the editor. Wagtail opens the tab that an address with this anchor points into."""
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        return f"{name}-root"
    return f"id_{name}-FORMS" if field.auto_created else f"id_{name}-label"


def name_of(page: Any, name: str) -> str:
    """What editors call a field, or the rows of a child relation."""
    field = page._meta.get_field(name)
    rows = field.related_model._meta if field.auto_created else None
    return str(capfirst(rows.verbose_name_plural if rows else field.verbose_name))
