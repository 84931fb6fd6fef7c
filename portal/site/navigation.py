"""The frame around every public page: menu, settings, other languages."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from wagtail.models import Page

from portal.models import SiteSettings
from portal.publications.translations import active_language
from portal.site.site_frame import Frame, files, foot_of, frame_of


@dataclass(frozen=True)
class Link:
    """A link in the frame of the page. `current` marks the one for the place where the reader is."""

    label: str
    url: str
    current: bool = False
    code: str = ""


class Chrome:
    """What the frame around a public page shows. Each part is worked out when the template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def _frame(self) -> Frame | None:
        return frame_of(self.request, self._language)

    @property
    def site(self) -> SiteSettings | None:
        """The settings of the site; None where no site answers to the host."""
        return self._frame.settings if self._frame else None

    @property
    def nomination_url(self) -> str:
        """The address of the page on how a case is nominated; empty where there is none in the reader's language."""
        return self._frame.nomination_url if self._frame else ""

    @cached_property
    def _language(self) -> str:
        return active_language()

    @cached_property
    def home_url(self) -> str:
        """The address of the start page in the reader's language."""
        return "/" if self._language == settings.LANGUAGE_CODE else f"/{self._language}/"

    @cached_property
    def menu(self) -> list[Link]:
        """The pages below the start page that are set to show in menus."""
        entries = self._frame.entries if self._frame else ()
        path = self.request.path
        return [Link(entry.label, entry.url, path.startswith(entry.url)) for entry in entries if entry.in_menu]

    @property
    def files(self) -> SafeString:
        """The elements of the head that name scripts, fonts and styles of every page."""
        return self._frame.files if self._frame else files()

    @property
    def foot(self) -> SafeString:
        """What the foot of the page has beside languages and colours, as HTML."""
        return self._frame.foot if self._frame else foot_of((), None, self._language)

    @cached_property
    def alternates(self) -> list[Link]:
        """The same page in the other languages, the other languages' start pages where there is none."""
        translations = getattr(self.request, "page_translations", ())
        others = {page.locale.language_code: _url(page, self.request) for page in translations}
        return [
            Link(name, others.get(code) or self._elsewhere(code), code=code)
            for code, name in settings.LANGUAGES
            if code != self._language
        ]

    def _elsewhere(self, code: str) -> str:
        """Where the language switch leads from what is no page, or a page without a translation."""
        return _start(code) if self._is_page else _other_language_path(self.request, code)

    @property
    def _is_page(self) -> bool:
        match = self.request.resolver_match
        return bool(match and match.url_name == "wagtail_serve")


def _start(code: str) -> str:
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def _url(page: Page, request: HttpRequest) -> str:
    return str(page.get_url(request) or _start(page.locale.language_code))


def _other_language_path(request: HttpRequest, code: str) -> str:
    """The same address in the other language: the first page of its list, which may be shorter."""
    here = request.get_full_path()
    if "page" in request.GET:
        others = request.GET.copy()
        del others["page"]
        here = f"{request.path}?{others.urlencode()}" if others else request.path
    translated = translate_url(here, code)
    return translated if translated != here else _start(code)
