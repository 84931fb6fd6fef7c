"""`manage.py worker`: the background work, done in turns until it is stopped."""

import logging
import signal
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from portal.devserver.var_lock import share
from portal.outbox.delivery import drain
from portal.outbox.leases import release_dead
from portal.outbox.mail_queue import send_waiting
from portal.scheduling.ahead import begins, coming
from portal.scheduling.calendar_changes import announce_reviews, refresh_statuses
from portal.scheduling.periodic_tasks import do_chores
from portal.scheduling.scheduled_publishing import next_moment, publish_due, publish_what_is_next

logger = logging.getLogger(__name__)

PAUSE = 0.5
# What is to go live is done at its moment; taking down and statuses by date need no finer clock than this, in seconds.
CLOCK = 10.0
# Wagtail queues hundreds of jobs after a load: a few in each turn, so that deliveries never wait behind them.
TASKS_A_TURN = 10
# Where no rate is set.
MAILS_A_TURN = 100


class Command(BaseCommand):
    help = "Delivers events to their channels, publishes what is due and runs Wagtail's queued jobs, until stopped."
    running = True
    next_clock = next_mail = 0.0
    # When to begin with what is to be published next, as known at the beginning of this turn.
    next_moment: datetime | None = None

    def handle(self, *args: Any, **options: Any) -> None:
        share(settings.VAR)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        while self.running:
            self.take_turn()
            if self.running:
                time.sleep(self.pause())

    def pause(self) -> float:
        """Seconds until the next turn: no longer than to the moment at which something is to be published.

        One that has passed has just been tried.
        """
        left = (self.next_moment - timezone.now()).total_seconds() if self.next_moment else PAUSE
        return min(left, PAUSE) if left > 0 else PAUSE

    def is_due(self) -> bool:
        """Whether something is to be published now, as far as is known at the beginning of this turn."""
        return self.next_moment is not None and self.next_moment <= timezone.now()

    def take_turn(self) -> None:
        """A little of everything. What fails here stops nothing else, and comes again at the next turn.

        What is to be published at this very moment does not wait for the rest.
        """
        self.attempt(self.look_ahead)
        works: list[Callable[[], object]] = [self.deliver, self.send_mail, run_queued_tasks]
        if self.is_due():
            works.insert(0, self.publish)
        if not self.next_clock:
            # What the worker before this one held is what readers have waited for longest.
            works.insert(0, release_dead)
        if time.monotonic() >= self.next_clock:
            self.next_clock = time.monotonic() + CLOCK
            works += [self.publish, refresh_statuses, announce_reviews, do_chores]
        for work in works:
            self.attempt(work)
            if self.is_due() and work != self.publish:
                self.attempt(self.publish)
        close_old_connections()

    def attempt(self, work: Callable[[], object]) -> None:
        """Do a work; what goes wrong is logged."""
        try:
            work()
        except DatabaseError as error:
            logger.warning("The database does not answer, trying again: %s", error)
        except Exception:
            logger.exception("The worker goes on after an error")

    def look_ahead(self) -> None:
        """Find out when to begin with what is to be published next."""
        moment = coming()
        self.next_moment = min(filter(None, (next_moment(), moment and begins(moment))), default=None)

    def deliver(self) -> None:
        """Deliver what is due, until something is to be published."""
        if any(drain(lambda: self.running and not self.is_due())):
            # What was delivered may have left something to do.
            do_chores()

    def send_mail(self) -> None:
        """Send as much of what waits as the rate allows in a second.

        Ten thousand alerts at once then neither flood the mail server nor keep the worker from its other work.
        """
        if time.monotonic() >= self.next_mail and send_waiting(settings.MAILING_RATE or MAILS_A_TURN):
            self.next_mail = time.monotonic() + (1.0 if settings.MAILING_RATE else 0.0)

    def publish(self) -> None:
        """Publish and take down what is due."""
        self.next_moment = None
        publish_what_is_next()
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
