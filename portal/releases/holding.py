"""Pages in a release are kept for its moment: whichever button, list or tool publishes one, it waits for the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Revision

from portal.releases.models import Release, coming_release_of

HELD = "portal.release.hold"

# The release that goes out now; its pages are not kept back.
_going_out: ContextVar[int | None] = ContextVar("release_going_out", default=None)


@contextmanager
def going_out(release: Release) -> Iterator[None]:
    """Inside this context the pages of the release are published."""
    token = _going_out.set(release.pk)
    try:
        yield
    finally:
        _going_out.reset(token)


def kept_for(page_id: Any) -> Release | None:
    """The coming release for which a page has to wait; None when it may be published now."""
    release = coming_release_of(page_id)
    return None if release is None or release.pk == _going_out.get() else release


@transaction.atomic
def hold(revision: Revision, user: Any = None, *, skip_permission_checks: bool = False) -> bool:
    """Keep a revision that has passed the gate for the moment of its page's release. Returns whether it is kept.

    It becomes the page's scheduled revision as Wagtail knows it, so the editor shows the time and locks the page.
    Raises PublishPagePermissionError for a user who may not publish the page.
    """
    found = kept_for(revision.object_id)
    release = Release.objects.select_for_update().filter(pk=found.pk).coming().first() if found else None
    if release is None:
        return False
    PublishPageRevisionAction(revision, user=user).check(skip_permission_checks=skip_permission_checks)
    page: Any = revision.content_object
    # A time that the page had for itself counts no more.
    revision.content["go_live_at"] = None
    revision.approved_go_live_at = release.at
    revision.save(update_fields=["content", "approved_go_live_at"])
    page.revisions.exclude(pk=revision.pk).update(approved_go_live_at=None)
    if state := page.current_workflow_state:
        state.cancel(user=user)
    # It may be what the release waited for.
    release.try_anew()
    log(page, HELD, user=user, revision=revision, data={"release": release.name, "at": release.at.isoformat()})
    return True
