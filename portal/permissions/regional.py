"""What a region's contact may do: write the region's own notices and submit them, in every view of the admin.

Wagtail gives rights on branches of the page tree. A region has no branch: its pages stand among those of all others, in
the lists of the types that the matrix gives to regions (portal.permissions.matrix). Wagtail's views ask one object,
`wagtail.permissions.page_permission_policy`, or the page itself (portal.permissions.page_permissions); both ask here.
A page is a region's own when its level is the region and it names the region. A page of two regions is both's.
"""

from functools import cache
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.permissions.matrix import types_of_regions

# The filing of such a page is the region's, and no choice of its writer.
FIXED_FIELDS = {"level", "regions", "healthcare_regions"}


@cache
def by_groups() -> PagePermissionPolicy:
    """The policy without regions: what somebody may do by their groups alone."""
    return PagePermissionPolicy(Page)


def region_of(user: Any) -> Any:
    """The region that somebody writes for; None for all others. Who is a superuser needs no region for anything."""
    if not user.is_authenticated or not user.is_active or user.is_superuser:
        return None
    contact = getattr(user, "regional_contact", None)
    return contact.region if contact and user.has_perm("wagtailadmin.access_admin") else None


def places() -> Any:
    """The list pages below which regions add their own, as a queryset."""
    lists = [parent for model in types_of_regions() for parent in model.allowed_parent_page_models()]
    return Page.objects.type(*lists) if lists else Page.objects.none()


def own_pages(region: Any) -> Any:
    """The pages, public ones and drafts, that are a region's own, as a queryset."""
    from portal.models import Publication

    own = Publication.objects.filter(level=Publication.Level.REGION, regions=region).type(*types_of_regions())
    return Page.objects.filter(pk__in=own.values("pk"))


def rights_by_region(user: Any, page: Any) -> set[str]:
    """The actions on a page that somebody has by their region: "change" for its own pages, "add" for their lists."""
    if (region := region_of(user)) is None:
        return set()
    if page.specific_class in types_of_regions():
        return {"change"} if own_pages(region).filter(pk=page.pk).exists() else set()
    return {"add"} if places().filter(pk=page.pk).exists() else set()


def rights_by_groups(user: Any, page: Any) -> set[str]:
    """The actions on a page that somebody has by their groups, at the page or above it."""
    held = by_groups().get_cached_permissions_for_user(user)
    found = {one.permission.codename for one in held if page.path.startswith(one.page.path)}
    return {codename.rpartition("_")[0] for codename in found}


def writes_for(user: Any, page: Any) -> Any:
    """The region for which somebody writes a page, as they may write it for no other reason; else None.

    For a page that is not saved yet pass the list that it is added to.
    """
    if not rights_by_region(user, page) or rights_by_groups(user, page) & {"add", "change"}:
        return None
    return region_of(user)


class PagesOfRegions(PagePermissionPolicy):
    """Wagtail's policy on pages, with what regions may do beside what groups may."""

    # Not Wagtail's: its cache has what groups may, for by_groups().
    permission_cache_name = "_page_permission_cache_with_region"

    def get_all_permissions_for_user(self, user: Any) -> Any:
        held = super().get_all_permissions_for_user(user)
        if region_of(user) is None:
            return held
        add = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
        # With a key, since Wagtail puts them into sets; no row has a negative one.
        added = [GroupPagePermission(pk=-place.pk, page=place, permission=add) for place in places()]
        return [*held, *added]

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        if by_groups().user_has_any_permission_for_instance(user, actions, instance):
            return True
        return not rights_by_region(user, instance).isdisjoint(actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        found = by_groups().instances_user_has_any_permission_for(user, actions)
        if (region := region_of(user)) is None:
            return found
        allowed = Q()
        if "change" in actions:
            allowed |= Q(pk__in=own_pages(region).values("pk"))
        if "add" in actions:
            allowed |= Q(pk__in=places().values("pk"))
        return found | Page.objects.filter(allowed) if allowed else found


def connect() -> None:
    """Have the policy that all of Wagtail's views hold ask for regions, too. Called once, when the app is ready.

    Wagtail has no setting for it, and its modules import the object, so the object itself is changed.
    """
    from wagtail import permissions

    permissions.page_permission_policy.__class__ = PagesOfRegions
