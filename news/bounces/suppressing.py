"""What is done with an address of which something was said: it is counted, or all that it has asked for ends."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from news.bounces.classifying import Said
from news.models import Consent, Subscription, Suppression
from news.models.suppression import hash_of
from news.subscriptions.subscribing import all_of

logger = logging.getLogger(__name__)

# So many times in a row, each less than so long after the one before, an address with trouble counts as gone.
MOST_SOFT, IN_A_ROW = 5, timedelta(days=45)


def heard(row: Subscription, said: Said) -> None:
    """Do what was said of the address of this subscription."""
    if said == Said.NOTHING or (said == Said.SOFT and not _is_too_often(row)):
        return
    suppress(row.email, Suppression.Reason.COMPLAINT if said == Said.COMPLAINT else Suppression.Reason.GONE)
    logger.info("An address gets no more mail: %s", said)


@transaction.atomic
def suppress(email: str, reason: Suppression.Reason) -> None:
    """Write to this address no more; the record of each subscription says why."""
    Suppression.objects.update_or_create(address=hash_of(email), defaults={"reason": reason, "at": timezone.now()})
    complains = reason == Suppression.Reason.COMPLAINT
    act = Consent.Act.COMPLAINED if complains else Consent.Act.BOUNCED
    for row in all_of(email):
        if type(row)._default_manager.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now()):
            row.consents.create(act=act, words="")


@transaction.atomic
def _is_too_often(row: Subscription) -> bool:
    rows, now = type(row)._default_manager.filter(pk=row.pk), timezone.now()
    row = rows.select_for_update().get()
    in_a_row = row.bounced_at and row.bounced_at > now - IN_A_ROW
    number = row.soft_bounces + 1 if in_a_row else 1
    rows.update(soft_bounces=number, bounced_at=now)
    return number >= MOST_SOFT
