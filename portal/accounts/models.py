"""Attempts to sign in, to get a new password, to comment on a shared draft or to subscribe within the last hour."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """A wrong password, a request for a new one, an outsider's comment, or an address given to subscribe.

    Account and address are stored as keyed hashes only.
    """

    class Door(models.TextChoices):
        """What was tried."""

        SIGN_IN = "sign_in"
        RESET = "reset"
        COMMENT = "comment"
        SIGN_UP = "sign_up"

    door = models.CharField(max_length=8, choices=Door.choices)
    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["door", "account", "at"], name="portal_attempt_account"),
            models.Index(fields=["door", "address", "at"], name="portal_attempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.at:%H:%M:%S}"
