"""The edit forms of this app's page types, in the order of an editor's work."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel

from portal.publications.panels import document_panels, publication_edit_handler
from portal.publications.statuses import REPLACED
from recommendations.criteria import FACTORS, PRINCIPLES


class StandingPanel(FieldPanel):
    """The field for the standing, without “replaced”: a page is replaced when another one names it in `replaces`."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel on one form."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.bound_field and self.bound_field.value() != REPLACED:
                choices = self.bound_field.field.choices
                self.bound_field.field.choices = [choice for choice in choices if choice[0] != REPLACED]


class WhereVerdictsDiffer(FieldPanel):
    """The box “the verdicts differ on purpose”. It is shown only when a product's verdict differs from the page's."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel on one form."""

        def is_shown(self) -> bool:
            # A comparison of two versions has panels without a form.
            refused = self.form is not None and "verdicts_differ" in self.form.errors
            asked = bool(self.instance.odd_product) or refused
            return bool(asked and super().is_shown())


product_panels = [FieldRowPanel(["name", "company", "since_year"]), FieldRowPanel(["verdict", "conditions"])]


def _profile_panel(names: dict[str, Any], heading: Any) -> MultiFieldPanel:
    rows = [MultiFieldPanel([f"{name}_scale", f"{name}_text"], heading=label) for name, label in names.items()]
    return MultiFieldPanel(rows, heading=heading, classname="collapsed")


def recommendation_edit_handler() -> Any:
    """The form of a recommendation."""
    return publication_edit_handler(
        [
            "conditions",
            InlinePanel("products", heading=_("Products"), label=_("product")),
            WhereVerdictsDiffer("verdicts_differ"),
            FieldRowPanel([StandingPanel("standing"), "decider", "version_number"]),
            MultiFieldPanel(["for_whom", "reasons", "cost_effectiveness", "follow_up"], heading=_("Grounds")),
            _profile_panel(PRINCIPLES, _("Three principles")),
            _profile_panel(FACTORS, _("Four factors")),
            MultiFieldPanel(
                ["assessments", "related_assessments", "notices", PageChooserPanel("case_page")], heading=_("Chain")
            ),
            "conflict_statement",
        ],
        has_verdict=True,
    )


def assessment_edit_handler() -> Any:
    """The form of an assessment summary."""
    return publication_edit_handler(
        [
            FieldRowPanel(["assessor", "kind", "last_search_on"]),
            MultiFieldPanel(["population", "intervention", "comparison", "outcome"], heading=_("Question (PICO)")),
            InlinePanel("results", heading=_("Results"), label=_("result")),
            "cost_per_qaly",
            "limitations",
            "report_url",
        ]
    )


def procurement_edit_handler() -> Any:
    """The form of a procurement notice."""
    return publication_edit_handler(
        [
            MultiFieldPanel(["buyer", "buyer_name", "procurement_regions"], heading=_("Buyer")),
            FieldRowPanel(["procedure", "cpv_codes", "ted_number"]),
            MultiFieldPanel(
                [
                    FieldRowPanel(["expected_on", "announced_on", "tender_deadline"]),
                    FieldRowPanel(["contract_from", "contract_to"]),
                    "options",
                ],
                heading=_("Dates"),
            ),
        ]
    )


def case_edit_handler() -> Any:
    """The form of a case. It has no field for the date, which follows from the stages."""
    return publication_edit_handler(
        [
            FieldRowPanel(["product", "manufacturer", "ce_marking"]),
            "nominated_by",
            InlinePanel("stages", heading=_("Stages"), label=_("stage")),
            "stage_reason",
            MultiFieldPanel(["is_secret", "anonymous_title", "open_title"], heading=_("Secrecy")),
        ],
        has_date=False,
        documents=[*document_panels, "is_public"],
    )
