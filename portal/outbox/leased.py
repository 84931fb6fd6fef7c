"""The base model for rows of work that one worker at a time holds (see portal/outbox/leases.py)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Leased(models.Model):
    """A row of work with its number of attempts, the time of the next one, and its holder."""

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Also the end of the lease: a worker that takes a row sets this to later. If the worker is killed, another one
    # takes the row when that time has come.
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    # The name of the process that holds the row (leases.holder); empty when none does.
    held_by = models.CharField(max_length=100, blank=True, default="", editable=False)

    class Meta:
        abstract = True
