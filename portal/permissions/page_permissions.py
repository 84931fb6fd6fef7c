"""What the admin asks of a page: who may delete it, and what it is called to whom."""

from contextvars import ContextVar
from typing import Any

from wagtail.models import PagePermissionTester, Revision

from portal.site.start_page import is_start_page

# Who looks at the admin in this request; set by portal.middleware.
viewer: ContextVar[Any] = ContextVar("viewer", default=None)


class KeptForOthers(PagePermissionTester):
    """What others wrote is deleted by publishers; Wagtail lets whoever may change a draft delete it for good."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return super().can_delete(ignore_bulk) and (self._may_publish() or self._wrote_all())

    def can_move(self) -> bool:
        """A page that is moved is not lost."""
        return super().can_delete(ignore_bulk=True)

    def can_set_view_restrictions(self) -> bool:
        """A start page that is open can't be closed; the form for it could not tell why."""
        allowed = super().can_set_view_restrictions()
        return allowed and (not is_start_page(self.page) or self.page.view_restrictions.exists())

    def _may_publish(self) -> bool:
        return self.user.is_superuser or "publish" in self.permissions

    def _wrote_all(self) -> bool:
        """Whether nobody else has made, or saved, this page or one below it."""
        pages = self.page.get_descendants(inclusive=True)
        if pages.exclude(owner=self.user).exists():
            return False
        keys = [str(key) for key in pages.values_list("pk", flat=True)]
        return not Revision.page_revisions.filter(object_id__in=keys).exclude(user=self.user).exists()


class InAdmin:
    """For page types: every door of the admin, bulk actions and its API too, asks the page itself."""

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return KeptForOthers(user, self)

    def get_admin_display_title(self: Any) -> str:
        """Who may not read the draft of a live page does not read its title either."""
        title: str = super().get_admin_display_title()  # type: ignore[misc]
        looking = viewer.get()
        if title == self.title or looking is None or self.permissions_for_user(looking).can_edit():
            return title
        return self.title
