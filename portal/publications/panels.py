"""The edit form that all publications share, in the order of an editor's work: content, decision, filing, follow-up."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page

from portal.publications.field_help import DOCUMENT_HELP

document_fields = ["document", "title"]
NEEDED = _("needed to publish")


def as_needed(label: Any) -> Any:
    """The label of a field that has to be filled in before the page is published."""
    return format_html('{} <span class="portal-needed">({})</span>', label, NEEDED)


class RowFieldPanel(FieldPanel):
    """A field of a row in the form, such as a product's verdict. It is marked where publishing needs it."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel on one row."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.is_required():
                self.heading = as_needed(self.bound_field.label)


def row_panels(helps: Mapping[str, Any], *names: str) -> list[Any]:
    """The panels of some fields of a row. `helps` says what those are for whose model does not say it."""
    return [RowFieldPanel(name, help_text=helps.get(name, "")) for name in names]


class FilingPanel(FieldPanel):
    """The field for a part of the filing. Where the form has no such field, since the page is filed as its original is
    (portal.publications.filing), it shows the value and where to change it.
    """

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel on one form."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is not None and self.bound_field is None:
                self.read_only = True
                self.heading = capfirst(self.panel.db_field.verbose_name)
                self.help_text = _("As on the Swedish page; change it there.")


def date_panel() -> FieldRowPanel:
    """The date, and how much of it is known."""
    return FieldRowPanel(["dated_on", "date_precision"])


def publication_edit_handler(
    own: list[Any] | None = None,
    *,
    decision: list[Any] | None = None,
    has_date: bool = True,
    documents: list[str] = document_fields,
) -> TabbedInterface:
    """The edit form of a publication type.

    `own` are the type's own panels; they are placed between ingress and text. `decision` are those of a tab of their
    own, for a type that is written first and decided on afterwards; date and case number are among them then.
    `has_date` adds the date, `documents` are the fields of each document that the page offers.
    """
    content = [
        TitleFieldPanel("title"),
        "ingress",
        *([date_panel()] if has_date and not decision else []),
        *(own or []),
        "body",
        InlinePanel(
            "documents",
            panels=row_panels(DOCUMENT_HELP, *documents),
            heading=_("Documents"),
            label=_("document"),
            help_text=_("Files that belong to the page, such as the decision itself. Readers find their text, too"),
        ),
        "sources",
        "summary_en",
    ]
    particulars = ["contact_function", "is_example"]
    filing = [
        MultiFieldPanel(
            [
                FilingPanel("product_areas"),
                FilingPanel("programme_areas"),
                "keywords",
            ],
            heading=_("Subject"),
        ),
        MultiFieldPanel(
            [FilingPanel(name) for name in ("level", "healthcare_regions", "regions")], heading=_("Concerns")
        ),
        MultiFieldPanel(particulars if decision else ["case_number", *particulars], heading=_("Particulars")),
    ]
    follow_up = [
        MultiFieldPanel([PageChooserPanel("replaces"), "change_note", "change_note_en"], heading=_("Earlier version")),
        "review_by",
    ]
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Content")),
            *([ObjectList(decision, heading=_("The decision"))] if decision else []),
            ObjectList(filing, heading=_("Filing")),
            ObjectList(follow_up, heading=_("Follow-up")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )
