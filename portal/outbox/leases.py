"""Leases: a row of work is held by one process at a time, and is free again when that process dies.

Each process that takes rows has a file under var/workers and keeps it locked. The kernel removes the lock however the
process ends, so other processes with the same var/ see that the holder is dead and free its rows at once. A worker on
another machine can't be seen from here: its rows become free when their lease runs out.
"""

import fcntl
import logging
import os
import secrets
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from portal.models import Leased

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Leased)

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)

# The name of this process, and the file that it keeps locked for as long as it runs.
_held: tuple[str, IO[str]] | None = None


def back_off(attempts: int) -> timedelta:
    """The wait after a failed attempt: 2, 4, 8 … seconds, at most an hour. `attempts` is how many there have been."""
    return min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)


def take(due: models.QuerySet[Row]) -> Row | None:
    """Take the first of the due rows for one lease (60 seconds). Other workers pass it by. None when there is none."""
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        row = due.first()
        if row:
            row.attempts += 1
            row.next_try_at = timezone.now() + LEASE
            row.held_by = holder()
            row.save(update_fields=["attempts", "next_try_at", "held_by"])
        return row


def release_dead() -> int:
    """Make the rows that dead processes of this var/ held due at once. Returns how many rows that were."""
    dead = list(_dead())
    freed = 0
    if names := [path.name for path in dead]:
        now = timezone.now()
        for model in apps.get_models():
            if issubclass(model, Leased):
                rows = model._default_manager.filter(held_by__in=names, next_try_at__gt=now)
                freed += rows.update(next_try_at=now, held_by="")
    for path in dead:
        path.unlink(missing_ok=True)
    return freed


def anybody_lives() -> bool:
    """Whether any process of this var/ that has taken rows still runs."""
    return any(not _is_free(path) for path in _holders())


def holder() -> str:
    """The name by which this process holds rows.

    Empty when no file can be made in var/: its rows then become free only when their lease runs out.
    """
    global _held
    if _held is None:
        name = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            _held = name, _locked(name)
        except OSError as error:
            logger.warning("No file in %s: %s", _folder(), error)
            return ""
    return _held[0]


def _locked(name: str) -> IO[str]:
    """Make the file of this process and lock it."""
    _folder().mkdir(parents=True, exist_ok=True)
    draft = _folder() / f".{name}"
    file = draft.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    # Given its real name only when it is locked: an unlocked file would be taken for that of a dead process.
    draft.rename(_folder() / name)
    return file


def _folder() -> Path:
    return Path(settings.VAR) / "workers"


def _holders() -> Iterator[Path]:
    yield from _folder().glob("[!.]*")


def _dead() -> Iterator[Path]:
    return filter(_is_free, _holders())


def _is_free(path: Path) -> bool:
    """Whether nobody keeps this file locked, so that its process is dead."""
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _forget() -> None:
    """After a fork: the child is another process and must not keep its parent's file locked."""
    global _held
    if _held is not None:
        os.close(_held[1].fileno())
        _held = None


os.register_at_fork(after_in_child=_forget)
