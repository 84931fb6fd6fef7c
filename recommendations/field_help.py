"""What the edit forms of this app's types say under their fields (portal.publications.page_types, `field_help`)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from recommendations.criteria import FACTORS, PRINCIPLES

PRODUCT_HELP: dict[str, Any] = {
    "name": _("The product as its maker writes it, without the maker's name"),
    "company": _("Who makes it"),
    "since_year": _("The year in which it came into the recommendation, such as 2024"),
    "verdict": _("What was decided on this product. Leave it empty when the source does not state it"),
    "conditions": _("For whom and when, if it differs from what holds for the whole page"),
}
RECOMMENDATION_HELP: dict[str, Any] = {
    "conditions": _("For whom and when, in one sentence. Clinicians read it first"),
    "standing": _("Whether it can be followed today. “Replaced” follows by itself from a newer version"),
    "decider": _("Who decided, such as the council"),
    "for_whom": _("Which patients, with limits in figures"),
    "reasons": _("Why the council decided so, with what speaks against it"),
    "cost_effectiveness": _("What it costs for what it gives, and how sure that is"),
    "follow_up": _("What is followed up, by whom and when"),
    "assessments": _("Tick the assessments that the grounds refer to"),
    "notices": _("Tick the procurements of these products"),
    "case_page": _("The case that led to the decision"),
    "conflict_statement": _("Who took no part in the decision, by function, and why"),
    **{f"{name}_scale": _("Whether it speaks for or against, as the council judged it") for name in PRINCIPLES},
    **{f"{name}_scale": _("How much the factor weighs, as the council judged it") for name in FACTORS},
    **{f"{name}_text": _("One or two sentences that explain the choice") for name in (*PRINCIPLES, *FACTORS)},
}
RESULT_HELP: dict[str, Any] = {
    "outcome": _("What was measured, such as the number of severe hypoglycaemias"),
    "finding": _("What was found, with figures, and with what it was compared"),
    "certainty": _("How sure the finding is, by GRADE. Leave it empty when the source does not state it"),
}
ASSESSMENT_HELP: dict[str, Any] = {
    "assessor": _("Who made the assessment"),
    "kind": _("What kind of assessment it is, as its maker calls it"),
    "last_search_on": _("The day of the last search. What was published later is not in it"),
    "population": _("Which patients"),
    "intervention": _("What was assessed"),
    "comparison": _("What it was compared with"),
    "outcome": _("What was measured"),
    "cost_per_qaly": _("With currency and year, such as 450,000 SEK (2024)"),
    "limitations": _("What the assessment can't answer"),
    "report_url": _("The address of the whole report"),
}
PROCUREMENT_HELP: dict[str, Any] = {
    "buyer": _("Who buys, if it is in the list"),
    "buyer_name": _("Who buys, if it is not in the list"),
    "procurement_regions": _("Tick those that take part"),
    "procedure": _("How it is bought"),
    "cpv_codes": _("Eight digits each, separated by commas"),
    "ted_number": _("The number in the EU's register of tenders, such as 123456-2026"),
    "expected_on": _("When the announcement is expected"),
    "announced_on": _("When it was announced"),
    "tender_deadline": _("It is open for tenders until the end of this day"),
    "contract_from": _("The first day of the contract"),
    "contract_to": _("The last day of the contract, without options"),
    "options": _("How the contract can be prolonged"),
}
STAGE_HELP: dict[str, Any] = {
    "stage": _("How far the case has come. The last one is shown to readers as its status"),
    "started_on": _("The day on which the stage began. The date of the case follows from it"),
    "ended_on": _("The day on which it ended. Leave it empty while it goes on"),
    "note": _("What happened, in a few words. Open data have it, of a secret case nobody"),
    "is_pause": _("The case rests during this time"),
}
CASE_HELP: dict[str, Any] = {
    "product": _("The product or method as its maker writes it"),
    "manufacturer": _("The maker's name"),
    "ce_marking": _("Class and year, or that it has none yet"),
    "stage_reason": _("Needed when the case is declined or stopped. Readers see it"),
    "anonymous_title": _("Needed while the case is secret. It must not name product or maker"),
}
