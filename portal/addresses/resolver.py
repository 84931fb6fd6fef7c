"""What an address answers: the one rule, for pages that are public, moved, taken away, or not for the public."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_from_path
from wagtail.models import Page, Revision, Site

from portal.models import PublicAddress, Publication, PublicationEvent
from portal.outbox.changes import newest_column, note_newest
from portal.publications.visibility import is_closed

# What finding a page, keeping it and linking to it needs.
SHOWN = (
    *("title", "url_path", "depth", "path", "translation_key", "content_type", "locale", "alias_of"),
    *("live_revision", "last_published_at"),
)


@dataclass(frozen=True)
class Here:
    """The page stands at the address, and whoever asks may see it."""

    page: Any
    # In other languages, those that anyone may see.
    translations: list[Any]


@dataclass(frozen=True)
class Moved:
    """The page was public here and is public elsewhere."""

    url: str


@dataclass(frozen=True)
class Gone:
    """The page was public here and has been taken away, and that may be told."""

    title: str
    withdrawn_on: date | None
    reason: str
    # The public page that replaces it or is to be read instead, if there is one, in the same language if it can be.
    successor: Any


def answer_at(url_path: str, request: HttpRequest) -> Here | Moved | Gone | None:
    """What an address (as Page.url_path) answers to the request's reader; None for the 404 of what never was.

    A page that is closed to the reader, embargoed or secret leaves no trace: the address answers as without it.
    """
    here = _live_at(url_path)
    if here and not here.page.is_closed:
        return here
    # Who is logged in is asked of every other address: the session's cookie and what the answer varies by would tell
    # a closed page, for which it has to be asked, from one that is not there.
    _ = request.user.is_authenticated
    if here and _may_see(here.page, request):
        return here
    return _left_at(url_path, request)


def url_path_of(path: str, request: HttpRequest | None) -> str | None:
    """The place in the tree of a path on the request's site, whatever stands there; None where the site has none."""
    language = get_language_from_path(path)
    below = path.removeprefix(f"/{language}/") if language else path.removeprefix("/")
    roots = [root for root in Site.get_site_root_paths() if root.language_code == (language or settings.LANGUAGE_CODE)]
    if len(roots) > 1:
        # Several sites: only then it costs a query which of them the request is for.
        site = Site.find_for_request(request)
        roots = [root for root in roots if site and root.site_id == site.pk]
    return f"{roots[0].root_path}{below}" if roots else None


def _live_at(url_path: str) -> Here | None:
    # The database keeps an index of slugs, not of addresses, which end with them.
    slug = url_path.rstrip("/").rpartition("/")[2]
    at = Q(slug=slug, url_path=url_path)
    keys = Page.objects.live().filter(at).values("translation_key")
    pages: list[Any] = list(_live().filter(at | Q(alias_of=None), translation_key__in=keys))
    if pages:
        note_newest(pages[0].newest)
    for page in pages:
        if page.url_path == url_path:
            return Here(page, [other for other in pages if other is not page and not other.is_closed])
    return None


@cache
def _live() -> Any:
    """The query of live pages, made once, which halves what it costs: it asks nothing before it is narrowed."""
    closed = ExpressionWrapper(is_closed(), output_field=BooleanField())
    pages = Page.objects.live().annotate(is_closed=closed, newest=newest_column())
    return pages.select_related("locale").only(*SHOWN)


def _may_see(page: Any, request: HttpRequest) -> bool:
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _left_at(url_path: str, request: HttpRequest) -> Moved | Gone | None:
    """What is told of the page that was public here last, of those of which anything may be told."""
    left = list(PublicAddress.objects.filter(url_path=url_path).order_by("-since", "-pk"))
    ids = [address.page_id for address in left]
    pages = {page.pk: page for page in Page.objects.filter(pk__in=ids)}
    open_ids = set(Page.objects.filter(pk__in=ids).exclude(tells_nothing()).values_list("pk", flat=True))
    for address in left:
        if (page := pages.get(address.page_id)) is None:
            if not _below_closed_pages([url_path]):
                return _gone(address)
        elif page.pk in open_ids and (told := _told_of(page.specific, address, request)):
            return told
    return None


def tells_nothing() -> Q:
    """Pages that the public is told nothing of: closed, taken away and scheduled anew, taken away and secret."""
    scheduled = Revision.objects.filter(
        object_id=Cast(OuterRef("pk"), CharField()),
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        approved_go_live_at__isnull=False,
    )
    secret = Revision.objects.filter(pk=OuterRef("latest_revision_id"), content__is_secret=True)
    return is_closed() | (Q(live=False) & (Q(Exists(scheduled)) | Q(Exists(secret))))


def may_be_named(page: Any) -> bool:
    """Whether the public may know that there is or was such a page. `page` is specific."""
    is_open = Page.objects.filter(pk=page.pk).exclude(tells_nothing()).exists()
    return is_open and (page.live or not _is_secret(page))


def named_of(page_ids: Collection[int]) -> set[int]:
    """Those pages, deleted ones too, that were public and that the public may be told of."""
    silent = Page.objects.filter(tells_nothing(), pk=OuterRef("page_id"))
    there = Page.objects.filter(pk=OuterRef("page_id"))
    known = PublicAddress.objects.filter(page_id__in=page_ids).exclude(Exists(silent)).annotate(is_there=Exists(there))
    rows = list(known.values_list("page_id", "url_path", "is_there"))
    deleted = [url_path for _, url_path, is_there in rows if not is_there]
    hidden = _below_closed_pages(deleted) if deleted else set()
    return {page_id for page_id, url_path, is_there in rows if is_there or url_path not in hidden}


def left_of(page_ids: Collection[int]) -> Gone | None:
    """What is told of pages of which none is public any more: of the one that was taken away last. None for nothing."""
    left = PublicAddress.objects.filter(page_id__in=named_of(page_ids), withdrawn_at__isnull=False)
    if (address := left.order_by("-withdrawn_at", "-pk").first()) is None:
        return None
    return _gone(address, Page.objects.filter(pk=address.page_id).first())


def _told_of(page: Any, address: PublicAddress, request: HttpRequest) -> Moved | Gone | None:
    if not page.live:
        return None if _is_secret(page) else _gone(address, page)
    if _is_secret(page) and not address.was_secret:
        return None
    url = page.get_url(request)
    return Moved(url) if url and page.url_path != address.url_path else None


def _is_secret(page: Any) -> bool:
    return bool(getattr(page, "is_secret", False))


def _gone(address: PublicAddress, page: Any = None) -> Gone:
    events = PublicationEvent.objects.filter(page_id=address.page_id, kind=PublicationEvent.Kind.WITHDRAWN)
    last = events.order_by("-pk").first()
    successor = _successor(address)
    if successor and last and successor.locale.language_code != last.language:
        other = Publication.objects.published().filter(translation_key=successor.translation_key)
        successor = other.filter(locale__language_code=last.language).first() or successor
    return Gone(
        title=address.title or (page.title if page else ""),
        withdrawn_on=timezone.localdate(address.withdrawn_at) if address.withdrawn_at else None,
        reason=last.note if last else "",
        successor=successor,
    )


def _successor(address: PublicAddress) -> Publication | None:
    """What is public and replaces the page, else what whoever withdrew it chose."""
    replacing = Q(pk=address.successor_id) | Q(replaces_id=address.page_id)
    public = Publication.objects.published().filter(replacing).select_related("locale")
    found: Publication | None = public.order_by("-first_published_at").first()
    return found


def _below_closed_pages(paths: Collection[str]) -> set[str]:
    """Of the addresses of deleted pages, those below which a closed page stands or stood: these stay unsaid, too."""
    above = {path: [path[: end + 1] for end, sign in enumerate(path[:-1]) if sign == "/"] for path in paths}
    wanted = set(chain.from_iterable(above.values()))
    known = PublicAddress.objects.filter(url_path__in=wanted)
    slugs = {path.rstrip("/").rpartition("/")[2] for path in wanted}
    pages = Page.objects.filter(is_closed()).filter(
        Q(url_path__in=wanted, slug__in=slugs) | Q(pk__in=known.values("page_id"))
    )
    closed = dict(pages.values_list("pk", "url_path"))
    shut = {*closed.values(), *known.filter(page_id__in=closed).values_list("url_path", flat=True)}
    return {path for path in paths if not shut.isdisjoint(above[path])}
