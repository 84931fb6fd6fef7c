"""`manage.py worker`: the background work, done in turns until it is stopped."""

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from portal.devserver.var_lock import share
from portal.outbox.delivery import drain
from portal.outbox.leases import release_dead
from portal.outbox.mail_queue import send_waiting
from portal.scheduling.calendar_changes import announce_reviews, refresh_statuses
from portal.scheduling.periodic_tasks import do_chores
from portal.scheduling.scheduled_publishing import publish_due

logger = logging.getLogger(__name__)

PAUSE = 0.5
# Going live on time and changes of status by date need no finer clock than this, in seconds.
CLOCK = 10.0
# Wagtail queues hundreds of jobs after a load: a few in each turn, so that deliveries never wait behind them.
TASKS_A_TURN = 10


class Command(BaseCommand):
    help = "Delivers events to their channels, publishes what is due and runs Wagtail's queued jobs, until stopped."
    running = True
    next_clock = 0.0

    def handle(self, *args: Any, **options: Any) -> None:
        share(settings.VAR)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        while self.running:
            self.take_turn()
            if self.running:
                time.sleep(PAUSE)

    def take_turn(self) -> None:
        """A little of everything. What fails here stops nothing else, and comes again at the next turn."""
        works: list[Callable[[], object]] = [self.deliver, send_waiting, run_queued_tasks]
        if not self.next_clock:
            # What the worker before this one held is what readers have waited for longest.
            works.insert(0, release_dead)
        if time.monotonic() >= self.next_clock:
            self.next_clock = time.monotonic() + CLOCK
            works += [self.publish, refresh_statuses, announce_reviews, do_chores]
        for work in works:
            try:
                work()
            except DatabaseError as error:
                logger.warning("The database does not answer, trying again: %s", error)
            except Exception:
                logger.exception("The worker goes on after an error")
        close_old_connections()

    def deliver(self) -> None:
        """Deliver what is due."""
        if any(drain(lambda: self.running)):
            # What was delivered may have left something to do.
            do_chores()

    def publish(self) -> None:
        """Publish and take down what is due."""
        publish_due(lambda: self.running)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """End after what is at hand."""
        self.running = False


def run_queued_tasks() -> None:
    """Run some of Wagtail's own jobs that wait in the database, then return."""
    TaskWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=TASKS_A_TURN,
        worker_id="portal",
    ).run()
