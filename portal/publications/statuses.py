"""Verdicts, and what a status says about whether a publication still holds. Plain functions without a database.

The words for a type's statuses stand in the type itself (portal.publications.page_types).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# The council's own scale. An empty verdict means that the source does not state one.
VERDICTS: dict[str, Any] = {
    "should": _("Should be used"),
    "can": _("Can be used"),
    "wait": _("Wait"),
    "refrain": _("Refrain"),
    "none": _("No statement"),
}
UNKNOWN_VERDICT = _("Verdict not stated")
# Whether a verdict speaks for the use of a product or against it.
_POINTS = {"should": "for", "can": "for", "wait": "against", "refrain": "against", "none": "nowhere"}

# The status of a page of any type that a newer page replaces.
REPLACED, REPLACED_LABEL = "replaced", _("Replaced")
WITHDRAWN = "withdrawn"
# Statuses of what no longer holds. Of a page with the status "unknown" nobody knows whether it does.
PAST = (REPLACED, WITHDRAWN)
MAY_BE_PAST = (*PAST, "unknown")


def needs_example_mark(title: str, *, is_example: bool) -> bool:
    """Whether a list must mark this title as an example: editors often begin it with the word themselves."""
    return is_example and not title.casefold().startswith(("exempel", "example"))


def is_past(status: str) -> bool:
    """Whether a publication with this status no longer holds. `past` is the same rule for the database."""
    return status in PAST


def past() -> Q:
    """The condition on Publication that finds what no longer holds. `is_past` is the same rule in Python."""
    return Q(status__in=PAST)


def disagree(verdict: str, of_product: str) -> bool:
    """Whether a product's verdict points another way than the verdict of the whole page (for, against, or neither).

    “Should” and “can” agree. Where one of the two is unknown there is nothing to compare. A product without a statement
    agrees with any page, but a page without a statement does not agree with a product that has one.
    """
    known = verdict and of_product and of_product != "none"
    return bool(known and _POINTS[verdict] != _POINTS[of_product])


def verdict_label(verdict: str) -> str:
    """The verdict in words, or that it is not stated."""
    return str(VERDICTS.get(verdict, UNKNOWN_VERDICT))


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """(name, old code, new code) for each name that both mappings have with different codes."""
    return tuple((name, old[name], new[name]) for name in old if new.get(name, old[name]) != old[name])


def in_words(differences: Iterable[tuple[str, str, str]], word: Callable[[str], str] = verdict_label) -> list[str]:
    """Each difference as “from → to”, after its name if that is not empty. `word` gives the word for a code."""
    words = [(name, f"{word(old)} → {word(new)}") for name, old, new in differences]
    return [f"{name}: {change}" if name else change for name, change in words]


def field_label(page: Any, name: str) -> str:
    """The name of a model's field in the reader's language."""
    return str(page._meta.get_field(name).verbose_name)
