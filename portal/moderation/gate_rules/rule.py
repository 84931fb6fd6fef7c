"""What a rule of the gate is, and the registry of the rules of each page model. Apps fill it in AppConfig.ready."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum, IntEnum
from typing import Any, ClassVar

from portal.moderation.obstacles import Obstacle


class GateStep(IntEnum):
    """The step from which a rule holds. What the author owns holds from submission on, a decision's fields later."""

    SUBMISSION = 1
    PUBLICATION = 2


class Severity(Enum):
    """What becomes of a page that breaks a rule."""

    # It is stopped.
    OBSTACLE = "obstacle"
    # It is stopped at publication, until somebody who may publish it says why it is published as it is.
    WARNING = "warning"
    # It is not stopped. The checklist tells it.
    NOTE = "note"


class Rule:
    """One rule. Its text is said in the active language; what it finds must not name what the reader may not see.

    `code` is kept in the log and never changes. `field` is the model's field to which the checklist leads while the
    rule is kept, "" for none.
    """

    code: ClassVar[str]
    # What is so while the rule is kept, such as “The ingress is in plain language”.
    label: ClassVar[Any]
    field: str = ""
    step: ClassVar[GateStep] = GateStep.SUBMISSION
    severity: ClassVar[Severity] = Severity.OBSTACLE
    # False for a rule without which a secret would be out or the portal would break: no administrator skips it
    # (portal.moderation.override).
    may_be_skipped: ClassVar[bool] = True

    def needs(self, page: Any) -> Iterable[str]:
        """The fields that it asks to be filled in, whatever else the page says: its form marks them."""
        return ()

    def concerns(self, page: Any) -> bool:
        """Whether the rule is asked of this page at all. The checklist names it only then."""
        return True

    def find(self, page: Any) -> Iterable[Obstacle]:
        """Where a page that it concerns breaks the rule. A rule that warns sets `about` on each, see Obstacle."""
        raise NotImplementedError

    def kept(self, page: Any) -> str:
        """What the checklist says of a page that keeps the rule; empty for nothing."""
        return str(self.label)

    def broken(self, page: Any) -> Iterator[Obstacle]:
        """What `find` finds in a page that it concerns, each with this rule's code and whether it only warns."""
        is_warning = self.severity is Severity.WARNING
        for found in self.find(page) if self.concerns(page) else ():
            yield replace(found, rule=self.code, is_warning=is_warning)


_rules: dict[type, list[Rule]] = defaultdict(list)


def register(model: type, *rules: Rule) -> None:
    """Add rules for the pages of a model and of its subclasses."""
    _rules[model] += rules


def rules_of(page: Any) -> list[Rule]:
    """The rules for a page, those of its base models first."""
    return [rule for model in reversed(type(page).__mro__) for rule in _rules.get(model, ())]


def labels() -> dict[str, Any]:
    """What each rule asks, by its code."""
    return {rule.code: rule.label for rules in _rules.values() for rule in rules}


def needed_fields(page: Any) -> set[str]:
    """The fields of a page that have to be filled in before it is published."""
    return {name for rule in rules_of(page) for name in rule.needs(page)}


def obstacles_in(page: Any, step: GateStep = GateStep.PUBLICATION) -> list[Obstacle]:
    """What stops a page at a step, by its rules."""
    asked = [rule for rule in rules_of(page) if rule.severity is Severity.OBSTACLE and rule.step <= step]
    return [found for rule in asked for found in rule.broken(page)]


def warnings_in(page: Any) -> list[Obstacle]:
    """What is warned of, by the page's rules, whether or not a reason has been given for it."""
    asked = [rule for rule in rules_of(page) if rule.severity is Severity.WARNING]
    return [found for rule in asked for found in rule.broken(page)]
