"""The short addresses of feeds, and the list of them for the page that shows all."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.models import ProductArea
from portal.publications.statuses import TYPES
from portal.selections.selection import Selection


@dataclass(frozen=True)
class Format:
    label: str
    media_type: str


FORMATS = {"atom": Format("Atom", "application/atom+xml"), "rss": Format("RSS", "application/rss+xml")}

# The last part of the address, for everything ("") and for each type.
NAMES = {
    "sv": {
        "": "alla",
        "recommendation": "rekommendationer",
        "assessment": "bedomningar",
        "procurement": "upphandlingar",
        "case": "arenden",
        "newsletter": "nyhetsbrev",
        "news": "nyheter",
    },
    "en": {
        "": "all",
        "recommendation": "recommendations",
        "assessment": "assessments",
        "procurement": "procurements",
        "case": "cases",
        "newsletter": "newsletters",
        "news": "news",
    },
}


@dataclass(frozen=True)
class ListedFeed:
    """One line of the list of feeds."""

    label: str
    code: str
    atom: str
    rss: str


def selection_at(name: str, language: str) -> Selection | None:
    """The selection that a short name stands for; a type's code is a name, too."""
    types = {word: code for code, word in NAMES[language].items()} | {code: code for code in TYPES}
    if name not in types:
        return None
    return Selection(type=(types[name],) if types[name] else (), language=language)


def feed_path(selection: Selection, format: str) -> str:
    """The address of a selection's feed: a short one where there is one, else that of the search."""
    match selection.chosen:
        case [] if not selection.q:
            return reverse("news:feed", kwargs={"name": NAMES[selection.language][""], "format": format})
        case [("type", code)] if not selection.q and code in TYPES:
            return reverse("news:feed", kwargs={"name": NAMES[selection.language][code], "format": format})
        case [("area", code)] if not selection.q:
            return reverse("news:area_feed", kwargs={"area": code, "format": format})
    return f"{reverse('search:results')}?{selection.query_string(format=format)}"


def listed_feeds(language: str, areas: Iterable[ProductArea]) -> dict[str, list[ListedFeed]]:
    """All feeds with a short address: everything, by type, by product area."""

    def listed(label: str, selection: Selection, code: str = "") -> ListedFeed:
        return ListedFeed(label, code, feed_path(selection, "atom"), feed_path(selection, "rss"))

    return {
        "all": [listed(_("Everything that is published"), Selection(language=language))],
        "types": [listed(str(TYPES[code]), Selection(type=(code,), language=language)) for code in TYPES],
        "areas": [
            listed(area.label, Selection(area=(area.slug,), language=language), area.emdn_code)
            for area in sorted(areas, key=lambda area: area.emdn_code)
        ],
    }
