"""Handing events to their channels, and trying again later when a channel fails."""

import logging
import traceback
from collections.abc import Callable

from portal.models import Delivery
from portal.outbox.channels import channel, channels

logger = logging.getLogger(__name__)

# So many at once for a channel that takes several: the next release should not wait for seconds.
TOGETHER = 30


def deliver(delivery: Delivery) -> bool:
    """Hand one delivery to its channel and write down the outcome. Returns whether it succeeded.

    An error of the channel is recorded and never raised; the next attempt waits longer each time.
    """
    return _deliver([delivery])


def _deliver(deliveries: list[Delivery]) -> bool:
    """The same for several to one channel. When it fails all of them wait, and come one by one from then on."""
    to, events = deliveries[0].channel, [delivery.event for delivery in deliveries]
    try:
        if (together := channel(to).deliver_all) and len(events) > 1:
            together(events)
        else:
            for event in events:
                channel(to).deliver(event)
    except Exception as error:
        logger.warning("Deliveries %s to %s failed: %s", [delivery.pk for delivery in deliveries], to, error)
        said = "".join(traceback.format_exception_only(error))[:2000]
        for delivery in deliveries:
            delivery.put_off(state=Delivery.State.FAILED, error=said)
        return False
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).note_done()
    return True


def _claimed() -> list[Delivery]:
    """The delivery that is due next, leased; with it those that its channel takes at once, unless it has failed."""
    due = Delivery.objects.due().select_related("event")
    following = due.first()
    if following is None:
        return []
    takes_several = {each.name for each in channels() if each.deliver_all}
    if following.channel in takes_several and not following.attempts:
        return due.filter(channel=following.channel, attempts=0).claim_several(TOGETHER)
    return due.claim_several(1)


def drain(goes_on: Callable[[], bool] = lambda: True) -> tuple[int, int]:
    """Deliver all that is due, or stop earlier when `goes_on()` is false. Returns (delivered, failed)."""
    outcomes = {True: 0, False: 0}
    while goes_on() and (deliveries := _claimed()):
        outcomes[_deliver(deliveries)] += len(deliveries)
    return outcomes[True], outcomes[False]
