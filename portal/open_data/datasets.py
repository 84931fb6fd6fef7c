"""What the portal gives as open data: the datasets, and the ways to get each. The catalogue is made of these."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

EVERY_LANGUAGE = ("sv", "en")
# The ids of publications and events.
TAG_URIS = "https://www.rfc-editor.org/info/rfc4151"
ATOM = "https://www.rfc-editor.org/info/rfc4287"
DESCRIPTION = "open_data_openapi"


@dataclass(frozen=True)
class Described:
    """What has a title, a description and keywords, in each language. `name` never changes: it is part of its IRI."""

    name: str
    title: Any
    description: Any
    keywords: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Distribution:
    """One way to get a dataset. `name` is one of its own within it, and never changes.

    `route` is the name of its address, `query` what stands behind it; `languages` are those of its words. `schema` is
    the address of the specification that it follows. The read API gives parts, the others give all in one document.
    """

    name: str
    title: Any
    media_type: str
    route: str
    query: str = ""
    languages: tuple[str, ...] = EVERY_LANGUAGE
    schema: str = ""
    is_api: bool = False

    @property
    def url(self) -> str:
        """The whole address."""
        return address(self.route, self.languages[0]) + self.query


@dataclass(frozen=True)
class Dataset(Described):
    """Data that belong together, and the ways to get them."""

    distributions: tuple[Distribution, ...] = ()


def address(route: str, language: str = "sv") -> str:
    """The whole address of what a route is the name of."""
    with override(language):
        return settings.BASE_URL + reverse(route)


def _feed(format: str, language: str, title: Any) -> Distribution:
    """The feed of everything in a language, in a format of the search page."""
    query = f"?format={format}"
    return Distribution(f"atom-{language}", title, "application/atom+xml", "search:results", query, (language,), ATOM)


def _api(title: Any, route: str) -> Distribution:
    return Distribution("api", title, "application/json", route, is_api=True)


CATALOGUE = Described(
    "catalog",
    _("Open data of the regions' collaboration on medical technology"),
    _("What the Swedish regions publish together on medical technology, for programs. No key is needed."),
)
SERVICE = Described(
    "api",
    _("Read API of Samverkansportalen"),
    _("Publications, changes and withdrawals as JSON, in parts and by filter, described in OpenAPI 3.1."),
    (_("medical technology"), _("recommendation")),
)
DATASETS = (
    Dataset(
        "publications",
        _("Publications on medical technology"),
        _(
            "What the Swedish regions publish together: recommendations, assessment summaries, procurement notices, "
            "cases, newsletters and news, as they are now. Each has a permanent number and address, and in fields its "
            "verdict for each product, conditions, dates, product areas and case number."
        ),
        (_("medical technology"), _("recommendation"), _("procurement"), _("assessment"), _("region")),
        (
            Distribution("json", _("All publications as JSON"), "application/json", "open_data:publications_json"),
            Distribution(
                "ndjson",
                _("All publications as JSON, one a line"),
                "application/x-ndjson",
                "open_data:publications_ndjson",
            ),
            Distribution("csv", _("All publications as a table"), "text/csv", "open_data:publications_csv"),
            _api(_("Publications by the read API"), "open_data:publications"),
            _feed("atom", "sv", _("Publications as a feed in Swedish (Atom)")),
            _feed("atom", "en", _("Publications as a feed in English (Atom)")),
        ),
    ),
    Dataset(
        "changes",
        _("Changes of publications on medical technology"),
        _(
            "What has been published, revised, corrected, replaced and withdrawn, the oldest first, with the verdict "
            "before and after. Whoever has a copy of the publications keeps it up to date with these."
        ),
        (_("medical technology"), _("recommendation"), _("change"), _("withdrawal"), _("region")),
        (
            _api(_("Changes by the read API"), "open_data:changes"),
            _feed("events-atom", "sv", _("Events as a feed in Swedish (Atom)")),
            _feed("events-atom", "en", _("Events as a feed in English (Atom)")),
        ),
    ),
)
