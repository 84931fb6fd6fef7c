"""var/ has one owner at a time: the `start` that keeps a file in it locked. The kernel unlocks it however that ends."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from portal.devserver.bootstrap import cannot_write, give_up


def own(var: Path) -> None:
    """Become the owner for as long as this process and its children live, or say in one sentence who is."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        file = os.open(var / "owner", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        cannot_write(var, error)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        number = os.read(file, 20).decode() or "?"
        give_up(
            f"En portal körs redan på {var} (process {number}): avsluta den först, eller sätt PORTAL_VAR.",
            f"A portal runs on {var} already (process {number}): end that one first, or set PORTAL_VAR.",
        )
    os.truncate(file, 0)
    os.write(file, str(os.getpid()).encode())


def share(var: Path) -> None:
    """Be seen by `is_shared` for as long as this process lives, where var/ can be written in."""
    with suppress(OSError):
        fcntl.flock(_workers(var), fcntl.LOCK_SH | fcntl.LOCK_NB)


def is_shared(var: Path) -> bool:
    """Whether any worker uses var/."""
    try:
        fcntl.flock(_workers(var), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _workers(var: Path) -> int:
    return os.open(var / "workers.lock", os.O_RDWR | os.O_CREAT, 0o600)
