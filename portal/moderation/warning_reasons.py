"""The reasons that publishers give for publishing a page in spite of what the gate warns of.

They are entries of the page's own log, so that its history tells them. A reason holds for what it was given for: one
rule and one thing that it warned of (`Obstacle.about`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log
from wagtail.models import PageLogEntry

from portal.moderation.gate_rules.rule import labels, warnings_in
from portal.moderation.obstacles import Obstacle

ACTION = "portal.warning_passed"


@dataclass(frozen=True)
class Reason:
    """Why a page is published in spite of a warning, who said so and when."""

    text: str
    user: Any
    given_at: datetime


def reasons_for(page: Any) -> dict[tuple[str, str], Reason]:
    """(code of the rule, what was warned of) → the reason that was given last."""
    entries = PageLogEntry.objects.filter(page=page.pk, action=ACTION).select_related("user").order_by("timestamp")
    return {
        (entry.data["rule"], entry.data["about"]): Reason(entry.data["reason"], entry.user, entry.timestamp)
        for entry in entries
    }


def open_warnings(page: Any) -> list[Obstacle]:
    """What the page's rules warn of and nobody has given a reason for."""
    if not (found := warnings_in(page)):
        return []
    given = reasons_for(page)
    return [warning for warning in found if (warning.rule, warning.about) not in given]


def give_reason(page: Any, warning: Obstacle, reason: str, user: Any) -> None:
    """Write down why `user` lets the page be published in spite of a warning."""
    # The warning's own words are left out: the log stays when a page becomes secret.
    log(page, ACTION, user=user, data={"rule": warning.rule, "about": warning.about, "reason": reason})


class PassedWarning(LogFormatter):
    """How a page's history tells a reason."""

    label: Any = _("Reason for a warning")

    def format_message(self, log_entry: Any) -> str:
        rule = labels().get(log_entry.data["rule"], log_entry.data["rule"])
        told = gettext("Passed the warning “{rule}” with the reason: {reason}")
        return format_html(told, rule=rule, reason=log_entry.data["reason"])
