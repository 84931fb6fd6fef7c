"""What is written about one recipient of a mailing, from the claim to the end. Each is a single statement."""

import time
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from news.models import HandOver, Mailing
from portal.outbox.changes import newest_column
from portal.outbox.leases import LEASE, holder

OPEN = (HandOver.State.WAITING, HandOver.State.CLAIMED)
# A letter that has gone and is not noted would go once more: so many tries, with so many seconds between them.
TRIES, PAUSE = 3, 1.0


def claim(row: HandOver) -> bool:
    """Take a row in hand; False where another has it, or has had it since it was read.

    It is one statement, committed before the letter goes: of two workers one alone finds the row as it was.
    """
    as_it_was = HandOver.objects.filter(pk=row.pk, state__in=OPEN, next_try_at=row.next_try_at)
    taken = as_it_was.update(
        state=HandOver.State.CLAIMED,
        held_by=holder(),
        next_try_at=timezone.now() + LEASE,
        attempts=F("attempts") + 1,
    )
    row.attempts += taken
    return taken == 1


def let_go(row: HandOver) -> None:
    """Put a row back as it was before the claim: nothing has been tried."""
    _write(row, state=row.state, next_try_at=row.next_try_at, attempts=F("attempts") - 1)


def done(row: HandOver) -> None:
    """Note that the server has taken the letter."""
    for left in reversed(range(TRIES)):
        now = timezone.now()
        try:
            # The time of the next try is of no use any more, and its index is: news.mailings.caps.
            _write(row, state=HandOver.State.DONE, done_at=now, next_try_at=now, code="")
            return
        except DatabaseError:
            if not left:
                raise
            connection.close()
            time.sleep(PAUSE)


def refused(row: HandOver, code: str) -> None:
    """Note that the server will not have it, with its code."""
    _write(row, state=HandOver.State.REFUSED, code=code)


def left_out(row: HandOver) -> None:
    """Note that it is not to be sent to this one after all."""
    _write(row, state=HandOver.State.LEFT_OUT, code="")


def put_off(row: HandOver, code: str = "", *, is_in_doubt: bool = False) -> None:
    """Note that it has not gone yet, or that nobody knows, and try later."""
    state = HandOver.State.CLAIMED if is_in_doubt else HandOver.State.WAITING
    _write(row, state=state, code=code, next_try_at=timezone.now() + row.wait)


def put_all_off(row: HandOver, code: str = "", *, is_in_doubt: bool = False) -> None:
    """The same, and let everything else that is due wait as long: it would fare no better."""
    until = timezone.now() + row.wait
    state = HandOver.State.CLAIMED if is_in_doubt else HandOver.State.WAITING
    _write(row, state=state, code=code, next_try_at=until)
    due = HandOver.objects.due().filter(mailing__state=Mailing.State.SENDING, state__in=OPEN)
    # All at the same time: the first of them is again the one whose wait grows.
    due.update(next_try_at=until)


def look(row: HandOver) -> dict[str, Any]:
    """What holds at this moment, in one query: whether it is still being sent, and to whom. Empty where it is gone.

    `stamp` differs from what it was when anything that readers see has changed.
    """
    asked = HandOver.objects.filter(pk=row.pk).annotate(stamp=newest_column())
    found = asked.values(
        *("stamp", "mailing__state", "subscriber__email", "subscriber__key", "subscriber__language"),
        *("subscriber__confirmed_at", "subscriber__ended_at"),
    )
    return next(iter(found), {})


def due(mailing: Mailing, full: dict[str, datetime], most: int) -> list[HandOver]:
    """Some of the rows that may be tried now, those that are in doubt first, but for domains that are full."""
    rows = HandOver.objects.due().filter(mailing=mailing).exclude(domain__in=full).order_by("next_try_at", "pk")
    in_doubt = list(rows.filter(state=HandOver.State.CLAIMED)[:most])
    return in_doubt or list(rows.filter(state=HandOver.State.WAITING)[:most])


def _write(row: HandOver, **values: Any) -> None:
    HandOver.objects.filter(pk=row.pk).update(held_by="", **values)
