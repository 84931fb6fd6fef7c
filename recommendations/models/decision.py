"""The council's decision on a recommendation: what was decided when, who took part, and the step that records it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, TaskState

from portal.models import SecondReaderTask


class Decision(models.Model):
    """What was decided at a meeting. It belongs to a recommendation in all its languages; rows are never changed."""

    # The translation key of the recommendation: the decision stays when a page is deleted.
    recommendation = models.UUIDField(_("recommendation"), default=uuid.uuid4, db_index=True)
    # The words that were before the secretary.
    revision = models.ForeignKey(
        Revision, verbose_name=_("version"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_on = models.DateField(_("date of decision"))
    meeting = models.CharField(_("meeting"), max_length=160)
    case_number = models.CharField(_("case number"), max_length=60)
    # As recommendations.decisions.decided_of gives it.
    decided = models.JSONField(_("decided"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-recorded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.decided_on} · {self.meeting} · {self.case_number}"


class Participant(models.Model):
    """Somebody who took part in the meeting, with their declaration of interest."""

    class Declaration(models.TextChoices):
        """What was declared."""

        NONE = "none", _("No conflict of interest")
        INTEREST = "interest", _("Has an interest")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="participants")
    who = models.CharField(_("participant"), max_length=160)
    declaration = models.CharField(_("declaration of interest"), max_length=10, choices=Declaration.choices)
    interest = models.TextField(_("which interest"), blank=True)
    is_recused = models.BooleanField(_("recused"), default=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.who


class DecisionTask(SecondReaderTask):
    """The step at which the secretary records the decision, in a form of its own.

    To record is not to read: whoever wrote the page may do it, and it counts for no pair of eyes.
    """

    has_form = True

    class Meta:
        verbose_name = _("the council's decision")
        verbose_name_plural = _("the council's decisions")

    def may_take(self, page: Any, user: Any) -> bool:
        return True

    def kept_from(self, states: Any, user: Any) -> set[int]:
        return set()

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Approve without a comment is the way to the form."""
        actions = super().get_actions(obj, user)
        record = [("approve", _("Record the decision"), False)] if actions else []
        return [action for action in actions if action[0] != "approve"] + record

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Send the page back. It is approved by the form alone (`conclude`): in the editor Approve leads there."""
        if action_name != "approve":
            super().on_action(task_state, user, action_name, **kwargs)

    def conclude(self, task_state: TaskState, user: Any, decision: Decision) -> None:
        """Let the page go on: `decision` is recorded of its latest words."""
        page: Any = task_state.workflow_state.content_object
        self.carry_over(task_state, page)
        task_state.revision = page.get_latest_revision()
        task_state.approve(user=user, comment=str(decision))

    def is_asked_of(self, page: Any) -> bool:
        """Not of a page on which there is nothing to decide: a translation, or what is decided already."""
        from recommendations.decisions import undecided

        return any(undecided(page))

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin, or pass over."""
        revision = workflow_state.content_object.get_latest_revision()
        if self.is_asked_of(revision.as_object()):
            return super().start(workflow_state, user=user)
        return TaskState.objects.create(
            workflow_state=workflow_state,
            revision=revision,
            task=self,
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups record the decision, with declarations of interest")
