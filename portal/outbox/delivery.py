"""Handing events to their channels, one delivery at a time, and trying again later when a channel fails."""

import logging
import traceback
from collections.abc import Callable

from django.utils import timezone

from portal.models import Delivery
from portal.outbox import leases
from portal.outbox.channels import channel
from portal.outbox.leases import back_off

logger = logging.getLogger(__name__)


def take() -> Delivery | None:
    """Take the oldest due delivery for this process, so that no other worker does. None when nothing is due."""
    return leases.take(Delivery.objects.due().select_related("event"))


def deliver(delivery: Delivery) -> bool:
    """Hand one delivery to its channel and write down the outcome. Returns whether it succeeded.

    An error of the channel is recorded and never raised; the next attempt waits longer each time.
    """
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
    delivery.held_by = ""
    delivery.save(update_fields=["state", "next_try_at", "held_by", "done_at", "error"])
    return delivery.state == Delivery.State.DONE


def drain(goes_on: Callable[[], bool] = lambda: True) -> tuple[int, int]:
    """Deliver all that is due, or stop earlier when `goes_on()` is false. Returns (delivered, failed)."""
    done = failed = 0
    while goes_on() and (delivery := take()):
        if deliver(delivery):
            done += 1
        else:
            failed += 1
    return done, failed
