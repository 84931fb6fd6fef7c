"""The event log: one row for each thing that happened to a publication, one delivery for each channel; and mail."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.outbox.leases import Leased, LeasedQuerySet


class PublicationEvent(models.Model):
    """What happened to a publication, written in the transaction that made it so. Rows are never changed."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        REVISED = "revised", _("Revised")
        CORRECTED = "corrected", _("Corrected")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        MOVED = "moved", _("Moved")
        STATUS = "status", _("New status")
        REVIEW_DUE = "review_due", _("Review due")
        # A name in the vocabulary changed: the page reads as before, its filing has another word.
        REFILED = "refiled", _("Refiled")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    created_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    # Plain numbers, not foreign keys: the log outlives the pages it tells of.
    page_id = models.PositiveIntegerField(_("page"), db_index=True)
    revision_id = models.PositiveIntegerField(_("revision"), null=True, blank=True)
    translation_key = models.UUIDField(_("translation key"), db_index=True)
    language = models.CharField(_("language"), max_length=10)
    type_code = models.CharField(_("type"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    path = models.CharField(_("address"), max_length=1000)
    note = models.TextField(_("what changed"), blank=True)
    old_verdict = models.CharField(_("earlier verdict"), max_length=10, blank=True)
    new_verdict = models.CharField(_("verdict"), max_length=10, blank=True)
    facets = models.JSONField(_("facets"), default=dict)
    # What readers act on, as Publication.decisive() gives it; empty in events written before this was.
    decisive = models.JSONField(_("what readers act on"), default=dict)

    class Meta:
        verbose_name = _("publication event")
        verbose_name_plural = _("publication events")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def status(self) -> str:
        """The code of the publication's status after the event; empty for none."""
        return str((self.facets.get("status") or [""])[0])

    @property
    def verdicts(self) -> dict[str, str]:
        """The code of the page's verdict under "", and of each product's under its name."""
        return {"": self.new_verdict, **self.decisive.get("verdicts", {})}


class DeliveryQuerySet(LeasedQuerySet["Delivery"]):
    def open(self) -> "DeliveryQuerySet":
        """Waiting or failed."""
        return self.exclude(state=Delivery.State.DONE)

    def due(self) -> "DeliveryQuerySet":
        """Waiting or failed deliveries whose time has come, oldest event first."""
        return super().due().open().order_by("event_id")

    def note_done(self) -> int:
        """Write down that the channel shows what these deliveries were to bring it. Returns how many they are."""
        return self.update(state=Delivery.State.DONE, done_at=timezone.now(), held_by="", error="")


class Delivery(Leased):
    """One event on its way to one channel."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Delivered")
        FAILED = "failed", _("Failed")

    event = models.ForeignKey(
        PublicationEvent, verbose_name=_("event"), on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField(_("channel"), max_length=30)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    done_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("publishing log")
        ordering = ["-event_id", "channel"]
        constraints = [models.UniqueConstraint(fields=["event", "channel"], name="one_delivery_per_channel")]
        indexes = [models.Index(fields=["state", "next_try_at"])]

    def __str__(self) -> str:
        return f"{self.event} → {self.channel}"


class OutgoingMail(Leased):
    """A mail on its way out. Written with what it tells of, sent by the worker, deleted when sent."""

    subject = models.CharField(_("subject"), max_length=998)
    # What django.core.mail.EmailMultiAlternatives is made from.
    content = models.JSONField(_("mail"))
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)

    objects = LeasedQuerySet["OutgoingMail"].as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.subject
