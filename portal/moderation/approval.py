"""Who has read which words. An approval is given to certain words; it does not cover what is typed afterwards."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Approval(models.Model):
    """That a person has read exactly these words and approved them.

    It is written when somebody approves a step of the workflow or presses Publish in the editor. Rows are never
    changed.
    """

    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    # Made by portal.moderation.four_eyes.fingerprint: it changes with any word that is typed afterwards.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    # A plain number, not a foreign key: the approval stays when the account is deleted.
    reader_id = models.PositiveIntegerField(_("reader"))
    given_at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("approval of words")
        verbose_name_plural = _("approvals of words")
        constraints = [
            models.UniqueConstraint(fields=["page", "fingerprint", "reader_id"], name="one_approval_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.reader_id}"
