"""Leased queues: one worker at a time holds a row of work, and another follows where it does not come to an end.

Deliveries, mails and texts of documents wait in such tables. A claimed row is not due before its lease has run out;
what a dead process of this machine held is due as soon as its successor begins (`release_dead`).
"""

import os
import secrets
import socket
from contextlib import suppress
from datetime import timedelta
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)

# Tells this process from an earlier one of the same number, as after the restart of a container.
_LIFE = secrets.token_hex(4)

LeasedRow = TypeVar("LeasedRow", bound="Leased")


class TriedAgain(models.Model):
    """Work that is tried until it succeeds, after waits that grow."""

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)

    class Meta:
        abstract = True

    @property
    def wait(self) -> timedelta:
        """The wait after the last failed attempt: 2, 4, 8 … seconds, an hour at the most."""
        return min(timedelta(seconds=2 ** min(self.attempts, 12)), LONGEST_WAIT)


class LeasedQuerySet(models.QuerySet[LeasedRow]):
    """Queries over the rows of a leased queue."""

    def due(self) -> Self:
        """The rows whose time has come and that nobody holds."""
        return self.filter(next_try_at__lte=timezone.now())

    def claim(self) -> LeasedRow | None:
        """Lease the first of these rows; None where there is none."""
        return next(iter(self.claim_several(1)), None)

    def claim_several(self, most: int) -> list[LeasedRow]:
        """Lease so many of the first of these rows, so that a second worker passes them by."""
        if not self.exists():  # with SQLite the transaction would take the lock of all writers
            return []
        with transaction.atomic():
            rows = self if self.ordered else self.order_by("pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True, of=("self",))
            found = list(rows[:most])
            for row in found:
                row.attempts += 1
                row.next_try_at = timezone.now() + LEASE
                row.held_by = holder()
            self.model._default_manager.bulk_update(found, ["attempts", "next_try_at", "held_by"])
            return found


class Leased(TriedAgain):
    """A row of a leased queue. `next_try_at` is also the lease: claiming moves it ahead."""

    # The process that holds the row just now; empty when nobody does.
    held_by = models.CharField(max_length=100, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def release(self, **values: Any) -> None:
        """Let go of the row, with what has become of it."""
        type(self)._default_manager.filter(pk=self.pk).update(held_by="", **values)

    def put_off(self, **values: Any) -> None:
        """Let go of the row until its wait is over, with why."""
        self.release(next_try_at=timezone.now() + self.wait, **values)


def holder() -> str:
    """The name that this process holds rows by."""
    return f"{_host()}{os.getpid()}:{_LIFE}"


def _host() -> str:
    return f"{socket.gethostname()[:60]}:"


def release_dead() -> int:
    """Make due at once what dead processes of this machine held. Returns how many rows that was."""
    freed, now = 0, timezone.now()
    for model in apps.get_models():
        if issubclass(model, Leased):
            held = model._default_manager.filter(next_try_at__gt=now).exclude(held_by="")
            dead = filter(_is_dead, set(held.values_list("held_by", flat=True)))
            freed += held.filter(held_by__in=list(dead)).update(next_try_at=now, held_by="")
    return freed


def _is_dead(name: str) -> bool:
    """Whether a holder is known to be gone; one of another machine can't be seen from here."""
    if not name.startswith(_host()):
        return False
    pid, _colon, life = name.removeprefix(_host()).partition(":")
    if int(pid) == os.getpid():
        return life != _LIFE
    with suppress(PermissionError):
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
    return False
