"""Handing events to their channels, one delivery at a time, and trying again later when a channel fails."""

import logging
import traceback
from collections.abc import Callable

from django.utils import timezone

from portal.models import Delivery
from portal.outbox.channels import channel

logger = logging.getLogger(__name__)


def deliver(delivery: Delivery) -> bool:
    """Hand one delivery to its channel and write down the outcome. Returns whether it succeeded.

    An error of the channel is recorded and never raised; the next attempt waits longer each time.
    """
    try:
        channel(delivery.channel).deliver(delivery.event)
    except Exception as error:
        logger.warning("Delivery %s to %s failed: %s", delivery.pk, delivery.channel, error)
        said = "".join(traceback.format_exception_only(error))[:2000]
        delivery.put_off(state=Delivery.State.FAILED, error=said)
        return False
    delivery.release(state=Delivery.State.DONE, done_at=timezone.now(), error="")
    return True


def drain(goes_on: Callable[[], bool] = lambda: True) -> tuple[int, int]:
    """Deliver all that is due, or stop earlier when `goes_on()` is false. Returns (delivered, failed)."""
    outcomes = {True: 0, False: 0}
    while goes_on() and (delivery := Delivery.objects.due().select_related("event").claim()):
        outcomes[deliver(delivery)] += 1
    return outcomes[True], outcomes[False]
