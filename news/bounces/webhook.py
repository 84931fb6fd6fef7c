"""What a mail provider tells by its webhook of an address, where mail goes by its API (django-anymail)."""

import re
from typing import Any

from anymail.signals import EventType, RejectReason, tracking

from news.bounces.classifying import PASSING, Said
from news.bounces.suppressing import heard
from news.subscriptions.subscribing import all_of, end

_PASSING = re.compile("|".join(rf"\b{re.escape(code)}\b" for code in PASSING))


def connect() -> None:
    """Listen to the provider."""
    tracking.connect(take, dispatch_uid="news.bounces.webhook")


def take(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Do what an event asks for, where the address is a subscriber's. What somebody opens is not looked at."""
    rows = all_of(event.recipient or "")
    if event.event_type == EventType.UNSUBSCRIBED:
        # By a link of the provider's own.
        for row in rows:
            end(row)
    elif rows:
        heard(rows[0], said_by_event(event))


def said_by_event(event: Any) -> Said:
    """What an event (anymail.signals.AnymailTrackingEvent) says of its address."""
    if event.event_type == EventType.COMPLAINED:
        return Said.COMPLAINT
    if event.event_type not in (EventType.BOUNCED, EventType.REJECTED):
        # What is put off the provider tries again.
        return Said.NOTHING
    if event.reject_reason not in (RejectReason.BOUNCED, RejectReason.INVALID):
        return Said.SOFT
    return Said.SOFT if _PASSING.search(f"{event.mta_response} {event.description}") else Said.HARD
