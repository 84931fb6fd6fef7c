"""The edit forms of this app's page types, in the order of an editor's work."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel

from portal.publications.panels import date_panel, document_fields, publication_edit_handler, row_panels
from portal.publications.statuses import REPLACED
from recommendations.criteria import FACTORS, PRINCIPLES
from recommendations.field_help import PRODUCT_HELP, RESULT_HELP, STAGE_HELP


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


product_panels = [
    FieldRowPanel(row_panels(PRODUCT_HELP, "name", "company", "since_year")),
    FieldRowPanel(row_panels(PRODUCT_HELP, "verdict", "conditions")),
]
result_panels = row_panels(RESULT_HELP, "outcome", "finding", "certainty")
stage_panels = [
    FieldRowPanel(row_panels(STAGE_HELP, "stage", "started_on", "ended_on")),
    FieldRowPanel(row_panels(STAGE_HELP, "note", "is_pause")),
]


def _profile_panel(names: dict[str, Any], heading: Any) -> MultiFieldPanel:
    rows = [MultiFieldPanel([f"{name}_scale", f"{name}_text"], heading=label) for name, label in names.items()]
    return MultiFieldPanel(rows, heading=heading, classname="collapsed")


def recommendation_edit_handler() -> Any:
    """The form of a recommendation: its text is written before the council has met, what was decided comes after."""
    return publication_edit_handler(
        [
            MultiFieldPanel(["for_whom", "reasons", "cost_effectiveness", "follow_up"], heading=_("Grounds")),
            _profile_panel(PRINCIPLES, _("Three principles")),
            _profile_panel(FACTORS, _("Four factors")),
            MultiFieldPanel(
                ["assessments", "related_assessments", "notices", PageChooserPanel("case_page")],
                heading=_("Chain"),
                classname="collapsed",
            ),
        ],
        decision=[
            MultiFieldPanel(
                [date_panel(), FieldRowPanel(["decider", "case_number"])], heading=_("Who decided, and when")
            ),
            MultiFieldPanel(
                ["verdict", "conditions", FieldRowPanel([StandingPanel("standing"), "version_number"])],
                heading=_("What holds"),
            ),
            InlinePanel(
                "products",
                heading=_("Products"),
                label=_("product"),
                help_text=_("One row for each product that the decision is about, with what was decided on it"),
            ),
            WhereVerdictsDiffer("verdicts_differ"),
            "conflict_statement",
        ],
    )


def assessment_edit_handler() -> Any:
    """The form of an assessment summary."""
    return publication_edit_handler(
        [
            FieldRowPanel(["assessor", "kind", "last_search_on"]),
            "report_url",
            MultiFieldPanel(["population", "intervention", "comparison", "outcome"], heading=_("Question (PICO)")),
            InlinePanel(
                "results",
                heading=_("Results"),
                label=_("result"),
                help_text=_("One row for each outcome that was measured, the most important first"),
            ),
            "cost_per_qaly",
            "limitations",
        ]
    )


def procurement_edit_handler() -> Any:
    """The form of a procurement notice."""
    return publication_edit_handler(
        [
            MultiFieldPanel(["buyer", "buyer_name", "procurement_regions"], heading=_("Buyer")),
            MultiFieldPanel(["procedure", FieldRowPanel(["cpv_codes", "ted_number"])], heading=_("Procedure")),
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
    """The form of a case. Whether it is secret is said before anything is named. Its date follows from the stages."""
    return publication_edit_handler(
        [
            MultiFieldPanel(["is_secret", "anonymous_title", "open_title"], heading=_("Secrecy")),
            FieldRowPanel(["product", "manufacturer", "ce_marking"]),
            "nominated_by",
            InlinePanel(
                "stages",
                heading=_("Stages"),
                label=_("stage"),
                help_text=_("The way of the case, the first stage first. Readers see the stages in this order"),
            ),
            "stage_reason",
        ],
        has_date=False,
        documents=[*document_fields, "is_public"],
    )
