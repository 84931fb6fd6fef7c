"""The frame around every public page: menu, settings, other languages."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page, Site

from portal.models import SiteSettings
from portal.visibility import open_to_all

# What links to a page need of it.
SHOWN = ("title", "url_path", "depth", "path", "show_in_menus", "translation_key", "content_type", "locale")


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False
    code: str = ""


class Chrome:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def site(self) -> SiteSettings:
        return SiteSettings.for_request(self.request)

    @cached_property
    def _language(self) -> str:
        return (get_language() or settings.LANGUAGE_CODE).split("-")[0]

    @cached_property
    def home_url(self) -> str:
        return "/" if self._language == settings.LANGUAGE_CODE else f"/{self._language}/"

    @cached_property
    def _pages(self) -> list[Page]:
        """The start page's children in the reader's language and this page's translations, in one query."""
        root = Site.find_for_request(self.request)
        if root is None:
            return []
        wanted = Q(locale__language_code=self._language, depth=root.root_page.depth + 1)
        if page := self._page:
            wanted |= Q(translation_key=page.translation_key) & ~Q(pk=page.pk)
        pages = open_to_all(Page.objects).filter(wanted).select_related("locale").only(*SHOWN)
        return list(pages.order_by("path"))

    def _children(self, *, in_menu: bool) -> list[Link]:
        root = Site.find_for_request(self.request)
        path = self.request.path
        return [
            Link(page.title, url := _url(page, self.request), path.startswith(url))
            for page in self._pages
            if root
            and page.depth == root.root_page.depth + 1
            and page.locale.language_code == self._language
            and page.show_in_menus == in_menu
        ]

    @cached_property
    def menu(self) -> list[Link]:
        """The pages below the start page that are set to show in menus."""
        return self._children(in_menu=True)

    @cached_property
    def about(self) -> list[Link]:
        """The other pages below the start page: how a case is handled, contact, accessibility."""
        return self._children(in_menu=False)

    @cached_property
    def alternates(self) -> list[Link]:
        """The same page in the other languages, the other languages' start pages where there is none."""
        page = self._page
        others = {
            other.locale.language_code: _url(other, self.request)
            for other in self._pages
            if page and other.translation_key == page.translation_key
        }
        return [
            Link(name, others.get(code) or self._elsewhere(code), code=code)
            for code, name in settings.LANGUAGES
            if code != self._language
        ]

    def _elsewhere(self, code: str) -> str:
        """Where the language switch leads from what is no page, or a page without a translation."""
        return _start(code) if self._is_page else _other_language_path(self.request, code)

    @cached_property
    def _page(self) -> Page | None:
        match = Page.route_for_request(self.request, self.request.path_info) if self._is_page else None
        return match.page if match else None

    @cached_property
    def _is_page(self) -> bool:
        match = self.request.resolver_match
        return bool(match and match.url_name == "wagtail_serve")


def _start(code: str) -> str:
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def _url(page: Page, request: HttpRequest) -> str:
    return str(page.get_url(request) or _start(page.locale.language_code))


def _other_language_path(request: HttpRequest, code: str) -> str:

    translated = translate_url(request.get_full_path(), code)
    return translated if translated != request.get_full_path() else _start(code)
