"""The words for verdicts and statuses. Plain functions, no database."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The council's own scale (facts.md, "Verdict words"); an empty verdict is one whose word is not known.
VERDICTS: dict[str, Any] = {
    "should": _("Should be used"),
    "can": _("Can be used"),
    "wait": _("Wait"),
    "refrain": _("Refrain"),
    "none": _("No statement"),
}
# The standing of a page of any type that a newer one replaces.
REPLACED = "replaced"
UNKNOWN_VERDICT = _("Verdict not stated")

STATUSES: dict[str, dict[str, Any]] = {
    "recommendation": {
        "in_force": _("In force"),
        "under_review": _("Under review"),
        "unknown": _("Standing not known"),
        REPLACED: _("Replaced"),
        "withdrawn": _("Withdrawn"),
    },
    "procurement": {
        "planned": _("Planned"),
        "open": _("Open for tenders"),
        "evaluation": _("Under evaluation"),
        "contract": _("Contract in force"),
        "ended": _("Ended"),
    },
    "case": {
        "nominated": _("Nominated"),
        "scanned": _("Horizon scanning"),
        "assessment_ordered": _("Assessment ordered"),
        "assessed": pgettext_lazy("case stage", "Assessed"),
        "with_council": _("With the council"),
        "decided": pgettext_lazy("case stage", "Decided"),
        "procurement": _("In procurement"),
        "followed_up": _("Followed up"),
        "declined": _("Declined"),
        "stopped": _("Stopped"),
    },
}

TYPES: dict[str, Any] = {
    "recommendation": _("Recommendation"),
    "assessment": _("Assessment summary"),
    "procurement": _("Procurement notice"),
    "case": _("Case"),
    "newsletter": _("Newsletter"),
    "news": _("News"),
}


# Which way a verdict points.
_POINTS = {"should": "for", "can": "for", "wait": "against", "refrain": "against", "none": "nowhere"}


def disagree(verdict: str, of_product: str) -> bool:
    """Whether a product's verdict points elsewhere than the whole page's; one of the two being unknown says nothing.

    "Should" and "can" agree. A page may well leave one of its products without a statement, not the other way.
    """
    known = verdict and of_product and of_product != "none"
    return bool(known and _POINTS[verdict] != _POINTS[of_product])


def verdict_label(verdict: str) -> str:
    return str(VERDICTS.get(verdict, UNKNOWN_VERDICT))


def status_label(type_code: str, status: str) -> str:
    """The word for a status of a type; an unknown status has no word."""
    words = {REPLACED: STATUSES["recommendation"][REPLACED], **STATUSES.get(type_code, {})}
    return str(words.get(status, ""))


def any_status_label(status: str) -> str:
    """The word for a status of whichever type has it: codes are unique but for 'procurement', a stage of cases."""
    return next((str(words[status]) for words in STATUSES.values() if status in words), "")


def field_label(page: Any, name: str) -> str:
    """The name of a model's field in the reader's language."""
    return str(page._meta.get_field(name).verbose_name)
