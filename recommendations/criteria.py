"""The ethical profile of a recommendation: three principles and four factors, each with a value on a scale and a text.

Source: the ethical platform for prioritisation in Swedish health care, as the council applies it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.publications.published_data import Fact

PRINCIPLES: dict[str, Any] = {
    "human_dignity": _("Human dignity"),
    "need_solidarity": _("Need and solidarity"),
    "cost_principle": _("Cost-effectiveness"),
}
FACTORS: dict[str, Any] = {
    "severity": _("Severity of the condition"),
    "effect": _("Effect of the intervention"),
    "prevalence": _("Prevalence of the condition"),
    "reliability": _("Reliability of the evidence"),
}
PRINCIPLE_WORDS: dict[int, Any] = {1: _("Speaks against"), 2: _("Neutral"), 3: _("Speaks for")}
FACTOR_WORDS: dict[int, Any] = {1: _("Low"), 2: _("Moderate"), 3: _("High"), 4: _("Very high")}


@dataclass(frozen=True)
class Criterion:
    """One line of the profile.

    `scale` is the value, from 1 to the number of `words`, or None when not rated. `fills` says how it is drawn: a
    factor fills the scale up to its value, a principle marks one point on it.
    """

    label: str
    scale: int | None
    words: dict[int, Any]
    text: str
    fills: bool

    @property
    def word(self) -> str:
        """The value in words."""
        return str(self.words.get(self.scale or 0, _("Not rated")))

    @property
    def steps(self) -> int:
        """How many steps the scale has."""
        return len(self.words)

    @property
    def marks(self) -> list[bool]:
        """For each step whether it is drawn as marked: all up to the value for a factor, only the value for a
        principle.
        """
        scale = self.scale or 0
        return [step <= scale if self.fills else step == scale for step in range(1, self.steps + 1)]


def profile(page: Any, names: dict[str, Any], words: dict[int, Any], *, fills: bool) -> list[Criterion]:
    """The criteria of a page that have a value or a text, in the platform's order.

    `names` is field prefix → label (PRINCIPLES or FACTORS), `words` is value → word, `fills` as in Criterion.
    """
    rows = [
        Criterion(str(label), getattr(page, f"{name}_scale"), words, getattr(page, f"{name}_text"), fills)
        for name, label in names.items()
    ]
    return [row for row in rows if row.scale or row.text]


def profile_facts(scales: Mapping[str, int | None]) -> Iterator[Fact]:
    """The rated criteria of a page. `scales` is field prefix → value on the scale, None when not rated."""
    for names, words in ((PRINCIPLES, PRINCIPLE_WORDS), (FACTORS, FACTOR_WORDS)):
        for name, label in names.items():
            if scale := scales.get(name):
                yield Fact(name, str(label), str(scale), f"{words[scale]} ({scale}/{len(words)})")
