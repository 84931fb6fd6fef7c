"""A withdrawal that somebody has asked for and nobody has confirmed yet."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Withdrawal(models.Model):
    """What readers are to be told when a publication is withdrawn. The row goes when that is done or called off.

    What became of it is in the page's log and in the event log.
    """

    page = models.OneToOneField(
        "portal.Publication", verbose_name=_("page"), on_delete=models.CASCADE, related_name="withdrawal"
    )
    reason = models.TextField(
        _("reason for readers"),
        help_text=_("In Swedish: what is wrong or has changed, and since when. It is shown at the page's address"),
    )
    reason_en = models.TextField(
        _("reason in English"),
        blank=True,
        help_text=_("For the English page and for those who follow in English. Needed when there is an English page"),
    )
    read_instead = models.ForeignKey(
        "portal.Publication",
        verbose_name=_("read instead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A public page in the same language. Leave it empty when there is none"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("time"), default=timezone.now)

    # A request is no use of a page that would keep the page from being deleted.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return str(self.page)

    def noted(self) -> dict[str, Any]:
        """What the page's log keeps of it."""
        return {"reason": self.reason, "reason_en": self.reason_en, "read_instead": self.read_instead_id}
