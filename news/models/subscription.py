"""What a mail address has asked for: the base of `Subscriber` and `Alert`."""

import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    """What links and envelopes name in place of the address: 16 letters that tell nobody anything.

    Small ones: relays may write an address in small letters (RFC 5321, section 2.4).
    """
    return secrets.token_hex(8)


class SubscriptionQuerySet(models.QuerySet[Any]):
    """Queries over subscriptions of one kind."""

    def getting_mail(self) -> Self:
        """Those that are confirmed and not ended: nobody else is sent what was asked for."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)


class Subscription(models.Model):
    """An address that has asked for something by mail, in a language.

    It gets nothing before it is confirmed from its own mailbox (double opt-in). The row is deleted when its owner asks
    for it, and some time after the subscription has ended (news.subscriptions.subscribing).
    """

    email = models.EmailField(_("mail address"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # When the last mail with links went there: nobody can have an address flooded.
    written_at = models.DateTimeField(null=True, blank=True)
    # How often in a row mail came back of an address that has trouble, and when last.
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """The address as staff see it: its first letter and its domain."""
        local, _at, domain = self.email.rpartition("@")
        return f"{local[:1]}…@{domain}"

    @property
    def is_getting_mail(self) -> bool:
        """`getting_mail` in Python."""
        return self.confirmed_at is not None and self.ended_at is None
