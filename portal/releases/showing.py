"""What the admin shows of a page in a release: the step that it is at, and what blocks it."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from portal.desk.panel import kind
from portal.models import Release, ReleaseItem
from portal.moderation.obstacles import NotReady
from portal.moderation.publish_gate import obstacles
from portal.permissions.page_access import edits_everything, only_seen
from portal.releases.carrying_out import scheduled_of, what_blocks


@dataclass(frozen=True)
class ReleaseRow:
    """A page in a release, as a row of the table. `blocks` is empty when the page is ready."""

    item: ReleaseItem
    title: str
    kind: str
    language: str
    step: str
    blocks: SafeString | str

    @property
    def is_ready(self) -> bool:
        """Whether nothing keeps it from going out."""
        return not self.blocks


def rows_of(release: Release, user: Any) -> list[ReleaseRow]:
    """The pages of a release that the user may see."""
    everything = release.items.select_related("page__locale", "page__content_type")
    items = list(only_seen(everything, user, "page"))
    if not release.is_coming:
        return [_row(item, _("Published") if item.revision_id else _("Not published"), "") for item in items]
    kept = scheduled_of(items)
    return [_coming(item, kept.get(item.page_id)) for item in items]


def _coming(item: ReleaseItem, revision: Revision | None) -> ReleaseRow:
    page = item.page.specific
    if revision is not None:
        return _row(item, _("Approved for publication"), what_blocks(item, revision))
    if not page.live and page.first_published_at:
        told = _("Readers do not have this page any more. Take it out, or have it approved anew.")
        return _row(item, step_of(page), told)
    if found := obstacles(page.get_latest_revision()):
        return _row(item, step_of(page), NotReady(page, found).in_html(_("In the way:")))
    return _row(item, step_of(page), _("Nothing is missing. A publisher has to approve it."))


def _row(item: ReleaseItem, step: str, blocks: SafeString | str) -> ReleaseRow:
    page = item.page
    title = page.draft_title if item.is_open else page.title
    return ReleaseRow(item, title, kind(page), page.locale.get_display_name(), step, blocks)


def step_of(page: Page) -> str:
    """How far a page has come on its way to be published, in words."""
    task = page.current_workflow_task
    return _("In review: %(step)s") % {"step": task.name} if task else _("Draft")


def hidden_of(release: Release, user: Any) -> int:
    """How many pages of a release the user may not see."""
    if edits_everything(user):
        return 0
    everything: int = release.items.count()
    return everything - int(only_seen(release.items.all(), user, "page").count())
