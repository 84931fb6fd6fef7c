"""The workflow step that somebody other than the author must take, and the gate in front of a page's own methods."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState

from portal.moderation.four_eyes import approve, is_settled, may_approve, reading_of
from portal.moderation.publish_gate import keeps_back, pass_through
from portal.publications.forms import PublicationForm


class OtherReader(AbstractGroupApprovalTask):
    """A workflow step: approval by a member of a group who neither wrote the text nor approved it in another step."""

    class Meta:
        verbose_name = _("approval by another reader")
        verbose_name_plural = _("approvals by another reader")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """The actions offered to a user. The author may take the page back, but not approve it."""
        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        if actions and not may_approve(obj, user, self):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Carry out an action, once more asking whether the user may approve.

        Wagtail asks get_actions before it saves the form, and by saving the approver may become the author. Then the
        changes are kept, the page stays at this step, and a message says why (portal.wagtail_hooks).
        """
        page: Any = task_state.workflow_state.content_object
        if action_name == "approve":
            if not may_approve(page, user, self):
                return
            approve(page.get_latest_revision(), user)
        _carry_over(task_state, page)
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        # Only who has written in a page or approved in this round can be kept from approving: no other page is read.
        wrote = Revision.page_revisions.filter(user=user, object_id=OuterRef("workflow_state__object_id"))
        answered = TaskState.objects.filter(finished_by=user, workflow_state=OuterRef("workflow_state"))
        doubtful = states.filter(Exists(wrote) | Exists(answered)).prefetch_related("workflow_state__content_object")
        pages = {state.pk: state.workflow_state.content_object for state in doubtful}
        kept = [pk for pk, page in pages.items() if not (page and may_approve(page, user, self))]
        return states.exclude(pk__in=kept)

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups approve; nobody approves their own text, or twice")


def _carry_over(task_state: TaskState, page: Any) -> None:
    """Move this round's approvals to the latest revision when it has the same words.

    Wagtail counts approvals of the latest revision only, and a browser may save a new one without a change.
    """
    latest = page.get_latest_revision()
    revisions = reading_of(latest).revisions
    task_state.workflow_state.task_states.filter(revision__in=revisions).update(revision=latest)
    if task_state.revision_id in revisions:
        task_state.revision = latest


class ReadByTwo:
    """For page types: publishing and saving ask the gate first (portal.moderation.publish_gate)."""

    base_form_class = PublicationForm

    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision if the gate lets it through, else raise NotReady before anything is changed."""
        with pass_through(revision, user):
            return super().publish(revision, user, *args, **kwargs)  # type: ignore[misc]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page, unless readers would then see words that have not passed the gate: these stay a draft.

        Raises NotReady when the save would make the page live without the gate's consent.
        """
        fields = kwargs.get("update_fields")
        if (fields is None or "live" in fields) and keeps_back(self):
            return
        super().save(*args, **kwargs)  # type: ignore[misc]

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """Save a revision. Autosave overwrites the latest one, but not if others have approved, scheduled or published
        it.
        """
        if overwrite_revision is not None and overwrite_revision == self.latest_revision:  # type: ignore[attr-defined]
            overwrite_revision = None if is_settled(overwrite_revision) else overwrite_revision
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)  # type: ignore[misc]
