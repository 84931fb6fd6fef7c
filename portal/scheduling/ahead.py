"""What goes live at a moment is published ahead of it, in one transaction that is committed when the moment has come.

To publish a page takes more than a hundred queries, so that thirty pages begun at the moment would come seconds after
it. Until the commit nobody sees any of it: not readers, feeds or search, since all that leaves the portal does so after
the commit. What is stamped meanwhile bears the moment. The pages are locked from the gate to the commit; who wants to
change one, or to move or call off the release, waits for it and is then told what has happened.

Nothing rests on this. What can't be published ahead, for whatever reason, leaves no trace and is tried at its moment,
where it is written down why it waits (portal.scheduling.scheduled_publishing).
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min
from django.db.models.signals import pre_save
from django.utils import timezone, translation
from wagtail.models import BaseLogEntry, Page, Revision

from portal.references.reference_index import renew
from portal.scheduling import clock

logger = logging.getLogger(__name__)

# So long it takes, at the most, on a machine that has other things to do as well.
A_TURN, A_PAGE = timedelta(seconds=1), timedelta(seconds=0.3)
# SQLite has one lock for all writers: they wait for less than half of the time after which it refuses (settings).
LONGEST, LONGEST_ON_SQLITE = timedelta(seconds=15), timedelta(seconds=8)
# A clock that is put right by so much meanwhile does no harm.
SLACK = 1.0
# What Wagtail stamps; the portal asks `clock`.
STAMPS: dict[type[Any], tuple[str, ...]] = {
    Page: ("first_published_at", "last_published_at"),
    BaseLogEntry: ("timestamp",),
}


class TooSoon(Exception):
    """Raised when the moment does not come: the clock has been put back."""


def coming() -> datetime | None:
    """The next moment that pages wait for; None when none do. What has failed at its moment is not waited for here."""
    waiting = Revision.page_revisions.filter(approved_go_live_at__gt=timezone.now())
    moment: datetime | None = waiting.aggregate(moment=Min("approved_go_live_at"))["moment"]
    return moment


def begins(moment: datetime) -> datetime:
    """When to begin with what goes live at a moment. The longer it takes the earlier, within bounds."""
    longest = LONGEST_ON_SQLITE if connection.vendor == "sqlite" else LONGEST
    if not timezone.now() < moment <= timezone.now() + longest:
        return moment
    pages = Revision.page_revisions.filter(approved_go_live_at=moment).count()
    return moment - min(A_TURN + pages * A_PAGE, longest) if pages else moment


def publish_ahead(moment: datetime, tasks: Callable[[], list[Callable[[], bool]]]) -> None:
    """Do now what is due at a moment to come, and commit it then. `tasks` finds what is due; each returns whether it
    has done anything.

    Raises TooSoon when the moment does not come, and what the database raises; then nothing has happened.
    """
    until = time.monotonic() + (moment - timezone.now()).total_seconds() + SLACK
    with transaction.atomic(), clock.as_at(moment):
        _end_with_this_process()
        if [task for task in tasks() if _is_done(task)]:
            # It would come after the commit, and before search and feeds.
            renew()
            _wait(moment, until)


def _end_with_this_process() -> None:
    """Have PostgreSQL roll back soon when the machine of this worker goes down: others wait for the locks."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '30s'")


def _is_done(task: Callable[[], bool]) -> bool:
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            return task()
    except Exception as error:
        logger.info("Not done ahead of its time: %s: %s", type(error).__name__, error)
        return False


def _wait(moment: datetime, until: float) -> None:
    while (left := (moment - timezone.now()).total_seconds()) > 0:
        if time.monotonic() > until:
            raise TooSoon("The clock has been put back; nothing is published before its time")
        time.sleep(min(left, 0.05))


def _date(instance: Any, **kwargs: Any) -> None:
    if not clock.is_ahead():
        return
    for model, names in STAMPS.items():
        for name in names if isinstance(instance, model) else ():
            setattr(instance, name, clock.dated(getattr(instance, name)))


def connect() -> None:
    """Connect what dates the rows that are written ahead. Called once, when the app is ready."""
    pre_save.connect(_date, dispatch_uid="portal.scheduling.ahead")
