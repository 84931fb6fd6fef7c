"""Taking events to their channels: leases, retries with back-off, one delivery at a time."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from portal.channels import channel
from portal.models import Delivery

logger = logging.getLogger(__name__)

# How long a worker may hold a delivery before another takes it over, should the first have been killed.
LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)


def back_off(attempts: int) -> timedelta:
    """The wait after a failed attempt: 2, 4, 8 … seconds, an hour at the most."""
    return min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)


def take() -> Delivery | None:
    """Lease the oldest due delivery, so that a second worker passes it by."""
    with transaction.atomic():
        due = Delivery.objects.due().select_related("event")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        delivery = due.first()
        if delivery:
            delivery.attempts += 1
            delivery.next_try_at = timezone.now() + LEASE
            delivery.save(update_fields=["attempts", "next_try_at"])
        return delivery


def deliver(delivery: Delivery) -> bool:
    """Hand one delivery to its channel and write down how it went. A channel's error is recorded, never raised."""
    try:
        channel(delivery.channel).deliver(delivery.event)
    except Exception as error:
        logger.warning("Delivery %s to %s failed: %s", delivery.pk, delivery.channel, error)
        delivery.state = Delivery.State.FAILED
        delivery.next_try_at = timezone.now() + back_off(delivery.attempts)
        delivery.error = "".join(traceback.format_exception_only(error))[:2000]
    else:
        delivery.state = Delivery.State.DONE
        delivery.done_at = timezone.now()
        delivery.error = ""
    delivery.save(update_fields=["state", "next_try_at", "done_at", "error"])
    return delivery.state == Delivery.State.DONE


def drain(goes_on: Callable[[], bool] = lambda: True) -> tuple[int, int]:
    """Deliver all that is due now, or as much as there is time for. Returns (delivered, failed)."""
    done = failed = 0
    while goes_on() and (delivery := take()):
        if deliver(delivery):
            done += 1
        else:
            failed += 1
    return done, failed
