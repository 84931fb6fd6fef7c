"""Who is told by mail of what happens in a selection, and of which events."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.subscription import Subscription, SubscriptionQuerySet

# Letters of the query string of a selection.
LONGEST_QUERY = 1000


class Alert(Subscription):
    """Who is told of what happens to the publications of a selection, or to one publication."""

    class Frequency(models.TextChoices):
        """How often a mail may come."""

        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, in the morning")
        WEEKLY = "weekly", _("Once a week, on Monday morning")

    # A selection as its query string; the publication's permanent number, or 0.
    query = models.CharField(_("selection"), max_length=LONGEST_QUERY, blank=True)
    number = models.PositiveIntegerField(_("number"), default=0)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency.choices, default=Frequency.DAILY)
    # The newest event when it was confirmed: what is older is not told.
    since_event = models.PositiveIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), "query", "number", "language", name="one_alert_per_selection")
        ]


class AlertEvent(models.Model):
    """An event that an alert is told of: once, however often the event is delivered."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="events")
    # A plain number, as the log's rows are never deleted.
    event_id = models.PositiveIntegerField()
    # What it is called in the alert's selection (news.events.event_feed.kind_for).
    kind = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("event of an alert")
        verbose_name_plural = _("events of alerts")
        constraints = [models.UniqueConstraint(fields=["alert", "event_id"], name="one_event_per_alert")]
        indexes = [models.Index(fields=["alert"], condition=models.Q(mailed_at=None), name="news_alertevent_waiting")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.event_id}"
