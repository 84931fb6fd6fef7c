"""The edit form that all publications share, in the order of an editor's work: content, filing, follow-up."""

from typing import Any

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

document_panels = ["document", "title"]


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


def publication_edit_handler(
    own: list[Any] | None = None,
    *,
    has_verdict: bool = False,
    has_date: bool = True,
    documents: list[Any] = document_panels,
) -> TabbedInterface:
    """The edit form of a publication type.

    `own` are the type's own panels; they are placed between ingress and text. `has_verdict` and `has_date` add the
    fields for these, `documents` are the panels for each document that the page offers.
    """
    content = [
        TitleFieldPanel("title"),
        "ingress",
        *([FieldRowPanel(["dated_on", "date_precision"])] if has_date else []),
        *(["verdict"] if has_verdict else []),
        *(own or []),
        "body",
        InlinePanel("documents", panels=documents, heading=_("Documents"), label=_("document")),
        "sources",
        "summary_en",
    ]
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
        MultiFieldPanel(["case_number", "contact_function", "is_example"], heading=_("Particulars")),
    ]
    follow_up = [
        MultiFieldPanel([PageChooserPanel("replaces"), "change_note", "change_note_en"], heading=_("Earlier version")),
        "review_by",
    ]
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Content")),
            ObjectList(filing, heading=_("Filing")),
            ObjectList(follow_up, heading=_("Follow-up")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )
