"""Ending all that an address has asked for, and keeping it from being written to."""

from django.db import transaction
from django.utils import timezone

from news.models import Consent, Suppression
from news.models.suppression import hash_of
from news.subscriptions.subscribing import all_of


@transaction.atomic
def suppress(email: str, reason: Suppression.Reason) -> None:
    """Write to this address no more; the record of each subscription says why."""
    Suppression.objects.update_or_create(address=hash_of(email), defaults={"reason": reason, "at": timezone.now()})
    complains = reason == Suppression.Reason.COMPLAINT
    act = Consent.Act.COMPLAINED if complains else Consent.Act.BOUNCED
    for row in all_of(email):
        if type(row)._default_manager.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now()):
            row.consents.create(act=act, words="")
