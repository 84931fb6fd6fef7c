"""The consent record: what the owner of an address has agreed to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models.alert import Alert
from news.models.subscriber import Subscriber


class Consent(models.Model):
    """What the owner of an address has agreed to, or taken back: when, in which words, how (GDPR, article 7.1)."""

    class Act(models.TextChoices):
        """What the owner did."""

        ASKED = "asked", _("Asked for it in the form")
        CONFIRMED = "confirmed", _("Confirmed by the link in a mail")
        ENDED = "ended", _("Ended by a link in a mail")
        RESUMED = "resumed", _("Took the end back")
        BOUNCED = "bounced", _("Ended by the portal: mail came back")
        COMPLAINED = "complained", _("Ended by the portal: a complaint came")

    # One of the two.
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.CASCADE, related_name="consents")
    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="consents")
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    at = models.DateTimeField(_("time"), default=timezone.now)
    # The words that stood beside the button, as they were then.
    words = models.TextField(_("words"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"
