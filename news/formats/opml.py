"""Lists of feeds as OPML 2.0 (http://opml.org/spec2.opml), which feed readers take in all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from lxml import etree

from news.addresses import FeedAddress, ListedFeed, listed_feeds
from news.feeds import clean
from news.former_areas import areas_now
from portal.models import ProductArea, SiteSettings
from portal.publications.translations import active_language
from portal.selections.selection import Selection

SPECIFICATION = "http://opml.org/spec2.opml"


@dataclass(frozen=True)
class Outline:
    """One feed in the list: its title, its address, and that of the page about it. Both addresses are whole ones."""

    title: str
    feed_url: str
    page_url: str


@dataclass(frozen=True)
class Folder:
    """Feeds under a common heading. Feed readers make a folder of it."""

    title: str
    outlines: Sequence[Outline]


def opml_path(areas: Iterable[str]) -> str:
    """The address of the list of these product areas' feeds (their slugs); of all feeds when there are none."""
    path, query = reverse("news:opml"), urlencode([("area", area) for area in areas])
    return f"{path}?{query}" if query else path


@require_safe
@conditional_page
def opml_file(request: HttpRequest) -> HttpResponse:
    """The list of all feeds, or of the product areas that are chosen (`?area=`, as often as wanted).

    The list of all has both kinds of feeds; that of chosen areas is for people and has the event feeds. Areas that have
    another code now are found; unknown ones are left out. Raises Http404 where no chosen area is known.
    """
    language = active_language()
    chosen = Selection.from_query(request.GET).codes("area")
    areas = areas_now(chosen) if chosen else list(ProductArea.objects.filter(parent=None))
    if chosen and not areas:
        raise Http404("No such product area")
    feeds = listed_feeds(language, areas)
    folders = [_folder(_("Product areas"), feeds["areas"])] if chosen else _all(feeds)
    title = _("Samverkansportalen: feeds of chosen product areas") if chosen else _("Samverkansportalen: all feeds")
    body = opml(title, SiteSettings.for_request(request).organisation, folders, language)
    response = HttpResponse(body, content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="samverkansportalen.opml"'
    return response


def opml(title: str, owner: str, folders: Iterable[Folder], language: str) -> bytes:
    """The list as OPML 2.0. `language` is that of all its feeds."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    for name, text in (("title", title), ("ownerName", owner), ("docs", SPECIFICATION)):
        etree.SubElement(head, name).text = clean(text)
    body = etree.SubElement(root, "body")
    for folder in folders:
        parent = etree.SubElement(body, "outline", text=clean(folder.title), title=clean(folder.title))
        for outline in folder.outlines:
            # The standard knows the type "rss" alone, for feeds in any format.
            etree.SubElement(
                parent,
                "outline",
                type="rss",
                text=clean(outline.title),
                title=clean(outline.title),
                xmlUrl=outline.feed_url,
                htmlUrl=outline.page_url,
                language=language,
            )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _all(feeds: dict[str, list[ListedFeed]]) -> list[Folder]:
    listed = [feed for group in feeds.values() for feed in group]
    return [_folder(_("Events"), listed), _folder(_("State"), listed, are_states=True)]


def _folder(title: str, feeds: Iterable[ListedFeed], *, are_states: bool = False) -> Folder:
    kind = _("State") if are_states else _("Events")
    return Folder(title, [_outline(feed, kind, feed.states[0] if are_states else feed.events[0]) for feed in feeds])


def _outline(feed: ListedFeed, kind: str, address: FeedAddress) -> Outline:
    # A reader's list of feeds shows only this: it must say whose feed it is, and of which kind.
    words = {"feed": feed.label, "kind": kind.lower()}
    title = _("Samverkansportalen: %(feed)s (%(kind)s)") % words
    return Outline(title, address.url, settings.BASE_URL + feed.page)
