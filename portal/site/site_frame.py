"""What is the same on every page of a site: kept until anything that pages show has changed, in whichever process."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override
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
    """What is the same on every page of a site in one language: settings, menu, files and foot."""

    settings: SiteSettings
    entries: tuple[MenuEntry, ...]
    # Where the page is that says how a case is nominated; empty where none is chosen or anyone may read.
    nomination_url: str
    # As HTML: the files that the head names, and what the foot has beside languages and colours.
    files: SafeString
    foot: SafeString


def files() -> SafeString:
    """The elements of the head that name scripts, fonts and styles of every page."""
    return render_to_string("components/files.html")


def foot_of(entries: Iterable[MenuEntry], settings: SiteSettings | None, language: str) -> SafeString:
    """The foot of the pages of a site with these entries and settings."""
    menu, about = ([entry for entry in entries if entry.in_menu == in_menu] for in_menu in (True, False))
    with override(language):
        return render_to_string("components/foot.html", {"menu": menu, "about": about, "site": settings})


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
    chosen = SiteSettings.for_site(site)
    nomination_url = _in_language(chosen.nomination_page, request, language)
    return Frame(chosen, entries, nomination_url, files(), foot_of(entries, chosen, language))


def _in_language(page: Page | None, request: HttpRequest, language: str) -> str:
    """The address of the page in a language; empty where it has no public page in it."""
    if page is None:
        return ""
    same = open_to_all(Page.objects).filter(translation_key=page.translation_key, locale__language_code=language)
    found = same.select_related("locale").first()
    return (found.get_url(request) or "") if found else ""
