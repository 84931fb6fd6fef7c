"""The next version of a publication: a draft that says what the present one says, and names it in `replaces`."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from portal.models import Publication
from portal.permissions.regional import rights_by_region, writes_for

_NUMBERED = re.compile(r"-version-\d+$")
# What the copy of a page must not take over: locks, and the times at which the page comes and goes.
_FRESH: dict[str, Any] = {"locked": False, "locked_by": None, "locked_at": None, "go_live_at": None, "expire_at": None}


def drafts_after(page: Publication) -> list[Publication]:
    """The drafts, in any language, that are to replace this publication and were never public. Their latest revision
    says so.
    """
    same = Publication.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)
    named = Q(latest_revision__content__replaces__in=list(same))
    return list(
        Publication.objects.filter(named, live=False, first_published_at=None).select_related("locale").order_by("pk")
    )


def newer_than(page: Publication) -> Any:
    """The public page that replaces this one, the newest of them; None while this one is the newest."""
    return page.newer_version if page.is_past else None


def may_begin(page: Any, user: Any) -> bool:
    """Whether somebody may make the next version of this page: they may add pages where it stands.

    Who writes for a region adds to the list of all regions, and yet takes over nothing from another region.
    """
    if not isinstance(page, Publication) or not page.live or page.alias_of_id or not page.can_be_replaced:
        return False
    parent = page.get_parent()
    if writes_for(user, parent) and not rights_by_region(user, page):
        return False
    return bool(parent.permissions_for_user(user).can_add_subpage())


def translations_to_follow(page: Publication, user: Any) -> list[Any]:
    """The live translations of an original that somebody may make the next version of together with it."""
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return []
    others = page.get_translations().live().filter(alias_of=None).select_related("locale")
    return [other for other in others.specific() if may_begin(other, user)]


@transaction.atomic
def begin(page: Any, user: Any, *, with_translations: Iterable[Any] = ()) -> Any:
    """Make the draft of the next version, beside the page, and those of these translations. Returns the page's draft.

    It copies what readers see now, not what a draft of the page says. When the next version has been begun in another
    language, the new draft is its translation. A draft that is there already in the page's language is returned.
    """
    # A second click waits here until the first one's draft can be found.
    Page.objects.select_for_update().get(pk=page.pk)
    begun = drafts_after(page)
    if own := [draft for draft in begun if draft.locale_id == page.locale_id]:
        return own[0].specific
    draft = _copy(page, user, key=begun[0].translation_key if begun else None)
    there = {each.locale_id for each in begun}
    for other in (page for page in with_translations if page.locale_id not in there):
        _copy(other, user, key=draft.translation_key)
    return draft


def _copy(page: Any, user: Any, key: Any) -> Any:
    values = {**_FRESH, **page.next_version(), "slug": _free_slug(page)}
    values |= {"translation_key": key} if key else {}
    return page.copy(update_attrs=values, copy_revisions=False, keep_live=False, user=user)


def _free_slug(page: Any) -> str:
    """The page's slug with the number of the version, or the next number that is free beside it."""
    stem = _NUMBERED.sub("", page.slug)
    number = page.next_version().get("version_number") or max(2, len(page.versions) + 1)
    taken = set(page.get_siblings().values_list("slug", flat=True))
    while f"{stem}-version-{number}" in taken:
        number += 1
    return f"{stem}-version-{number}"
