"""What is the same on every page of a site: kept for some seconds, so that a page does not ask for it each time."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, PageViewRestriction, Site

from portal.models import ProductArea, SiteSettings
from portal.models.vocabulary import Named
from portal.visibility import open_to_all

KEY = "portal-frames"
STAMP = "portal-stamp"
# How long another process may still show a menu that this one has changed.
SECONDS = 5
MOST_FRAMES = 20
SHOWN = (Page, Site, SiteSettings, PageViewRestriction, Named, ProductArea, AbstractDocument)


@dataclass(frozen=True)
class Entry:
    """A page below the start page."""

    label: str
    url: str
    in_menu: bool


@dataclass(frozen=True)
class Frame:
    site: Site
    settings: SiteSettings
    entries: tuple[Entry, ...]
    # Another one whenever this process has changed a page, a setting or a word that pages show.
    stamp: str


def frame_of(request: HttpRequest, language: str) -> Frame | None:
    """The frame of the request's site in a language; None where no site answers to the host."""
    key = (request.get_host(), language)
    frames: dict[tuple[str, str], Frame] = cache.get(KEY) or {}
    if key not in frames:
        if (made := _made(request, language)) is None:
            return None
        cache.set(KEY, {**(frames if len(frames) < MOST_FRAMES else {}), key: made}, SECONDS)
        return made
    return frames[key]


def _made(request: HttpRequest, language: str) -> Frame | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    pages = open_to_all(Page.objects).filter(locale__language_code=language, depth=site.root_page.depth + 1)
    entries = tuple(
        Entry(page.title, url, page.show_in_menus)
        for page in pages.select_related("locale").order_by("path")
        if (url := page.get_url(request))
    )
    stamp = cache.get_or_set(STAMP, lambda: secrets.token_hex(8), None)
    return Frame(site, SiteSettings.for_site(site), entries, str(stamp))


def _forget(sender: Any, **_: Any) -> None:
    if issubclass(sender, SHOWN):
        cache.delete_many([KEY, STAMP])
        # Once more when others see the change: one of them may have kept the old words in between.
        transaction.on_commit(lambda: cache.delete_many([KEY, STAMP]))


def connect() -> None:
    """Forget what is kept when anything that every page may show has changed."""
    post_save.connect(_forget, dispatch_uid="frames-saved")
    post_delete.connect(_forget, dispatch_uid="frames-deleted")
