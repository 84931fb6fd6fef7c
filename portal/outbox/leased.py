"""Rows of work that one worker at a time holds (portal/outbox/leases.py)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Leased(models.Model):
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Also the lease: a worker that takes a row moves this ahead, so that a killed one is followed by another.
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    # The worker that holds the row just now; empty when nobody does.
    held_by = models.CharField(max_length=100, blank=True, default="", editable=False)

    class Meta:
        abstract = True
