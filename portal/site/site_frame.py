"""What is the same on every page of a site: kept until anything that pages show has changed, in whichever process."""

from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page, Site

from portal.models import SiteSettings
from portal.outbox.changes import kept
from portal.publications.visibility import open_to_all


@dataclass(frozen=True)
class MenuEntry:
    """A page below the start page."""

    label: str
    url: str
    in_menu: bool


@dataclass(frozen=True)
class Frame:
    """What is the same on every page of a site in one language: settings and menu."""

    settings: SiteSettings
    entries: tuple[MenuEntry, ...]


def frame_of(request: HttpRequest, language: str) -> Frame | None:
    """The frame of the request's site in a language; None where no site answers to the host."""
    frame: Frame | None = kept(f"frame-{request.get_host()}-{language}", lambda: _made(request, language))
    return frame


def _made(request: HttpRequest, language: str) -> Frame | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    pages = open_to_all(Page.objects).filter(locale__language_code=language, depth=site.root_page.depth + 1)
    entries = tuple(
        MenuEntry(page.title, url, page.show_in_menus)
        for page in pages.select_related("locale").order_by("path")
        if (url := page.get_url(request))
    )
    return Frame(SiteSettings.for_site(site), entries)
