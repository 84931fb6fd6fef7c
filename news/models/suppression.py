"""Addresses that are not written to, though nobody can tell from here which they are."""

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Suppression(models.Model):
    """An address that is gone, or whose owner has complained. It stays when the address is erased: as a keyed hash."""

    class Reason(models.TextChoices):
        """Why."""

        GONE = "gone", _("The address does not exist")
        COMPLAINT = "complaint", _("Its owner has complained")

    address = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.at:%Y-%m-%d}"


def hash_of(email: str) -> str:
    """What stands for an address: nobody can read it from that, nor look it up without the portal's key."""
    return salted_hmac("news.suppression", email.strip().casefold(), algorithm="sha256").hexdigest()
