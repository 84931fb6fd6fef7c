"""What editors have set a time for: each page that is due goes live, or is taken down, by itself.

Wagtail's own command does all in one go, and ends at the first that it can't do. Here each has a transaction of its
own; one that fails is written down with its reason, told once to its publishers, tried again after a growing wait,
and holds up nothing else.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.models.functions import Cast
from django.utils import timezone, translation
from wagtail.models import Page, Revision

from portal.models import Release, ReleaseItem, ScheduleFailure
from portal.releases.carrying_out import carry_out, go_out
from portal.scheduling import ahead, clock
from portal.scheduling.failure_reasons import reason_of
from portal.scheduling.telling_publishers import is_worth_telling, publishers_of, tell_publishers

logger = logging.getLogger(__name__)

Action = ScheduleFailure.Action


def publish_due(goes_on: Callable[[], bool] = lambda: True) -> tuple[int, int]:
    """Take down what has expired, then publish what is due, releases first. Returns (done, failed)."""
    for failure in ScheduleFailure.objects.all():
        if not failure.due.exists():
            failure.delete()
    outcomes = {True: 0, False: 0}
    tasks: list[Callable[[], bool]] = [partial(carry_out, release) for release in _releases()]
    tasks += [partial(_try, task) for task in (*_leaving(), *_coming())]
    for task in tasks:
        if not goes_on():
            break
        outcomes[task()] += 1
    return outcomes[True], outcomes[False]


def publish_what_is_next() -> None:
    """When it is time to begin with what goes live next, publish it and return at its moment (portal.scheduling.ahead).

    What can't be published ahead is left to `publish_due`.
    """
    moment = ahead.coming()
    if moment is None or timezone.now() < ahead.begins(moment):
        return
    try:
        ahead.publish_ahead(moment, _going_live)
    except (ahead.TooSoon, DatabaseError) as error:
        logger.warning("Not published ahead of %s: %s: %s", moment, type(error).__name__, error)


def next_moment() -> datetime | None:
    """When a release or a page is to go live next; None when nothing is. What has failed comes with its next try."""
    alone = _alone().aggregate(moment=models.Min("approved_go_live_at"))["moment"]
    return min(filter(None, (alone, Release.objects.next_moment())), default=None)


# What is due; of pages, each as the row that tells of it should it fail.


def _releases() -> models.QuerySet[Release]:
    return Release.objects.due().order_by("at")


def _going_live() -> list[Callable[[], bool]]:
    return [*(partial(go_out, release) for release in _releases()), *(partial(_do, task) for task in _coming())]


def _leaving() -> Iterator[ScheduleFailure]:
    later = ScheduleFailure.objects.waiting().filter(action=Action.TAKE_DOWN)
    pages = Page.objects.filter(live=True, expire_at__lt=timezone.now()).exclude(pk__in=later.values("page"))
    for page in pages.order_by("expire_at"):
        yield ScheduleFailure(action=Action.TAKE_DOWN, page=page, title=str(page), due_at=page.expire_at)


def _alone() -> models.QuerySet[Revision]:
    """What has a time of its own, and does not wait after a failure. What is in a release goes with it."""
    later = ScheduleFailure.objects.waiting().filter(action=Action.GO_LIVE)
    together = ReleaseItem.objects.filter(is_open=True).annotate(key=Cast("page_id", models.CharField()))
    found = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return found.exclude(pk__in=later.values("revision")).exclude(object_id__in=together.values("key"))


def _coming() -> Iterator[ScheduleFailure]:
    due: Any = _alone().filter(approved_go_live_at__lte=clock.now())
    for revision in due.order_by("approved_go_live_at").defer("content"):
        yield ScheduleFailure(
            action=Action.GO_LIVE,
            page_id=int(revision.object_id),
            revision=revision,
            title=revision.object_str[:255],
            due_at=revision.approved_go_live_at,
        )


def _do(task: ScheduleFailure) -> bool:
    """Returns whether it was still to be done."""
    found = _locked(task.due)
    if isinstance(found, Revision):
        # Wagtail would wait for a time that is to come.
        found.content["go_live_at"] = None
        found.publish(log_action="wagtail.publish.scheduled")
        Page.objects.filter(pk=task.page_id).update(go_live_at=task.due_at)
    elif found:
        found.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return found is not None


def _locked(rows: models.QuerySet[Any]) -> Any:
    """The row, unless it is no longer due or another worker has it in hand."""
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.first()


def _try(task: ScheduleFailure) -> bool:
    """Whether it went well. Nothing is raised, whatever happens."""
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            _do(task)
    except Exception as error:
        logger.warning("Not done at its time: %s: %s", type(error).__name__, error)
        try:
            with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
                _note(task, error)
        except Exception:
            logger.exception("That it failed could not be written down")
        return False
    return True


def _note(task: ScheduleFailure, error: Exception) -> None:
    if not task.due.exists():
        return
    failure = ScheduleFailure.objects.filter(action=task.action, page=task.page_id).first()
    if failure is None or failure.revision_id != task.revision_id:
        # Another revision is another matter: it has its own wait, and is told of again.
        task.pk = failure.pk if failure else None
        failure = task
    failure.attempts += 1
    failure.next_try_at = timezone.now() + failure.wait
    failure.reason = reason_of(error, failure.page.specific_class)
    if failure.told_at is None and is_worth_telling(error, failure.attempts):
        is_told = tell_publishers("portal/mail/missed_time", {"failure": failure}, publishers_of(failure.page))
        failure.told_at = timezone.now() if is_told else None
    failure.save()
