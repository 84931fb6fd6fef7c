"""The links in mails by which a subscriber acts. Each is signed for one purpose and names no address.

Whoever has the link has the right: there is no account. Mail programs and scanners open links, so that a GET changes
nothing at any of them.
"""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.translation import override


class Purpose(StrEnum):
    """What a link is for; also the name of its view."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    END = "end"


LIFE: dict[Purpose, timedelta | None] = {
    # Whoever finds the mail after the holidays can still confirm.
    Purpose.CONFIRM: timedelta(days=14),
    # It gives out what is stored, so it is sent alone and on demand: a letter may be forwarded.
    Purpose.MANAGE: timedelta(days=1),
    # A letter can be years old when somebody has had enough of it (RFC 8058).
    Purpose.END: None,
}


def token(purpose: Purpose, key: str) -> str:
    """The last part of a link's address, for the subscriber with this key."""
    return _signer(purpose).sign(key)


def link(purpose: Purpose, key: str, language: str) -> str:
    """The absolute address, on the page in this language."""
    with override(language):
        return settings.BASE_URL + reverse(f"subscriptions:{purpose}", args=[token(purpose, key)])


def key_of(purpose: Purpose, token: str) -> str | None:
    """The key that a token was made for; None where it is forged, too old, or for something else."""
    try:
        return _signer(purpose).unsign(token, max_age=LIFE[purpose])
    except BadSignature:
        return None


def _signer(purpose: Purpose) -> TimestampSigner:
    return TimestampSigner(salt=f"news.subscriptions.{purpose}")
