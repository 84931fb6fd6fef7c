"""Stores each address at which a page becomes public, and when and under which title the page was taken away.

portal.addresses.resolver reads these rows.
"""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished

from portal.addresses.resolver import may_be_named
from portal.models import PublicAddress, Publication
from portal.publications.visibility import open_to_all, opens_nothing
from portal.scheduling import clock
from portal.withdrawals.telling import read_instead_of

AT_ONCE = 500


def remember(pages: Any, *, before: str = "", after: str = "") -> None:
    """Store the present addresses of those of these pages (a queryset) that anyone may read.

    `before` and `after` are the old and the new address of a branch that is being moved: the rows of the pages below it
    still hold the old address at that time.
    """
    now = clock.now()
    named: list[PublicAddress] = []
    secret: list[PublicAddress] = []
    for page in open_to_all(pages).defer_streamfields().specific().iterator():
        url_path = page.url_path
        if before and url_path.startswith(before):
            url_path = after + url_path.removeprefix(before)
        is_secret = bool(getattr(page, "is_secret", False))
        row = PublicAddress(url_path=url_path, page_id=page.pk, since=now, was_secret=is_secret)
        (secret if is_secret else named).append(row)
    # An address that was public under the page's name is never again taken for one that tells nothing.
    for rows, updated in ((named, ["since", "was_secret"]), (secret, ["since"])):
        PublicAddress.objects.bulk_create(
            rows, AT_ONCE, update_conflicts=True, unique_fields=["url_path", "page_id"], update_fields=updated
        )


def _on_save(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw or not issubclass(sender, Page):
        return
    before = getattr(instance, "path_before", None) or ""
    if before and before != instance.url_path:
        branch = Page.objects.filter(path__startswith=instance.path)
        remember(branch, before=before, after=instance.url_path)
    elif instance.live:
        remember(Page.objects.filter(pk=instance.pk))


def _on_restriction(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    if not opens_nothing(origin):
        remember(Page.objects.filter(path__startswith=instance.page.path))


def _on_unpublish(instance: Page, **kwargs: Any) -> None:
    addresses = PublicAddress.objects.filter(page_id=instance.pk)
    successor_id = read_instead_of(instance)
    addresses.update(title=instance.title, withdrawn_at=timezone.now(), successor_id=successor_id)


def _on_delete(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    """Store the successor of a page that is deleted, or forget its addresses when the public may not be told of it.

    Afterwards the page is gone and can't be asked any more.
    """
    if not issubclass(sender, Page):
        return
    page = Page.objects.filter(pk=instance.pk).first()
    addresses = PublicAddress.objects.filter(page_id=instance.pk)
    if page is None or not addresses.exists():
        return
    specific = page.specific
    if not may_be_named(specific) or getattr(specific, "is_secret", False):
        addresses.delete()
        return
    successor = Publication.objects.filter(replaces_id=page.pk).order_by("-first_published_at").first()
    if successor:
        addresses.update(successor_id=successor.pk)


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    post_save.connect(_on_save, dispatch_uid="portal.remember_saved")
    post_save.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="portal.remember_restricted")
    post_delete.connect(_on_restriction, sender=PageViewRestriction, dispatch_uid="portal.remember_opened")
    page_unpublished.connect(_on_unpublish, dispatch_uid="portal.remember_unpublished")
    pre_delete.connect(_on_delete, dispatch_uid="portal.remember_deleted")
