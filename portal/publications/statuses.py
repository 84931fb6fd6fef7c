"""Verdicts, and what a status says of whether a publication holds. Plain functions, no database.

The words of a type's statuses are the type's own (portal.publications.page_types).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# The council's own scale (facts.md, "Verdict words"); an empty verdict is one whose word is not known.
VERDICTS: dict[str, Any] = {
    "should": _("Should be used"),
    "can": _("Can be used"),
    "wait": _("Wait"),
    "refrain": _("Refrain"),
    "none": _("No statement"),
}
UNKNOWN_VERDICT = _("Verdict not stated")
# Which way a verdict points.
_POINTS = {"should": "for", "can": "for", "wait": "against", "refrain": "against", "none": "nowhere"}

# The standing of a page of any type that a newer one replaces.
REPLACED, REPLACED_LABEL = "replaced", _("Replaced")
WITHDRAWN = "withdrawn"
# What has given way; of "unknown" nobody knows whether it has.
PAST = (REPLACED, WITHDRAWN)
MAY_BE_PAST = (*PAST, "unknown")


def is_past(status: str) -> bool:
    """Whether a publication with this status no longer holds."""
    return status in PAST


def past() -> Q:
    """The same as a condition on Publication."""
    return Q(status__in=PAST)


def disagree(verdict: str, of_product: str) -> bool:
    """Whether a product's verdict points elsewhere than the whole page's; one of the two being unknown says nothing.

    "Should" and "can" agree. A page may well leave one of its products without a statement, not the other way.
    """
    known = verdict and of_product and of_product != "none"
    return bool(known and _POINTS[verdict] != _POINTS[of_product])


def verdict_label(verdict: str) -> str:
    return str(VERDICTS.get(verdict, UNKNOWN_VERDICT))


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """(name, code in `old`, code in `new`) of each name that both have with another code."""
    return tuple((name, old[name], new[name]) for name in old if new.get(name, old[name]) != old[name])


def in_words(differences: Iterable[tuple[str, str, str]], word: Callable[[str], str] = verdict_label) -> list[str]:
    """Each of the differences as "from → to"; a name that is not empty, such as a product's, stands before."""
    words = [(name, f"{word(old)} → {word(new)}") for name, old, new in differences]
    return [f"{name}: {change}" if name else change for name, change in words]


def field_label(page: Any, name: str) -> str:
    """The name of a model's field in the reader's language."""
    return str(page._meta.get_field(name).verbose_name)
