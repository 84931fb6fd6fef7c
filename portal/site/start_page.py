"""The start page stays public: without it "/" itself answers 410.

It is not moved either, as it may stand at the tree's root alone (`HomePage.parent_page_types`), nor closed
(`KeptForOthers.can_set_view_restrictions`), nor given a last day (`StartPageStays`).
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Site
from wagtail.signals import page_unpublished

from portal.forms.refusals import Refused
from portal.moderation.gate_rules.rule import Rule
from portal.moderation.obstacles import Obstacle
from portal.moderation.publish_gate import acting_user


class StartPageStays(Rule):
    """A start page has no last day."""

    code = "start_page_stays"
    label = gettext_lazy("The start page stays")
    field = "expire_at"
    may_be_skipped = False

    def find(self, page: Any) -> Iterator[Obstacle]:
        if page.expire_at:
            yield Obstacle(_("A start page can't have a last day: the portal would have no first page."), self.field)


def is_start_page(page: Page) -> bool:
    """Whether a site, in any language, begins with the page."""
    return page.url_path in {root.root_path for root in Site.get_site_root_paths()}


def _on_unpublish(instance: Page, **kwargs: Any) -> None:
    """Deleting comes here, too: Wagtail unpublishes first. What was done by now is rolled back with the POST."""
    if acting_user() and is_start_page(instance):
        raise Refused(
            _("A start page can't be unpublished or deleted: the portal would have no first page. Edit it instead.")
        )


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    page_unpublished.connect(_on_unpublish, dispatch_uid="portal.start_page.unpublish")
