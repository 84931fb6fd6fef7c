"""How far the mailings of a newsletter have come, in numbers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from news.mailings.stopping import StopReason
from news.models import HandOver, Mailing

# The newest are shown.
MOST = 10
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Progress:
    """A mailing, and of how many recipients holds what."""

    mailing: Mailing
    sent: int
    # Not handed over yet; of them so many have been tried.
    waiting: int
    deferred: int
    refused: int
    left_out: int
    # In the last minute.
    rate: int

    @property
    def reason(self) -> str:
        """Why it does not go on, in words; empty where somebody's click says it all."""
        code = self.mailing.reason
        return str(StopReason(code).label) if code in StopReason.values else ""

    @property
    def is_to_come(self) -> bool:
        """Whether its time has not come yet."""
        return self.mailing.state in Mailing.OPEN and self.mailing.begins_at > timezone.now()


def progress_of(page_id: int) -> list[Progress]:
    """The mailings of a newsletter, the newest first."""
    state = HandOver.State
    counts: dict[str, Any] = {
        "sent": _number(Q(hand_overs__state=state.DONE)),
        "waiting": _number(Q(hand_overs__state__in=(state.WAITING, state.CLAIMED))),
        "deferred": _number(Q(hand_overs__state=state.WAITING, hand_overs__attempts__gt=0)),
        "refused": _number(Q(hand_overs__state=state.REFUSED)),
        "left_out": _number(Q(hand_overs__state=state.LEFT_OUT)),
        "rate": _number(Q(hand_overs__state=state.DONE, hand_overs__done_at__gt=timezone.now() - MINUTE)),
    }
    found = Mailing.objects.filter(page_id=page_id).select_related("made_by").annotate(**counts)
    return [
        Progress(mailing, **{name: getattr(mailing, name) for name in counts})
        for mailing in found.order_by("-pk")[:MOST]
    ]


def _number(condition: Q) -> Count:
    return Count("hand_overs", filter=condition)
