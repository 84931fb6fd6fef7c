"""The event log: a row for each thing that happened to a publication, a delivery of it for each channel; and mail."""

from django.contrib.admin import display
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.outbox.channels import channel_name
from portal.outbox.leases import Leased, LeasedQuerySet

# The events of pages that outsiders could read then. Older events do not say whether they could.
WAS_PUBLIC = models.Q(data__is_public=True) | ~models.Q(data__has_key="is_public")
# The events that outsiders may be told of: not what was written while the page was closed.
TOLD_OUTSIDE = models.Q(kind="withdrawn") | WAS_PUBLIC


class PublicationEvent(models.Model):
    """What happened to a publication. Written in the same transaction as the change, and never changed afterwards."""

    class Kind(models.TextChoices):
        """What kinds of things happen to a publication."""

        PUBLISHED = "published", _("Published")
        # A publication that readers have had in its original language is there in another one for the first time.
        TRANSLATED = "translated", _("Translated")
        REVISED = "revised", _("Revised")
        CORRECTED = "corrected", _("Corrected")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        MOVED = "moved", _("Moved")
        STATUS = "status", _("New status")
        REVIEW_DUE = "review_due", _("Review due")
        # A name in the vocabulary changed: the page's own text stays, but what it is filed under is called otherwise.
        REFILED = "refiled", _("Refiled")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    created_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    # Plain numbers, not foreign keys: the log stays when the pages are deleted.
    page_id = models.PositiveIntegerField(_("page"), db_index=True)
    revision_id = models.PositiveIntegerField(_("revision"), null=True, blank=True)
    # Whose click it was; empty when the clock or a program did it. The number stays when the account is deleted.
    actor_id = models.PositiveIntegerField(_("done by"), null=True, blank=True)
    translation_key = models.UUIDField(_("translation key"), db_index=True)
    language = models.CharField(_("language"), max_length=10)
    type_code = models.CharField(_("type"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    path = models.CharField(_("address"), max_length=1000)
    # The publication's permanent number (portal.addresses.models.PermanentNumber), the same in every language.
    number = models.PositiveIntegerField(_("number"), default=0, db_index=True)
    note = models.TextField(_("what changed"), blank=True)
    note_en = models.TextField(_("what changed, in English"), blank=True)
    old_verdict = models.CharField(_("earlier verdict"), max_length=10, blank=True)
    new_verdict = models.CharField(_("verdict"), max_length=10, blank=True)
    # The code of the status that the page has after the event; empty when it has none. A translation may be filed under
    # another one, that of its original.
    status = models.CharField(_("status"), max_length=20, blank=True)
    facets = models.JSONField(_("facets"), default=dict)
    # What readers act on, as Publication.decisive() returns it; empty in events that are older than this field.
    decisive = models.JSONField(_("what readers act on"), default=dict)
    # What the publication said in fields, as Publication.published_data() returns it; empty in older events.
    data = models.JSONField(_("data"), default=dict)

    class Meta:
        verbose_name = _("publication event")
        verbose_name_plural = _("publication events")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def is_public(self) -> bool:
        """Whether outsiders could read the page after the event (`WAS_PUBLIC` in Python)."""
        return bool(self.data.get("is_public", True))

    @property
    def verdicts(self) -> dict[str, str]:
        """The codes of the verdicts after the event: the page's under "", each product's under its name."""
        return {"": self.new_verdict, **self.decisive.get("verdicts", {})}


class Change(models.Model):
    """One row for each change of anything that public pages show, events among them, in the transaction of the change.

    portal.outbox.changes writes them, and by the newest of them every process learns what another has done.
    """

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")


class DeliveryQuerySet(LeasedQuerySet["Delivery"]):
    """Queries over deliveries."""

    def open(self) -> "DeliveryQuerySet":
        """The deliveries that are waiting or have failed."""
        return self.exclude(state=Delivery.State.DONE)

    def due(self) -> "DeliveryQuerySet":
        """The waiting or failed deliveries whose time has come, those of the oldest event first."""
        return super().due().open().order_by("event_id")

    def note_done(self) -> int:
        """Mark these deliveries as done: their channel already shows what they were to bring. Returns how many they
        are.
        """
        return self.update(state=Delivery.State.DONE, done_at=timezone.now(), held_by="", error="")


class Delivery(Leased):
    """One event on its way to one channel."""

    class State(models.TextChoices):
        """How far a delivery has come."""

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
        return f"{self.event} → {self.channel_label}"

    @property
    @display(description=_("channel"), ordering="channel")
    def channel_label(self) -> str:
        """What the channel is called."""
        return channel_name(self.channel)


class OutgoingMail(Leased):
    """A mail that waits to be sent. It is written together with what it reports, sent by the worker, then deleted."""

    subject = models.CharField(_("subject"), max_length=998)
    # One of many, as alerts are: what somebody waits for, such as a link to confirm, goes before it.
    is_bulk = models.BooleanField(default=False, editable=False)
    # What django.core.mail.EmailMultiAlternatives is made from.
    content = models.JSONField(_("mail"))
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)

    objects = LeasedQuerySet["OutgoingMail"].as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["is_bulk", "pk"]

    def __str__(self) -> str:
        return self.subject
