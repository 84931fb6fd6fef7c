"""What all panels of the desk share: rows of pages that the user may edit, a bound on their number, an empty state."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from portal.models import Publication, PublicationQuerySet

MOST_ROWS = 20


class DeskRow(NamedTuple):
    """A page in a panel: its title, where a click leads, and a cell for each column after the title."""

    title: str
    url: str
    cells: tuple[Any, ...]


class Panel(Component):
    """A panel of the first page. It is shown when `found`, which each panel defines, is not empty."""

    found: Any

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def editable(self) -> Any:
        """The pages that the user may edit, as a queryset."""
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return Page.objects.filter(pk__in=mine.values("pk"))

    @property
    def editable_keys(self) -> Any:
        """The ids of these pages as text, as workflows and revisions store them. A queryset for a subquery."""
        return self.editable.annotate(key=Cast("pk", CharField())).values("key")

    def own(self) -> PublicationQuerySet:
        """The live publications that the user may edit."""
        return Publication.objects.live().filter(pk__in=self.editable.values("pk"))

    @property
    def is_shown(self) -> bool:
        """Whether the panel has anything to say to this user."""
        return bool(self.found)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"request": self.request, "found": self.found}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        return super().render_html(parent_context) if self.is_shown else ""


class Listing(Panel):
    """A panel with a row for each page. On a phone each row is a block, with the columns' names beside the values."""

    template_name = "portal/admin/desk_listing.html"
    name = ""
    heading: Any = ""
    # What stands between heading and rows.
    note: Any = ""
    columns: tuple[Any, ...] = ()
    most = MOST_ROWS
    # What to do first, for those to whom `invites` applies; other users do not see the empty panel.
    empty: Any = ""
    # The page of the guide that the empty panel leads to, by its code.
    guide = ""

    @property
    def id(self) -> str:
        """The panel's address within the page."""
        return self.name.replace("_", "-")

    def rows(self) -> Iterable[DeskRow]:
        """The rows in their order, one more than `most` if there are more."""
        raise NotImplementedError

    @property
    def invites(self) -> bool:
        """Whether the panel is shown, with the words of `empty`, although it has no rows."""
        return False

    @cached_property
    def found(self) -> list[DeskRow]:
        """The rows."""
        return list(self.rows())

    @property
    def is_shown(self) -> bool:
        return bool(self.found) or self.invites

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows = [(row, zip(self.columns, row.cells, strict=True)) for row in self.found[: self.most]]
        return {"panel": self, "rows": rows, "cut_at": self.most if len(self.found) > self.most else 0}


def edited(page: Any, *cells: Any) -> DeskRow:
    """A row for a page that the user may edit: its title as a draft, with a link to the editor."""
    return DeskRow(page.draft_title or page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]), cells)


def kind(page: Any) -> str:
    """What a page of this type is called."""
    model = page.specific_class or Page
    return str(getattr(model, "type_label", "") or model._meta.verbose_name)


def when(moment: Any) -> SafeString | str:
    """A day, or a moment in local time, as words with the machine's form beside them; empty for None."""
    if not moment:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
        words = date_format(moment, "j F H:i")
        if moment.date() == timezone.localdate():
            words = _("today at %(time)s") % {"time": f"{moment:%H:%M}"}
    else:
        words = date_format(moment, "j F Y")
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)
