"""What is done with a release before its moment: pages come and go, the moment changes, it is called off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from portal.forms.refusals import Refused
from portal.models import Publication, Release, ReleaseItem
from portal.moderation.publish_gate import let_through, obstacles
from portal.releases.holding import hold
from portal.releases.models import coming_release_of

ADDED, LEFT = "portal.release.add", "portal.release.leave"
MOVED, CALLED_OFF = "portal.release.move", "portal.release.call_off"


def may_plan(user: Any) -> bool:
    """Whether somebody may see and make releases: who may publish pages."""
    return bool(page_permission_policy.user_has_permission(user, "publish"))


def pages_to_release(user: Any) -> Any:
    """The publications that somebody may add to a release: with words that readers do not have, and in none yet."""
    mine = page_permission_policy.instances_user_has_permission_for(user, "publish")
    taken = ReleaseItem.objects.filter(is_open=True)
    waiting = Publication.objects.filter(has_unpublished_changes=True, alias_of=None, latest_revision__isnull=False)
    return waiting.filter(pk__in=mine.values("pk")).exclude(pk__in=taken.values("page"))


@transaction.atomic
def add(release: Release, pages: Iterable[Page], user: Any) -> None:
    """Put pages into a release. What is approved or ready already is kept for it; the rest as soon as it is approved.

    Raises Refused for a page that is in another release, that is no page of its own, or that has nothing new.
    """
    row = _opened(release, user)
    for page in Publication.objects.select_for_update().filter(pk__in=[page.pk for page in pages]).order_by("pk"):
        title = page.get_admin_display_title()
        if other := coming_release_of(page.pk):
            told = _("“%(title)s” is already in the release “%(release)s”. Take it out there first.")
            raise Refused(told % {"title": title, "release": other})
        if not pages_to_release(user).filter(pk=page.pk).exists():
            raise Refused(_("“%(title)s” has nothing that you could publish.") % {"title": title})
        ReleaseItem.objects.create(release=row, page=page)
        log(row, ADDED, user=user, data={"title": title, "page": page.pk})
        _keep_what_is_ready(page.specific, user)
    row.try_anew()


def _keep_what_is_ready(page: Any, user: Any) -> None:
    """Keep words that are approved, or that nobody has to read any more: a review goes on to its own end."""
    revision = page.scheduled_revision
    if revision is None:
        if page.current_workflow_state:
            return
        latest = page.get_latest_revision()
        revision = None if obstacles(latest, user) else latest
    if revision is not None:
        with let_through(revision.pk):
            hold(revision, user)


@transaction.atomic
def take_out(item: ReleaseItem, user: Any) -> None:
    """Take a page out: it stays as it is, approved or not, and has no time any more. Raises Refused."""
    row = _opened(item.release, user)
    _kept(row.items.filter(pk=item.pk)).update(approved_go_live_at=None)
    noted = {"title": item.page.get_admin_display_title(), "page": item.page_id}
    item.delete()
    log(row, LEFT, user=user, data=noted)
    row.try_anew()


@transaction.atomic
def move(release: Release, at: datetime, user: Any) -> None:
    """Give a release another moment; one that has passed means at once. Raises Refused."""
    row = _opened(release, user)
    _kept(row.items.all()).update(approved_go_live_at=at)
    row.try_anew(at=at, set_by=user)
    log(row, MOVED, user=user, data={"at": at.isoformat()})


@transaction.atomic
def call_off(release: Release, user: Any) -> None:
    """Call a release off: its pages stay as they are, approved or not, and have no time any more. Raises Refused."""
    row = _opened(release, user)
    _kept(row.items.all()).update(approved_go_live_at=None)
    row.items.update(is_open=False)
    Release.objects.filter(pk=row.pk).update(state=Release.State.CALLED_OFF)
    log(row, CALLED_OFF, user=user)


def _opened(release: Release, user: Any) -> Release:
    """The release, locked until the transaction ends. Raises Refused when it is not coming, or not this user's."""
    row = Release.objects.select_for_update().get(pk=release.pk)
    if not row.is_coming:
        told = _("“%(release)s” has been published or called off meanwhile. Nothing was changed.")
        raise Refused(told % {"release": row})
    theirs = page_permission_policy.instances_user_has_permission_for(user, "publish")
    if row.items.exclude(page__in=theirs.values("pk")).exists():
        raise Refused(_("There is a page in it that you may not publish."))
    return row


def _kept(items: Any) -> Any:
    """The revisions that are kept for a release, of the pages of these items."""
    keys = [str(key) for key in items.values_list("page_id", flat=True)]
    return Revision.page_revisions.filter(object_id__in=keys, approved_go_live_at__isnull=False)
