"""Where a reader of the event log or of the list has come to, as an opaque text (a cursor).

Events are numbered when they are written and seen when their transaction ends, on PostgreSQL in another order. A number
that is missing among the newest may therefore still come. A cursor remembers such gaps for an hour, and what comes in
them is told then; no transaction of the portal takes that long.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from django.db.models import Q
from django.utils import timezone

from portal.models import PublicationEvent

# For how long a missing number may still come.
PATIENCE = timedelta(hours=1)
MOST_GAPS = 40
AT_ONCE = 5000


class BadCursor(ValueError):
    """A cursor that the portal did not give out."""


class LaterThanTheLog(ValueError):
    """A cursor that knows more than the log has: it was given out before a backup was restored."""


class Gap(NamedTuple):
    """Numbers that are missing, both ends included. `since` is the time of the event after them, in seconds."""

    first: int
    last: int
    since: int


# How cursors are written. Whoever reads them need not know: it may change, and old ones are then taken all the same.
_NUMBER = "[0-9]{1,15}"
_GAP = rf"\.{_NUMBER}-{_NUMBER}-{_NUMBER}"
LOG_PATTERN = rf"^log{_NUMBER}({_GAP}){{0,{MOST_GAPS}}}$"
LIST_PATTERN = rf"^after{_NUMBER}$"


def list_cursor(number: int) -> str:
    """The cursor of a list by numbers, for what stands after this one."""
    return f"after{number}"


def list_position(text: str) -> int:
    """The number after which the list goes on. Raises BadCursor for a text that is no cursor of a list."""
    if not re.fullmatch(LIST_PATTERN, text, re.ASCII) or text.endswith("\n"):
        raise BadCursor
    return int(text.removeprefix("after"))


@dataclass(frozen=True)
class LogCursor:
    """Every event up to the number `last` is known, but for those in the gaps."""

    last: int = 0
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The cursor that is written so. Raises BadCursor for a text that is none."""
        if not re.fullmatch(LOG_PATTERN, text, re.ASCII) or text.endswith("\n"):
            raise BadCursor
        last, *gaps = text.removeprefix("log").split(".")
        return cls(int(last), tuple(Gap(*map(int, gap.split("-"))) for gap in gaps))

    def __str__(self) -> str:
        return ".".join([f"log{self.last}", *("-".join(map(str, gap)) for gap in self.gaps)])

    @classmethod
    def now(cls) -> Self:
        """The cursor of whoever reads the present state after asking for it."""
        # Numbers that an earlier hour has skipped do not come any more.
        recent = PublicationEvent.objects.filter(created_at__gte=timezone.now() - PATIENCE).order_by("-pk")
        rows = list(recent.values_list("pk", "created_at")[:AT_ONCE])[::-1]
        start = rows[0][0] if rows else None
        before = PublicationEvent.objects.filter(**({"pk__lt": start} if start else {})).order_by("-pk")
        known = before.values_list("pk", flat=True).first() or 0
        return cls(known).after(rows)

    def check(self) -> None:
        """Raise LaterThanTheLog when the log does not reach to this cursor."""
        if self.last and not PublicationEvent.objects.filter(pk__gte=self.last).exists():
            raise LaterThanTheLog

    def later(self) -> Q:
        """The condition on events that are not known at this cursor."""
        found = Q(pk__gt=self.last)
        for gap in self.gaps:
            found |= Q(pk__range=(gap.first, gap.last))
        return found

    def after(self, rows: Iterable[tuple[int, datetime]]) -> Self:
        """The cursor when also these events, as (number, time), are known; the smallest number comes first."""
        gaps, last = list(self.gaps), self.last
        for number, created_at in rows:
            if number > last:
                if number > last + 1:
                    gaps.append(Gap(last + 1, number - 1, int(created_at.timestamp())))
                last = number
            else:
                gaps = [part for gap in gaps for part in _without(gap, number)]
        oldest = (timezone.now() - PATIENCE).timestamp()
        return type(self)(last, _few([gap for gap in gaps if gap.since >= oldest]))


def _without(gap: Gap, number: int) -> list[Gap]:
    if not gap.first <= number <= gap.last:
        return [gap]
    parts = (gap._replace(last=number - 1), gap._replace(first=number + 1))
    return [part for part in parts if part.first <= part.last]


def _few(gaps: list[Gap]) -> tuple[Gap, ...]:
    """At most so many gaps as a cursor holds: the first ones as one, so that events between are told a second time."""
    while len(gaps) > MOST_GAPS:
        first, second, *rest = gaps
        gaps = [Gap(first.first, second.last, second.since), *rest]
    return tuple(gaps)
