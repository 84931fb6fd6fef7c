"""How often a wrong password, a request for a new one, an outsider's comment or a mail address to subscribe may be
tried. After that there is a wait, never a lock.

This is not django-axes: that package has one limit for all combinations of account and address, and starts its lock
anew with each attempt. The rows are in the database, which all web processes share.
"""

import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.models import Attempt

HOUR = timedelta(hours=1)
# The number of attempts and their span, for one account from one address (TOGETHER), and for one account from anywhere
# or for any account from one address (ALONE).
TOGETHER, TOGETHER_IN = 5, timedelta(minutes=15)
# Whoever goes through a draft has more to say of it. There the account is the link to the draft.
TOGETHER_BY_DOOR: dict[str, int] = {Attempt.Door.COMMENT: 20}
ALONE, ALONE_IN = 50, HOUR
# In bits: an IPv6 user has a whole network of addresses (RFC 6177), so the network counts as one.
OWN_NETWORK = 64


class Wait(Exception):
    """Raised when the limit is reached. `until` is when the next attempt is allowed."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until)

    def told(self) -> str:
        """The sentence for the user, in the active language, with the time rounded up to a whole minute."""
        shown = timezone.localtime(self.until + timedelta(seconds=59))
        return _("Too many attempts. Wait until %(time)s, then try again.") % {"time": f"{shown:%H:%M}"}


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from; of an IPv6 address its network.

    X-Forwarded-For can be forged, so only as many of its entries are believed as there are proxies (settings.PROXIES).
    """
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    hops = [*passed, request.META.get("REMOTE_ADDR", "")]
    given = hops[-1 - settings.PROXIES] if len(hops) > settings.PROXIES else hops[0]
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, OWN_NETWORK), strict=False))
    return str(address)


def count(door: str, account: str, request: HttpRequest) -> Attempt:
    """Store an attempt before it is made, so that many at the same time are all counted. Returns the row.

    `door` is one of Attempt.Door, `account` the name or mail address given, or the link by which somebody comments.
    Raises Wait when the limit was reached before; that attempt is not counted and does not make the wait longer.
    """
    Attempt.objects.filter(at__lt=timezone.now() - HOUR).delete()
    attempt = _attempt(door, account, request)
    attempt.save()
    if until := _free_at(attempt):
        attempt.delete()
        raise Wait(until)
    return attempt


def wait(door: str, account: str, request: HttpRequest) -> Wait | None:
    """The wait before the next attempt, if there is one."""
    until = _free_at(_attempt(door, account, request))
    return Wait(until) if until else None


def forget(attempt: Attempt) -> None:
    """After a correct password: drop what was counted for this account from this address."""
    Attempt.objects.filter(door=attempt.door, account=attempt.account, address=attempt.address).delete()


def _free_at(attempt: Attempt) -> datetime | None:
    """When the next attempt is allowed; None when it is allowed now."""
    now = timezone.now()
    others = Attempt.objects.filter(door=attempt.door)
    if attempt.pk:
        others = others.filter(pk__lt=attempt.pk)
    account, address = {"account": attempt.account}, {"address": attempt.address}
    limits = (
        ({**account, **address}, TOGETHER_BY_DOOR.get(attempt.door, TOGETHER), TOGETHER_IN),
        (account, ALONE, ALONE_IN),
        (address, ALONE, ALONE_IN),
    )
    until = []
    for same, number, span in limits:
        times = others.filter(at__gt=now - span, **same).order_by("-at").values_list("at", flat=True)
        until += [at + span for at in times[number - 1 : number]]
    return max(until, default=None)


def _attempt(door: str, account: str, request: HttpRequest) -> Attempt:
    """An attempt, not saved. Neither the account nor the address can be read from it."""
    told = (account.strip().casefold(), address_of(request))
    hidden = [salted_hmac("portal.accounts.login_limits", value, algorithm="sha256").hexdigest() for value in told]
    return Attempt(door=door, account=hidden[0], address=hidden[1])
