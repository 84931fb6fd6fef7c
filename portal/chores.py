"""What apps want done by the clock, beside their channels. Registered in AppConfig.ready, done by the worker."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

_chores: list[Callable[[], object]] = []


def register_chore(chore: Callable[[], object]) -> None:
    """Have this done every few seconds: it finds out itself, at little cost, whether there is anything to do."""
    if chore not in _chores:
        _chores.append(chore)


def do_chores() -> None:
    """One that fails stops neither the others nor the worker, and comes again at the next turn."""
    for chore in _chores:
        try:
            chore()
        except Exception:
            logger.exception("%s.%s failed", chore.__module__, chore.__qualname__)
