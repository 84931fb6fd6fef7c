"""The sitemap: every public page in every language, its translations, and when readers last got something else there.

The protocol is that of sitemaps.org, with Google's links to translations. Wagtail's own sitemap lists the site's first
language only, fetches each page as its own type, and knows no change but the editor's last click on Publish.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import translate_url
from django.utils import translation
from wagtail.models import Page, Site

from portal.models import HomePage, PublicAddress, Publication, PublicationEvent
from portal.publications.listing import IndexPage
from portal.publications.rows import Addresses
from portal.publications.visibility import open_to_all
from portal.site.metadata import alternates_of


class Listed(NamedTuple):
    """A public page in the sitemap, or a view; of a view no change is known."""

    address: str
    language: str
    key: UUID
    # The page type's model.
    model: Any
    published: datetime | None


# What gives paths of views that readers find by the sitemap, too, in the first of the site's languages.
_of_views: list[Callable[[], Iterable[str]]] = []


def register_views(paths: Callable[[], Iterable[str]]) -> None:
    """Add views to the sitemap: apps call this in AppConfig.ready, since this one knows none of theirs."""
    _of_views.append(paths)


class PublicPages(Sitemap[Listed]):
    """Read in two queries beside those of the apps' views, however many pages there are."""

    # Two parts of this size would be told apart by ?p=2. An entry with two addresses of a page as long as Wagtail lets
    # them be takes 2 kB, and a sitemap may have 10 MB at the most, and 50,000 entries.
    limit = 5000

    def items(self) -> list[Listed]:
        return self._listed

    @classmethod
    def parts(cls) -> int:
        """The number of parts that the sitemap has, at least one."""
        return max(1, math.ceil((_public_pages().count() + sum(1 for _one in _views())) / cls.limit))

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """The entries of one part, as Django's view takes them. Addresses begin with BASE_URL, as everywhere."""
        listed: list[Listed] = list(self.paginator.page(page).object_list)
        return [
            {"location": one.address, "lastmod": self._changed(one), "alternates": self._alternates(one)}
            for one in listed
        ]

    @cached_property
    def _listed(self) -> list[Listed]:
        return [*_listed(), *_views()]

    @cached_property
    def _by_key(self) -> dict[UUID, dict[str, str]]:
        """Translation key → language → address."""
        found: dict[UUID, dict[str, str]] = {}
        for one in self._listed:
            found.setdefault(one.key, {})[one.language] = one.address
        return found

    def _alternates(self, one: Listed) -> list[dict[str, str]]:
        """The page in each language, itself among them; none where there is but one."""
        pairs = alternates_of(self._by_key[one.key])
        return [{"lang_code": code, "location": address} for code, address in pairs.items()]

    @cached_property
    def _events(self) -> "Events":
        return Events()

    def _changed(self, one: Listed) -> datetime | None:
        """When readers last got something else at the address: of a list, when a page in it last changed, came or went.

        None for a plain page that a program made.
        """
        if issubclass(one.model, Publication):
            return _latest(one.published, self._events.of_page(one))
        if issubclass(one.model, IndexPage):
            return _latest(one.published, self._in_lists.get((one.language, one.model.type_code)))
        if issubclass(one.model, HomePage):
            return _latest(one.published, *(at for (code, _type), at in self._in_lists.items() if code == one.language))
        return one.published

    @cached_property
    def _in_lists(self) -> dict[tuple[str, str], datetime | None]:
        """(Language, type code) → when one of the public pages last changed, or one was withdrawn."""
        found: dict[tuple[str, str], datetime | None] = dict(self._events.withdrawn)
        for one in self._listed:
            if issubclass(one.model, Publication):
                of = (one.language, one.model.type_code)
                found[of] = _latest(found.get(of), one.published, self._events.of_page(one))
        return found


class Events:
    """When each publication last changed for readers, by the event log."""

    def __init__(self) -> None:
        # Of pages that were public at some time: what happens to those that never were is not even told by a date.
        ever_public = Exists(PublicAddress.objects.filter(page_id=OuterRef("page_id")))
        rows = (
            PublicationEvent.objects.filter(ever_public)
            .order_by()
            .values_list("translation_key", "language", "type_code", "kind")
        )
        self._pages: dict[tuple[UUID, str], datetime | None] = {}
        # (Language, type code) → the last withdrawal.
        self.withdrawn: dict[tuple[str, str], datetime | None] = {}
        for key, language, type_code, kind, at in rows.annotate(at=Max("created_at")):
            self._pages[key, language] = _latest(self._pages.get((key, language)), at)
            if kind == PublicationEvent.Kind.WITHDRAWN:
                of = (language, type_code)
                self.withdrawn[of] = _latest(self.withdrawn.get(of), at)

    def of_page(self, one: Listed) -> datetime | None:
        """When the page last changed. A translation also tells what has become of its original."""
        own = self._pages.get((one.key, one.language))
        return _latest(own, self._pages.get((one.key, settings.LANGUAGE_CODE)))


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


def _public_pages() -> Any:
    """The public pages of all sites in the order of the tree, as a queryset.

    Aliases are left out: they are known by the addresses of their originals.
    """
    on_a_site = Q()
    for root in Site.get_site_root_paths():
        on_a_site |= Q(url_path__startswith=root.root_path)
    return open_to_all(Page.objects).filter(on_a_site, alias_of=None).order_by("path")


def _listed() -> Iterator[Listed]:
    columns = ("url_path", "locale__language_code", "translation_key", "content_type_id", "last_published_at")
    addresses = Addresses()
    for url_path, language, key, content_type, published in _public_pages().values_list(*columns):
        model = ContentType.objects.get_for_id(content_type).model_class()
        yield Listed(settings.BASE_URL + addresses.of(url_path), language, key, model, published)


def _views() -> Iterator[Listed]:
    with translation.override(settings.LANGUAGE_CODE):
        paths = [path for of_app in _of_views for path in of_app()]
        for path in paths:
            for language, _name in settings.LANGUAGES:
                address = settings.BASE_URL + translate_url(path, language)
                yield Listed(address, language, uuid5(NAMESPACE_URL, path), type(None), None)
