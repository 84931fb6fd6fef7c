import logging
import signal
import time
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from portal.chores import do_chores
from portal.delivering import drain
from portal.mail import send_waiting
from portal.scheduling import refresh_statuses

logger = logging.getLogger(__name__)

PAUSE = 0.5
# Going live on time and changes of status by date need no finer clock than this, in seconds.
CLOCK = 10.0
# Wagtail queues hundreds of jobs after a load: a few in each turn, so that deliveries never wait behind them.
TASKS_A_TURN = 10


class Command(BaseCommand):
    help = "Delivers events to their channels, publishes what is due and runs Wagtail's queued jobs, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        self.running = True
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        next_clock = 0.0
        while self.running:
            try:
                drain(lambda: self.running)
                send_waiting()
                if time.monotonic() >= next_clock:
                    next_clock = time.monotonic() + CLOCK
                    self.on_the_clock()
                run_queued_tasks()
            except DatabaseError as error:
                logger.warning("The database does not answer, trying again: %s", error)
            close_old_connections()
            if self.running:
                time.sleep(PAUSE)

    def on_the_clock(self) -> None:
        call_command("publish_scheduled")
        refresh_statuses()
        do_chores()

    def stop(self, number: int, frame: FrameType | None) -> None:
        """End after the delivery at hand."""
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
