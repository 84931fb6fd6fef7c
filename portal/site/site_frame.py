"""What is the same on every page of a site: kept until anything that pages show has changed, in whichever process."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from wagtail.models import Page, Site

from portal.models import SiteSettings
from portal.outbox.changes import stamp_of
from portal.publications.visibility import open_to_all

KEY = "portal-frames"
# How long a menu may still show what a change that was written past Django (in SQL, say) has made of it.
SECONDS = 5
MOST_FRAMES = 20


@dataclass(frozen=True)
class MenuEntry:
    """A page below the start page."""

    label: str
    url: str
    in_menu: bool


@dataclass(frozen=True)
class Frame:
    settings: SiteSettings
    entries: tuple[MenuEntry, ...]
    # Another one whenever a page, a setting or a word that pages show has changed.
    stamp: int


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
    return Frame(SiteSettings.for_site(site), entries, stamp)
