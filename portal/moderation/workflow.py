"""What happens when a workflow is finished. Imports no models: Wagtail loads this while it defines its own."""

from typing import Any

from django.utils.translation import gettext as _


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the page when every step is approved (the setting WAGTAIL_FINISH_WORKFLOW_ACTION).

    Wagtail's own function requires that the last approver may publish. Here the last one may be a second reader, when
    the publisher changed the text at their own step. The steps that count are those of this review, also where the page
    has been given another workflow meanwhile. Raises NotReady when something else is in the way, also when the last
    step was not taken but turned off: nobody has let its pages out.
    """
    from portal.moderation.obstacles import NotReady, Obstacle
    from portal.moderation.publish_gate import let_through, obstacles

    revision, last = workflow_state.content_object.get_latest_revision(), workflow_state.current_task_state
    if last and last.status == last.STATUS_CANCELLED:
        left = Obstacle(_("Steps left of its review: %(steps)s.") % {"steps": last.task.name})
        raise NotReady(revision.content_object, [left])
    if found := obstacles(revision, user, in_review=True):
        raise NotReady(revision.content_object, found)
    with let_through(revision.pk):
        revision.publish(user=user, skip_permission_checks=True)
