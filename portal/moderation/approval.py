"""Who has read which words: an approval is of the words that it was given to, not of the page that holds them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Approval(models.Model):
    """That a person had exactly these words before them and let them pass.

    Given by approving a step of the workflow or pressing Publish in the editor. Rows are never changed.
    """

    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    # Of portal.moderation.four_eyes.words: what is typed afterwards has another.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    # A plain number: what somebody has read stays read when their account is gone.
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
