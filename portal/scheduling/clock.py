"""The time that work goes by: now, or the moment for which it is done ahead (portal.scheduling.ahead)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

# When work ahead of a moment began, and the moment.
_ahead: ContextVar[tuple[datetime, datetime] | None] = ContextVar("ahead_of_moment", default=None)


@contextmanager
def as_at(moment: datetime) -> Iterator[None]:
    """Inside this context it is that moment, which is yet to come."""
    token = _ahead.set((timezone.now(), moment))
    try:
        yield
    finally:
        _ahead.reset(token)


def now() -> datetime:
    """The time of day that counts."""
    ahead = _ahead.get()
    return ahead[1] if ahead else timezone.now()


def today() -> date:
    """The day that counts, in Sweden."""
    return timezone.localdate(now())


def is_ahead() -> bool:
    """Whether this is work for a moment to come."""
    return _ahead.get() is not None


def dated(stamp: datetime | None) -> datetime | None:
    """The stamp as it is stored: what was stamped while working ahead bears the moment."""
    ahead = _ahead.get()
    return ahead[1] if ahead and stamp and ahead[0] <= stamp < ahead[1] else stamp
