"""A release, and the pages that are in it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.outbox.leases import TriedAgain
from portal.scheduling import clock


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Queries over releases."""

    def coming(self) -> "ReleaseQuerySet":
        """Those that have neither gone out nor been called off."""
        return self.filter(state=Release.State.COMING)

    def due(self) -> "ReleaseQuerySet":
        """Those whose moment has come, and that do not wait for their next try."""
        now = clock.now()
        return self.coming().filter(at__lte=now, next_try_at__lte=now)

    def next_moment(self) -> datetime | None:
        """When the next of them is due; None when none is coming."""
        moment: datetime | None = self.coming().aggregate(moment=models.Min(Greatest("at", "next_try_at")))["moment"]
        return moment


class Release(TriedAgain):
    """Pages that become public together. What has happened to it is in its log.

    As a piece of work it is tried until it succeeds (`TriedAgain`): as long as one of its pages is not ready, all wait.
    """

    class State(models.TextChoices):
        """What has become of it."""

        COMING = "coming", _("Coming")
        OUT = "out", _("Published")
        CALLED_OFF = "called_off", _("Called off")

    name = models.CharField(_("name"), max_length=120, help_text=_("For editors; readers do not see it"))
    at = models.DateTimeField(
        _("moment"), help_text=_("In Swedish time. Readers see none of the pages before it, and all of them after it")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.COMING, editable=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    out_at = models.DateTimeField(_("published"), null=True, editable=False)
    # Why it could not go out at its moment, in Swedish, and when publishers were told.
    reason = models.TextField(_("reason"), blank=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)

    objects = ReleaseQuerySet.as_manager()
    # It tells of pages and does not use them.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_coming(self) -> bool:
        """Whether its pages are still kept for it."""
        return self.state == self.State.COMING

    @property
    def is_overdue(self) -> bool:
        """Whether its moment has passed without its having gone out."""
        return self.is_coming and self.at <= timezone.now()

    def try_anew(self, **values: Any) -> None:
        """Store values; it is tried at once where it is overdue, and publishers are told anew should it fail."""
        values |= {"attempts": 0, "next_try_at": timezone.now(), "told_at": None, "reason": ""}
        type(self).objects.filter(pk=self.pk).update(**values)


class ReleaseItem(models.Model):
    """A page in a release. The words that go out are those of the page's scheduled revision, once there is one."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(
        "portal.Publication", verbose_name=_("page"), on_delete=models.CASCADE, related_name="release_items"
    )
    # False when the release has gone out or has been called off: then the page may be in another one.
    is_open = models.BooleanField(default=True)
    # What went out.
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("page of a release")
        verbose_name_plural = _("pages of releases")
        ordering = ["page__locale_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=models.Q(is_open=True), name="in_one_coming_release_at_most"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.page}"


def coming_release_of(page_id: Any) -> Release | None:
    """The release that a page is kept for; None when it is in none that is coming."""
    item = ReleaseItem.objects.filter(page=page_id, is_open=True).select_related("release").first()
    return item.release if item else None
