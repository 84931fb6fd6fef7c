"""What was to go live or to be taken down at its time, and could not."""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from portal.outbox.leases import TriedAgain


class ScheduleFailureQuerySet(models.QuerySet["ScheduleFailure"]):
    def waiting(self) -> "ScheduleFailureQuerySet":
        """Those that are not tried again yet."""
        return self.filter(next_try_at__gt=timezone.now())

    def concerning(self, user: Any, action: str = "change") -> "ScheduleFailureQuerySet":
        """Those of the pages that this person may change, or publish; what is no page is the administrators'."""
        if user.has_perm("portal.change_delivery"):
            return self
        of_page = {int(row.object_id): row.pk for row in self.select_related("content_type") if row.is_of_a_page}
        theirs = page_permission_policy.instances_user_has_permission_for(user, action).filter(pk__in=of_page)
        return self.filter(pk__in=[of_page[pk] for pk in theirs.values_list("pk", flat=True)])


class ScheduleFailure(TriedAgain):
    """One row for each page that waits past its time, until it has gone live, been taken down or been changed."""

    class Action(models.TextChoices):
        GO_LIVE = "go_live", _("Is published")
        TAKE_DOWN = "take_down", _("Is taken down")

    action = models.CharField(_("what happens"), max_length=10, choices=Action.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    object = GenericForeignKey()
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
        constraints = [
            models.UniqueConstraint(fields=["action", "content_type", "object_id"], name="one_row_per_missed_time")
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.title}"

    @property
    def is_of_a_page(self) -> bool:
        return self.content_type.model_class() is Page

    @property
    def is_settled(self) -> bool:
        """Whether nothing is due any more: gone live another way, scheduled anew, called off or deleted."""
        if self.action == self.Action.GO_LIVE:
            due: Any = self.revision and self.revision.approved_go_live_at
        else:
            due = self.object is not None and self.object.live and self.object.expire_at
        return not due or due > timezone.now()
