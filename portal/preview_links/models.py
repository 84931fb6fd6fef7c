"""A link by which somebody without an account reads one draft for some days."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PreviewLink(models.Model):
    """What was shared, for whom and until when, and what became of it. Who closed it is in the page's log."""

    page = models.ForeignKey(
        "portal.Publication", verbose_name=_("page"), on_delete=models.CASCADE, related_name="preview_links"
    )
    # The address holds a random token. Whoever reads the database can't open the link.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The words themselves, not a revision: the editor's autosave writes new words into the revision that it began.
    content = models.JSONField(encoder=DjangoJSONEncoder, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    saved_at = models.DateTimeField(_("when the words were saved"))
    reader = models.CharField(
        _("for whom"), max_length=80, help_text=_("A function, never a person: it stands before each comment")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("shared by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("time"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    opened = models.PositiveIntegerField(_("openings"), default=0)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    comments = models.PositiveIntegerField(_("comments"), default=0)

    # A link is no use of a page or file that would keep it from being deleted.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self) -> str:
        return f"{self.page}: {self.reader}"

    def noted(self) -> dict[str, Any]:
        """What the page's log keeps of it."""
        return {"reader": self.reader, "until": self.expires_at.isoformat()}
