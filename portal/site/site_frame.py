"""What is the same on every page of a site: kept until anything that pages show has changed, in whichever process."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Sum
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, PageViewRestriction, Site

from portal.models import Change, ProductArea, PublicationEvent, SiteSettings
from portal.publications.visibility import open_to_all
from portal.scheduling.periodic_tasks import register_chore
from portal.vocabulary.models import Named

KEY = "portal-frames"
# How long a menu may still show what a change that was written past Django (in SQL, say) has made of it.
SECONDS = 5
MOST_FRAMES = 20
SHOWN = (Page, Site, SiteSettings, PageViewRestriction, Named, ProductArea, AbstractDocument, PublicationEvent)
# What Wagtail writes to a live page's row when only its draft changes.
OF_DRAFTS = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}
# Transactions end in another order than they began: a change may come to light behind so many newer ones.
NEWEST = 100


@dataclass(frozen=True)
class MenuEntry:
    """A page below the start page."""

    label: str
    url: str
    in_menu: bool


@dataclass(frozen=True)
class Frame:
    """What is the same on every page of a site in one language: settings and menu."""

    site: Site
    settings: SiteSettings
    entries: tuple[MenuEntry, ...]
    # Another one whenever a page, a setting or a word that pages show has changed.
    stamp: int


def stamp_of(request: HttpRequest) -> int:
    """A number that grows with each change of anything that pages show; asked once for each request."""
    known: int | None = getattr(request, "portal_stamp", None)
    if known is None:
        newest = Change.objects.order_by("-pk").values("pk")[:NEWEST]
        known = newest.aggregate(stamp=Sum("pk"))["stamp"] or 0
        request.portal_stamp = known  # type: ignore[attr-defined]
    return known


def frame_of(request: HttpRequest, language: str) -> Frame | None:
    """The frame of the request's site in a language; None where no site answers to the host."""
    key, stamp = (request.get_host(), language), stamp_of(request)
    frames: dict[tuple[str, str], Frame] = cache.get(KEY) or {}
    if key not in frames or frames[key].stamp != stamp:
        if (made := _made(request, language, stamp)) is None:
            return None
        cache.set(KEY, {**(frames if len(frames) < MOST_FRAMES else {}), key: made}, SECONDS)
        return made
    return frames[key]


def _made(request: HttpRequest, language: str, stamp: int) -> Frame | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    pages = open_to_all(Page.objects).filter(locale__language_code=language, depth=site.root_page.depth + 1)
    entries = tuple(
        MenuEntry(page.title, url, page.show_in_menus)
        for page in pages.select_related("locale").order_by("path")
        if (url := page.get_url(request))
    )
    return Frame(site, SiteSettings.for_site(site), entries, stamp)


def _note(sender: Any, update_fields: Any = None, **_: Any) -> None:
    """In the transaction of the change: who reads the old state reads the old stamp."""
    if issubclass(sender, SHOWN) and not (update_fields and OF_DRAFTS.issuperset(update_fields)):
        Change.objects.create()


def prune_changes() -> None:
    """Forget all but the newest: the worker's chore."""
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True)[NEWEST:].first()
    Change.objects.filter(pk__lt=(newest or 0) - NEWEST).delete()


def connect() -> None:
    """Connect the receivers. Called once, when the app is ready."""
    post_save.connect(_note, dispatch_uid="frames-saved")
    post_delete.connect(_note, dispatch_uid="frames-deleted")
    register_chore(prune_changes)
