"""The sending of a newsletter by mail, and the ledger that says of each recipient what has become of the letter."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models import Leased, LeasedQuerySet


class Mailing(models.Model):
    """One approved, published revision of a newsletter on its way to the subscribers of its language."""

    class State(models.TextChoices):
        """How far a mailing has come."""

        SENDING = "sending", _("Being sent")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")
        CANCELLED = "cancelled", _("Cancelled")
        DONE = "done", _("Sent")

    # Plain numbers, not foreign keys: the ledger stays when the page is deleted.
    page_id = models.PositiveIntegerField(_("newsletter"), db_index=True)
    revision_id = models.PositiveIntegerField(_("revision"))
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SENDING)
    # Why it does not go on, as a code of news.mailings.stopping.StopReason; empty where somebody's click says it.
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    made_at = models.DateTimeField(_("ordered"), default=timezone.now)
    # Not before; the time of the order where it is not scheduled.
    begins_at = models.DateTimeField(_("begins"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ordered by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    OPEN = (State.SENDING, State.PAUSED)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page_id"], condition=models.Q(state__in=["sending", "paused"]), name="one_open_mailing"
            )
        ]

    def __str__(self) -> str:
        return self.title


def new_message_key() -> str:
    """The part of a Message-ID before the @ (RFC 5322, section 3.6.4)."""
    return secrets.token_hex(16)


class HandOver(Leased):
    """One recipient of a mailing: waiting, claimed by a process, handed over to the mail server, or not to be.

    The row is claimed and committed before the letter is handed over, and marked as done after it: a process that is
    killed in between leaves a claimed row, of which the server is asked, where it can be.
    """

    class State(models.TextChoices):
        """What has become of the letter to this recipient."""

        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being handed over")
        DONE = "done", _("Sent")
        REFUSED = "refused", _("Refused by the mail server")
        LEFT_OUT = "left_out", _("Left out: ended, erased or in another language meanwhile")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="hand_overs")
    # Empty when the subscriber has been erased.
    subscriber = models.ForeignKey("news.Subscriber", null=True, on_delete=models.SET_NULL, related_name="hand_overs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # The same at each attempt, so that a receiver recognises a letter that came twice.
    message_key = models.CharField(max_length=32, default=new_message_key, editable=False)
    # A keyed hash of the address's domain, for the limit that holds for each domain.
    domain = models.CharField(max_length=16)
    done_at = models.DateTimeField(null=True, blank=True)
    # The mail server's code, such as 451; empty where it gave none. Never its words, which may name the address.
    code = models.CharField(max_length=40, blank=True)

    objects = LeasedQuerySet["HandOver"].as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [models.UniqueConstraint(fields=["mailing", "subscriber"], name="one_letter_per_subscriber")]
        indexes = [
            models.Index(fields=["mailing", "state", "next_try_at"], name="news_handover_due"),
            models.Index(fields=["domain", "done_at"], name="news_handover_domain"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing} → {self.get_state_display()}"
