"""What the admin asks a page itself: who may delete, move or close it, and which title to show to whom."""

from contextvars import ContextVar
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from wagtail.models import PagePermissionTester, Revision

from portal.permissions.regional import region_of, rights_by_groups, rights_by_region
from portal.site.start_page import is_start_page

# The user of this request to the admin; set by portal.middleware.
viewer: ContextVar[Any] = ContextVar("viewer", default=None)


# A page that has been published at some time. What a program added as live has no time of its first publication.
WAS_PUBLISHED = Q(first_published_at__isnull=False) | Q(live=True)


def was_published(page: Any) -> bool:
    """Whether this page or one below it has been published at some time, to whomever."""
    if page.first_published_at or page.live:
        return True
    return bool(page.numchild) and bool(page.get_descendants().filter(WAS_PUBLISHED).exists())


def leaves_by_withdrawal(page: Any) -> bool:
    """Whether readers have this page and are told why it goes: it is withdrawn then, not unpublished."""
    from portal.models import Publication

    return isinstance(page, Publication) and page.live


class KeptForOthers(PagePermissionTester):
    """Permissions on one page, with stricter deletion: what others wrote is deleted only by publishers.

    In Wagtail whoever may change a draft may also delete it. To delete what has been published, or to unpublish what
    readers have, is left to superusers, who have to give a reason (portal.permissions.deletion, unpublishing). Whoever
    writes for a region may write its own pages.
    """

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if region_of(user):
            self.permissions = rights_by_groups(user, page) | rights_by_region(user, page)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not super().can_delete(ignore_bulk):
            return False
        if self.user.is_superuser:
            return True
        return not was_published(self.page) and (self._may_publish() or self._wrote_all())

    def can_unpublish(self) -> bool:
        """Whether the user may take the page down without telling readers why (portal.permissions.unpublishing)."""
        allowed = super().can_unpublish()
        return allowed and (self.user.is_superuser or not leaves_by_withdrawal(self.page))

    def can_move(self) -> bool:
        """Whether the user may move the page. Wagtail asks can_delete for it, but a page that is moved is not lost."""
        return super().can_delete(ignore_bulk=True)

    def can_set_view_restrictions(self) -> bool:
        """Whether the user may close the page to some readers. An open start page can't be closed.

        The form for view restrictions has no place for an error, so the button is not shown.
        """
        allowed = super().can_set_view_restrictions()
        return allowed and (not is_start_page(self.page) or self.page.view_restrictions.exists())

    def _may_publish(self) -> bool:
        return self.user.is_superuser or "publish" in self.permissions

    def _wrote_all(self) -> bool:
        """Whether nobody else has made or saved this page or any page below it."""
        pages = self.page.get_descendants(inclusive=True)
        if pages.exclude(owner=self.user).exists():
            return False
        keys = [str(key) for key in pages.values_list("pk", flat=True)]
        return not Revision.page_revisions.filter(object_id__in=keys).exclude(user=self.user).exists()


class InAdmin:
    """For page types: permissions and title in the admin. Every view there, also its API, asks the page for them."""

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """What a user may do with this page."""
        return KeptForOthers(user, self)

    def get_admin_display_title(self: Any) -> str:
        """The title in the admin: the draft's for those who may edit the page, the live one for all others. Somebody
        who may not see the page at all learns nothing: a form that was sent with its id shows what it names.
        """
        title: str = super().get_admin_display_title()  # type: ignore[misc]
        looking = viewer.get()
        if looking is None or self.pk is None:
            return title
        may: Any = self.permissions_for_user(looking)
        # Who may edit the branch needs no query. A list asks for the title of each row.
        if looking.is_superuser or {"change", "publish"} & getattr(may, "permissions", set()):
            return title
        if not _sees(looking, self.pk):
            return _unseen()
        return title if title == self.title or may.can_edit() else self.title


def _unseen() -> str:
    return gettext("a page that you may not see")


def title_told(title: str, page_id: int) -> str:
    """A title that a log has kept of a page, for whoever looks at the log; not to those who may not see the page."""
    looking = viewer.get()
    return title if looking is None or _sees(looking, page_id) else _unseen()


def _sees(user: Any, page_id: int) -> bool:
    """Whether the admin may name a page to this user. What is seen is asked once in a request, for all of its titles;
    a page that came in the same request, once more.
    """
    from portal.permissions.page_access import pages_seen_by, sees

    if not hasattr(user, "seen_pages"):
        user.seen_pages = set(pages_seen_by(user).values_list("pk", flat=True))
    return page_id in user.seen_pages or sees(user, {page_id})
