"""The secret addresses at which editors' own calendar programs read the publication calendar."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarAddress(models.Model):
    """Somebody's secret address. It is a key without a password, so only a hash of the secret is stored."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"

    @classmethod
    def open_for(cls, user: Any) -> str:
        """Give somebody a new address, which closes the one before; returns its secret, which is told only now."""
        secret = secrets.token_urlsafe(32)
        cls.objects.update_or_create(user=user, defaults={"digest": _digest(secret), "made_at": timezone.now()})
        return secret

    @classmethod
    def reader(cls, secret: str) -> Any:
        """Whose secret it is: a user who may enter the admin today, else None."""
        found = cls.objects.filter(digest=_digest(secret)).select_related("user").first()
        may_enter = found and found.user.is_active and found.user.has_perm("wagtailadmin.access_admin")
        return found.user if found and may_enter else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
