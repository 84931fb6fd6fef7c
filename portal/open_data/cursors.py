"""Where a reader of the event log or of the list has come to, as an opaque text (a cursor).

Events are numbered when they are written and seen when their transaction ends, on PostgreSQL in another order. A number
that is missing among the newest may therefore still come. A cursor remembers such gaps for an hour, and what comes in
them is told then; no transaction of the portal takes that long.
"""

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from django.db.models import Q
from django.utils import timezone

from portal.models import PublicationEvent

# For how long a missing number may still come.
PATIENCE = timedelta(hours=1)
MOST_GAPS = 40
LONGEST_CURSOR = 4000
LARGEST = 2**53
AT_ONCE = 5000


class BadCursor(ValueError):
    """A cursor that the portal did not give out."""


class Gap(NamedTuple):
    """Numbers that are missing, both ends included. `since` is the time of the event after them, in seconds."""

    first: int
    last: int
    since: int


def pack(kind: str, value: Any) -> str:
    """A value that can be stored as JSON, as a text for addresses. `kind` says which list the cursor belongs to."""
    packed = json.dumps([kind, value], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def unpack(kind: str, text: str) -> Any:
    """The value that `pack` made this text of. Raises BadCursor for any other text."""
    try:
        if len(text) > LONGEST_CURSOR:
            raise BadCursor
        found = json.loads(base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursor from error
    if not isinstance(found, list) or len(found) != 2 or found[0] != kind:
        raise BadCursor
    return found[1]


def whole(value: Any) -> int:
    """The value, if it is a number that a row can have. Raises BadCursor for anything else."""
    if type(value) is int and 0 <= value <= LARGEST:
        return value
    raise BadCursor


@dataclass(frozen=True)
class LogCursor:
    """Every event up to the number `last` is known, but for those in the gaps."""

    last: int = 0
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def of_text(cls, text: str) -> Self:
        """The cursor that is written so. Raises BadCursor for a text that is none."""
        match unpack("log", text):
            case [last, [*gaps]] if len(gaps) <= MOST_GAPS:
                return cls(whole(last), tuple(_gap(gap) for gap in gaps))
        raise BadCursor

    def __str__(self) -> str:
        return pack("log", [self.last, [list(gap) for gap in self.gaps]])

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


def _gap(value: Any) -> Gap:
    match value:
        case [first, last, since]:
            return Gap(whole(first), whole(last), whole(since))
    raise BadCursor


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
