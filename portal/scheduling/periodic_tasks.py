"""What apps want done by the clock, beside their channels. Registered in AppConfig.ready, done by the worker."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.db import connections
from django.utils import timezone

logger = logging.getLogger(__name__)

# Wagtail's finished jobs: so long can an administrator ask what became of one.
TASKS_KEPT = timedelta(days=30)

_chores: list[Callable[[], object]] = []


def register_chore(chore: Callable[[], object]) -> None:
    """Have this done every few seconds: it finds out itself, at little cost, whether there is anything to do."""
    if chore not in _chores:
        _chores.append(chore)


def beside(chore: Callable[[], object], is_due: Callable[[], bool]) -> Callable[[], None]:
    """A chore that takes long, where it is due: in a thread of the worker, which has other things to do meanwhile.

    What is returned starts it and returns at once. It runs one at a time in each process; it is registered like others.
    """
    running = threading.Lock()

    def run() -> None:
        try:
            with running:
                chore()
        except Exception:
            logger.exception("%s.%s failed", chore.__module__, chore.__qualname__)
        finally:
            connections.close_all()

    @wraps(chore)
    def start() -> None:
        if not running.locked() and is_due():
            threading.Thread(target=run, name=chore.__name__, daemon=True).start()

    return start


def do_chores() -> None:
    """One that fails stops neither the others nor the worker, and comes again at the next turn."""
    for chore in _chores:
        try:
            chore()
        except Exception:
            logger.exception("%s.%s failed", chore.__module__, chore.__qualname__)


def prune_tasks() -> int:
    """Forget jobs that were finished long ago. Returns how many."""
    from django_tasks_db.models import DBTaskResult

    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - TASKS_KEPT)
    return int(old.delete()[0]) if old.exists() else 0
