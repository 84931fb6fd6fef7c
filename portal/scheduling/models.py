"""What was to go live or to be taken down at its time, and could not."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from portal.outbox.leases import TriedAgain
from portal.scheduling import clock


class ScheduleFailureQuerySet(models.QuerySet["ScheduleFailure"]):
    """Queries over missed times."""

    def waiting(self) -> "ScheduleFailureQuerySet":
        """Those that are not tried again yet."""
        return self.filter(next_try_at__gt=timezone.now())

    def concerning(self, user: Any, action: str = "change") -> "ScheduleFailureQuerySet":
        """Those of the pages that this person may change, or publish; all of them for administrators."""
        if user.has_perm("portal.change_delivery"):
            return self
        theirs = page_permission_policy.instances_user_has_permission_for(user, action)
        return self.filter(page__in=theirs.values("pk"))

    def told_to(self, user: Any, most: int | None = None) -> dict[str, Any]:
        """For portal/admin/missed_rows.html: what this person is shown, and the keys of what they may try again."""
        missed = list(self.concerning(user)[:most])
        retried = self.concerning(user, "publish").values_list("pk", flat=True) if missed else ()
        return {"missed": missed, "retried": set(retried)}


class ScheduleFailure(TriedAgain):
    """One row for each page that waits past its time, until it has gone live, been taken down or been changed."""

    class Action(models.TextChoices):
        """What was to happen at the time."""

        GO_LIVE = "go_live", _("Is published")
        TAKE_DOWN = "take_down", _("Is taken down")

    action = models.CharField(_("what happens"), max_length=10, choices=Action.choices)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    # What was to go live; empty for what is to be taken down.
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=255)
    due_at = models.DateTimeField(_("was due"))
    # In Swedish, for whoever can mend it.
    reason = models.TextField(_("reason"), blank=True)
    told_at = models.DateTimeField(_("publishers told"), null=True, blank=True)

    objects = ScheduleFailureQuerySet.as_manager()
    # It tells of a page and does not use it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("missed time")
        verbose_name_plural = _("missed times")
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "page"], name="one_row_per_missed_time")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.title}"

    @property
    def due(self) -> Any:
        """The revision or page that is due, as a queryset; empty once it went another way, or has another time."""
        now = clock.now()
        if self.action == self.Action.GO_LIVE:
            return Revision.objects.filter(pk=self.revision_id, approved_go_live_at__lte=now)
        return Page.objects.filter(pk=self.page_id, live=True, expire_at__lt=now)
