"""The steps of a workflow. Administrators put them together under Settings → Workflows, as Wagtail's own."""

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState

from portal.moderation.four_eyes import approve, kept_from, may_approve, reading_of
from portal.moderation.publish_gate import obstacles
from portal.moderation.returning import earlier_steps, send_back_to


class SecondReaderTask(AbstractGroupApprovalTask):
    """A step: approval by a member of a group who neither wrote the text nor approved it in another step."""

    class Meta:
        verbose_name = _("approval by another reader")
        verbose_name_plural = _("approvals by another reader")

    # True for a step with a form of its own. Approve in the editor saves the words and leads there.
    has_form: ClassVar[bool] = False
    # The answer that sent a page back to this step, while the mail about it is written.
    returned: TaskState | None = None

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """The actions offered to a user. The author may take the page back, but not approve it."""
        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        if actions and not self.may_take(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def may_take(self, page: Any, user: Any) -> bool:
        """Whether a member of the step's groups may approve here, by who has written and read the page."""
        return may_approve(page, user, self)

    def is_asked_of(self, page: Any) -> bool:
        """Whether a page in these words has to take the step; a review passes over it else."""
        return True

    def kept_from(self, states: Any, user: Any) -> set[int]:
        """Those of these task states (ids) at which `may_take` refuses the user: for lists, in few queries."""
        return kept_from(states, user)

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Carry out an action, once more asking whether the user may approve.

        Wagtail asks get_actions before it saves the form, and by saving the approver may become the author. Then the
        changes are kept, the page stays at this step, and a message says why (portal.moderation.answers).
        """
        page: Any = task_state.workflow_state.content_object
        if action_name == "approve":
            if not self.may_take(page, user):
                return
            approve(page.get_latest_revision(), user)
        self.carry_over(task_state, page)
        comment = str(kwargs.get("comment", ""))
        steps = {str(step.pk): step for step in earlier_steps(task_state)} if action_name == "reject" else {}
        if step := steps.get(str(kwargs.get("return_to", ""))):
            send_back_to(step, task_state, user, comment)
        else:
            super().on_action(task_state, user, action_name, comment=comment)

    def reopen(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin the step because a reader sent the page back to it, also where it would be passed over."""
        state: TaskState = AbstractGroupApprovalTask.start(self, workflow_state, user=user)
        return state

    @staticmethod
    def carry_over(task_state: TaskState, page: Any) -> None:
        """Move this round's approvals to the latest revision when it has the same words.

        Wagtail counts approvals of the latest revision only, and a browser may save a new one without a change.
        """
        latest = page.get_latest_revision()
        revisions = reading_of(latest).revisions
        task_state.workflow_state.task_states.filter(revision__in=revisions).update(revision=latest)
        if task_state.revision_id in revisions:
            task_state.revision = latest

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        # Only who has written in a page or approved in this round can be kept from approving: no other page is read.
        wrote = Revision.page_revisions.filter(user=user, object_id=OuterRef("workflow_state__object_id"))
        answered = TaskState.objects.filter(finished_by=user, workflow_state=OuterRef("workflow_state"))
        return states.exclude(pk__in=self.kept_from(states.filter(Exists(wrote) | Exists(answered)), user))

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups approve; nobody approves their own text, or twice")


class PublicationTask(SecondReaderTask):
    """The step after which readers see the page: the gate is asked before the approval, which is refused whole."""

    class Meta:
        verbose_name = _("publication step")
        verbose_name_plural = _("publication steps")

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """As the other steps; with an obstacle the page stays here, and a message says what it is, field by field.

        Whoever presses the button has read the words, as with Publish: that counts although the gate refuses.
        """
        page: Any = task_state.workflow_state.content_object
        if action_name == "approve" and self.may_take(page, user):
            revision = page.get_latest_revision()
            approve(revision, user)
            if obstacles(revision, user, in_review=True):
                return
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups approve; what keeps a page from being published stops it here")
