"""The moment of a release: all its pages become public in one transaction, or none does and what blocks is named."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from portal.models import Release, ReleaseItem
from portal.moderation.obstacles import NotReady
from portal.moderation.publish_gate import let_through, obstacles
from portal.permissions.page_access import sees
from portal.releases.holding import going_out
from portal.scheduling import clock
from portal.scheduling.failure_reasons import reason_of
from portal.scheduling.telling_publishers import (
    all_publishers,
    is_worth_telling,
    publishers_of,
    tell_publishers,
)

logger = logging.getLogger(__name__)

OUT = "portal.release.out"


class ReleaseWaits(Exception):
    """Raised when a release can't go out. It holds what blocks: each page with the reason, or a reason without one."""

    def __init__(self, blocked: Sequence[tuple[Page | None, str]]) -> None:
        self._blocked = blocked
        super().__init__(self.told_to(lambda _page: True))

    def told_to(self, may_see: Callable[[Page], bool]) -> str:
        """What blocks, a line for each page that the reader may see."""
        told = [(page, reason) for page, reason in self._blocked if page is None or may_see(page)]
        return "\n".join(f"{page}: {reason}" if page else reason for page, reason in told)


def carry_out(release: Release) -> bool:
    """Publish all pages of a release that is due, or write down why it waits. Returns whether it went well.

    Nothing is raised, whatever happens. A release that is no longer due, or that another worker has in hand, is left
    alone.
    """
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            go_out(release)
    except Exception as error:
        logger.warning("Not released at its time: %s: %s", type(error).__name__, error)
        try:
            with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
                _note(release, error)
        except Exception:
            logger.exception("That a release waits could not be written down")
        return False
    return True


def go_out(release: Release) -> bool:
    """Publish all pages of a release that is due, in the transaction at hand. Returns whether there was any to publish.

    Raises ReleaseWaits when anything blocks, and what the database raises; the transaction is to be undone then.
    """
    held = _locked(release)
    if held is not None:
        _publish_all(held)
    return held is not None


def _locked(release: Release) -> Release | None:
    rows = Release.objects.due().filter(pk=release.pk)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def scheduled_of(items: list[ReleaseItem]) -> dict[int, Revision]:
    """The id of each page that has approved words → the revision that holds them."""
    keys = [str(item.page_id) for item in items]
    found = Revision.page_revisions.filter(object_id__in=keys, approved_go_live_at__isnull=False)
    return {int(revision.object_id): revision for revision in found}


def what_blocks(item: ReleaseItem, revision: Revision | None) -> str:
    """Why a page can't be released, in words; empty when it is ready. `revision` holds its approved words."""
    if revision is None:
        return _("It has not been approved for publication.")
    try:
        # Steps and warnings that came up after the approval do not hold it back, whoever asks.
        found = [obstacle for obstacle in obstacles(revision, in_review=True) if not obstacle.is_warning]
    except DatabaseError:
        raise
    except Exception as error:
        return reason_of(error, item.page.specific_class)
    return str(NotReady(item.page.specific, found)) if found else ""


def _publish_all(release: Release) -> None:
    # Nobody changes one of its pages between the gate and the commit.
    list(Page.objects.select_for_update().filter(pk__in=release.items.values("page")).order_by("pk").values_list("pk"))
    items = list(release.items.select_related("page__locale", "page__content_type"))
    if not items:
        raise ReleaseWaits([(None, _("There is no page in it."))])
    revisions = scheduled_of(items)
    reasons = [(item.page, what_blocks(item, revisions.get(item.page_id))) for item in items]
    if blocked := [(page, reason) for page, reason in reasons if reason]:
        raise ReleaseWaits(blocked)
    with going_out(release):
        # Originals first: what becomes of their translations follows from them.
        for item in sorted(items, key=lambda item: item.page.locale.language_code != settings.LANGUAGE_CODE):
            _publish(item, revisions[item.page_id])
    release.items.update(is_open=False)
    Release.objects.filter(pk=release.pk).update(state=Release.State.OUT, out_at=clock.now(), reason="")
    log(release, OUT)


def _publish(item: ReleaseItem, revision: Revision) -> None:
    if revision.content.get("go_live_at"):
        # A time of its own, set past the editor: Wagtail would wait for it.
        revision.content["go_live_at"] = None
        revision.save(update_fields=["content"])
    try:
        with let_through(revision.pk):
            revision.publish(log_action="wagtail.publish.scheduled")
    except DatabaseError:
        raise
    except Exception as error:
        raise ReleaseWaits([(item.page, reason_of(error, item.page.specific_class))]) from error
    ReleaseItem.objects.filter(pk=item.pk).update(revision=revision)


def _note(release: Release, error: Exception) -> None:
    """Write down why it waits, and mail its publishers when it is for the first time."""
    row = Release.objects.select_for_update().due().filter(pk=release.pk).first()
    if row is None:
        return
    row.attempts += 1
    row.next_try_at = timezone.now() + row.wait
    row.reason = str(error) if isinstance(error, ReleaseWaits) else reason_of(error, Release)
    if row.told_at is None and is_worth_telling(error, row.attempts):
        is_told = _tell(row, error)
        row.told_at = timezone.now() if is_told else None
    row.save(update_fields=["attempts", "next_try_at", "reason", "told_at"])


def _tell(release: Release, error: Exception) -> bool:
    """Mail those who may publish a page of the release that it waits, and why. Of one without pages all are told."""
    pages = [item.page for item in release.items.select_related("page")]
    people = {user.pk: user for page in pages for user in publishers_of(page)}.values() if pages else all_publishers()
    keys, all_is_well = {page.pk for page in pages}, True
    for user in people:
        told = {"release": release, **_why(release, error, keys, user)}
        all_is_well &= tell_publishers("portal/mail/waiting_release", told, type(user).objects.filter(pk=user.pk))
    return all_is_well


def _why(release: Release, error: Exception, keys: set[int], user: Any) -> dict[str, Any]:
    """What somebody is told of it: all, or what blocks those of the pages (ids) that they may see."""
    if sees(user, keys):
        return {"reason": release.reason, "is_hidden": False}
    # Another error may name any page.
    seen = error.told_to(lambda page: sees(user, {page.pk})) if isinstance(error, ReleaseWaits) else ""
    return {"reason": seen, "is_hidden": True}
