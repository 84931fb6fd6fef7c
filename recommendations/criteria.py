"""The ethical profile: three principles that mark a position on a scale, four factors that fill one.

Source: the ethical platform of the Swedish health services as the council uses it (design.md 5).
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

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
    """One line of the profile: `scale` of `steps` (None when not rated), its word and its text."""

    label: str
    scale: int | None
    words: dict[int, Any]
    text: str
    fills: bool

    @property
    def word(self) -> str:
        return str(self.words.get(self.scale or 0, _("Not rated")))

    @property
    def steps(self) -> int:
        return len(self.words)

    @property
    def marks(self) -> list[bool]:
        """Which steps are drawn as marked: all up to the value for a factor, the value alone for a principle."""
        scale = self.scale or 0
        return [step <= scale if self.fills else step == scale for step in range(1, self.steps + 1)]


def profile(page: Any, names: dict[str, Any], words: dict[int, Any], *, fills: bool) -> list[Criterion]:
    """The criteria of a page that have a scale or a text, in the platform's order."""
    rows = [
        Criterion(str(label), getattr(page, f"{name}_scale"), words, getattr(page, f"{name}_text"), fills)
        for name, label in names.items()
    ]
    return [row for row in rows if row.scale or row.text]
