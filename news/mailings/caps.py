"""How fast letters may go out: so many in a second, and so many in a minute to one domain.

Both are counted in the ledger, which all workers share. A row that somebody has in hand counts before one with a higher
number, so that of two workers one goes first and together they keep the limit.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from news.models import HandOver, Mailing

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_IN_HAND = Q(state=HandOver.State.CLAIMED) & ~Q(held_by="")


def may_go(row: HandOver) -> bool:
    """Whether a row that is in hand may be handed over in this second."""
    if not settings.MAILING_RATE:
        return True
    now = timezone.now()
    # A row that is done has the time of it in `next_try_at`, too: the index of what is due finds it.
    lately = HandOver.objects.filter(
        mailing__in=_lately(now),
        state__in=(HandOver.State.DONE, HandOver.State.CLAIMED),
        next_try_at__gt=now - SECOND,
    )
    counted = Q(state=HandOver.State.DONE) | (_IN_HAND & Q(pk__lt=row.pk))
    return lately.filter(counted).count() < settings.MAILING_RATE


def domain_is_full(row: HandOver) -> datetime | None:
    """Until when this row's domain gets no more; None when it may have this one."""
    if not settings.MAILING_DOMAIN_RATE:
        return None
    now = timezone.now()
    of_domain = HandOver.objects.filter(domain=row.domain)
    done = of_domain.filter(done_at__gt=now - MINUTE, state=HandOver.State.DONE)
    times = list(done.order_by("-done_at").values_list("done_at", flat=True)[: settings.MAILING_DOMAIN_RATE])
    in_hand = of_domain.filter(_IN_HAND, mailing__state__in=Mailing.OPEN, next_try_at__gt=now, pk__lt=row.pk).count()
    if len(times) + in_hand < settings.MAILING_DOMAIN_RATE:
        return None
    oldest = times[-1] if len(times) == settings.MAILING_DOMAIN_RATE else None
    return oldest + MINUTE if oldest else now + SECOND


def _lately(now: datetime) -> QuerySet[Mailing, Any]:
    """The mailings that may have sent something in the last second. There are few."""
    over = Q(ended_at__gt=now - MINUTE)
    return Mailing.objects.filter(Q(state__in=Mailing.OPEN) | over).order_by().values("pk")
