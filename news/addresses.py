"""The short addresses of feeds, and the list of all feeds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.models import ProductArea
from portal.publications.page_types import page_types, type_label
from portal.selections.selection import Selection


@dataclass(frozen=True)
class Format:
    """A feed format: what it is called, and its media type."""

    label: str
    media_type: str


FORMATS = {
    "atom": Format("Atom", "application/atom+xml"),
    "rss": Format("RSS", "application/rss+xml"),
    "json": Format("JSON Feed", "application/feed+json"),
}

# Language → the last part of the address of the feed of everything. For feeds of one type see PageType.feed_names.
EVERYTHING = {"sv": "alla", "en": "all"}
# What the feed of everything is called where a feed is named by its type's code.
ALL = "all"
# The format of the search page that is the page of a selection's feeds (?format=follow).
FOLLOW = "follow"


@dataclass(frozen=True)
class FeedAddress:
    """The address of a feed in one format: the format's code, name and media type, and the path on this site."""

    code: str
    label: str
    media_type: str
    path: str

    @property
    def url(self) -> str:
        """The whole address."""
        return settings.BASE_URL + self.path


@dataclass(frozen=True)
class ListedFeed:
    """One line in the list of feeds: its label, a code to show beside it, the addresses of its page and its feeds."""

    label: str
    code: str
    # The slug of the product area that it is of; empty for others.
    area: str
    page: str
    events: list[FeedAddress]
    states: list[FeedAddress]


def in_formats(path_of: Callable[[str], str]) -> list[FeedAddress]:
    """The addresses of one feed in each format. `path_of` gives the path from a format's code."""
    return [FeedAddress(code, format.label, format.media_type, path_of(code)) for code, format in FORMATS.items()]


def selection_at(name: str, language: str) -> Selection | None:
    """The selection that a short name stands for; None for an unknown name. The code of a type is a name as well."""
    if name == EVERYTHING[language]:
        return Selection(language=language)
    codes = {spelt: code for code in page_types() for spelt in (code, feed_name(code, language))}
    return Selection(type=(codes[name],), language=language) if name in codes else None


def feed_name(type_code: str, language: str) -> str:
    """The last part of the address of a type's feed in a language."""
    return str(page_types()[type_code].feed_names.get(language, type_code))


def feed_path(selection: Selection, format: str) -> str:
    """The address of a selection's state feed: a short one where there is one, else that of the search page."""
    return _short_path(selection, format, "") or _search_path(selection, search_format("state", format))


def event_feed_path(selection: Selection, format: str) -> str:
    """The address of a selection's event feed: a short one where there is one, else that of the search page."""
    return _short_path(selection, format, "event_") or _search_path(selection, search_format("events", format))


def search_format(kind: str, format: str) -> str:
    """What the search page calls a feed of a kind ("state" or "events"): its `json` is the export, and no feed."""
    if kind == "events":
        return f"events-{format}"
    return "feed-json" if format == "json" else format


def is_listed(selection: Selection) -> bool:
    """Whether a selection is in the list of all feeds (`listed_feeds`): it has a short address, and exists."""
    areas = selection.codes("area")
    return bool(_short_path(selection, "atom", "")) and (
        not areas or ProductArea.objects.filter(slug__in=areas).exists()
    )


def feed_page_path(selection: Selection) -> str:
    """The address of the page of a selection's feeds: a short one where there is one, else that of the search page."""
    match selection.chosen:
        case [] if not selection.q:
            return reverse("news:feed_page", kwargs={"name": ALL})
        case [("type", code)] if not selection.q and code in page_types():
            return reverse("news:feed_page", kwargs={"name": code})
        case [("area", code)] if not selection.q:
            return reverse("news:area_page", kwargs={"area": code})
    return _search_path(replace(selection, sort=""), FOLLOW)


def _short_path(selection: Selection, format: str, kind: str) -> str:
    """The short address of a feed; empty where the selection has none. `kind` is "event_" for event feeds."""
    feed, area_feed = f"news:{kind}feed", f"news:area_{kind}feed"
    match selection.chosen:
        case [] if not selection.q:
            return reverse(feed, kwargs={"name": EVERYTHING[selection.language], "format": format})
        case [("type", code)] if not selection.q and code in page_types():
            return reverse(feed, kwargs={"name": feed_name(code, selection.language), "format": format})
        case [("area", code)] if not selection.q:
            return reverse(area_feed, kwargs={"area": code, "format": format})
    return ""


def _search_path(selection: Selection, format: str) -> str:
    return f"{reverse('search:results')}?{selection.query_string(format=format)}"


def listed_feeds(language: str, areas: Iterable[ProductArea]) -> dict[str, list[ListedFeed]]:
    """All feeds that have a short address: everything ("all"), by type ("types") and by product area ("areas")."""

    def listed(label: str, selection: Selection, code: str = "", area: str = "") -> ListedFeed:
        events, states = partial(event_feed_path, selection), partial(feed_path, selection)
        return ListedFeed(label, code, area, feed_page_path(selection), in_formats(events), in_formats(states))

    return {
        "all": [listed(_("Everything that is published"), Selection(language=language))],
        "types": [listed(type_label(code), Selection(type=(code,), language=language)) for code in page_types()],
        "areas": [
            listed(area.label, Selection(area=(area.slug,), language=language), area.emdn_code, area.slug)
            for area in sorted(areas, key=lambda area: area.emdn_code)
        ],
    }
