"""The moment of a release: all its pages become public in one transaction, or none does and what blocks is named."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from portal.models import Release, ReleaseItem
from portal.moderation.obstacles import NotReady
from portal.moderation.publish_gate import let_through, obstacles
from portal.releases.holding import going_out
from portal.scheduling.failure_reasons import reason_of
from portal.scheduling.telling_publishers import is_worth_telling, tell_publishers

logger = logging.getLogger(__name__)

OUT = "portal.release.out"


class ReleaseWaits(Exception):
    """Raised when a release can't go out. It holds what blocks: a title and a reason for each page."""

    def __init__(self, blocked: list[tuple[str, str]]) -> None:
        self.blocked = blocked
        super().__init__("\n".join(f"{title}: {reason}" if title else reason for title, reason in blocked))


def carry_out(release: Release) -> bool:
    """Publish all pages of a release that is due, or write down why it waits. Returns whether it went well.

    Nothing is raised, whatever happens. A release that is no longer due, or that another worker has in hand, is left
    alone.
    """
    try:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            if held := _locked(release):
                _publish_all(held)
    except Exception as error:
        logger.warning("Not released at its time: %s: %s", type(error).__name__, error)
        try:
            with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
                _note(release, error)
        except Exception:
            logger.exception("That a release waits could not be written down")
        return False
    return True


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
        # Warnings that came up after the approval do not hold it back, whoever asks.
        found = [obstacle for obstacle in obstacles(revision) if not obstacle.is_warning]
    except DatabaseError:
        raise
    except Exception as error:
        return reason_of(error, item.page.specific_class)
    return str(NotReady(item.page.specific, found)) if found else ""


def _publish_all(release: Release) -> None:
    """Raises ReleaseWaits when anything blocks; the transaction then undoes what was published before it."""
    items = list(release.items.select_related("page__locale", "page__content_type"))
    if not items:
        raise ReleaseWaits([("", _("There is no page in it."))])
    revisions = scheduled_of(items)
    reasons = [(str(item.page), what_blocks(item, revisions.get(item.page_id))) for item in items]
    if blocked := [(title, reason) for title, reason in reasons if reason]:
        raise ReleaseWaits(blocked)
    with going_out(release):
        # Originals first: what becomes of their translations follows from them.
        for item in sorted(items, key=lambda item: item.page.locale.language_code != settings.LANGUAGE_CODE):
            _publish(item, revisions[item.page_id])
    release.items.update(is_open=False)
    Release.objects.filter(pk=release.pk).update(state=Release.State.OUT, out_at=timezone.now(), reason="")
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
        raise ReleaseWaits([(str(item.page), reason_of(error, item.page.specific_class))]) from error
    ReleaseItem.objects.filter(pk=item.pk).update(revision=revision)


def _note(release: Release, error: Exception) -> None:
    """Write down why it waits, and mail the publishers when it is for the first time."""
    row = Release.objects.select_for_update().due().filter(pk=release.pk).first()
    if row is None:
        return
    row.attempts += 1
    row.next_try_at = timezone.now() + row.wait
    row.reason = str(error) if isinstance(error, ReleaseWaits) else reason_of(error, Release)
    if row.told_at is None and is_worth_telling(error, row.attempts):
        is_told = tell_publishers("portal/mail/waiting_release", {"release": row})
        row.told_at = timezone.now() if is_told else None
    row.save(update_fields=["attempts", "next_try_at", "reason", "told_at"])
