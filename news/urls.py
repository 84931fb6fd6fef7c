"""The addresses of the feeds."""

from django.urls import path, register_converter
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from news import emdn, feed_pages, views
from news.addresses import ALL, EVERYTHING, FORMATS, feed_name, selection_at
from news.formats import opml
from news.former_areas import or_former


class FeedFormat:
    """The path converter for the last part of a feed's address: one of FORMATS."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        """The format as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The format as it is to stand in the address."""
        return value


class FeedName:
    """The path converter for the name of a feed in the address of its page: "rekommendationer", "recommendations".

    The name of any language is understood, so that the language switch leads to the same page.
    """

    regex = "[-a-z0-9_]+"

    def to_python(self, value: str) -> str:
        """The code of the type, or ALL. Raises ValueError for an unknown name."""
        for language in EVERYTHING:
            if (selection := selection_at(value, language)) is not None:
                return next(iter(selection.codes("type")), ALL)
        raise ValueError(value)

    def to_url(self, value: str) -> str:
        """The name in the active language."""
        language = (get_language() or "sv").split("-")[0]
        return EVERYTHING[language] if value == ALL else feed_name(value, language)


class EmdnCode:
    """The path converter for a code of EMDN in whichever case: a letter, and digits."""

    regex = "[A-Za-z][0-9]{0,11}"

    def to_python(self, value: str) -> str:
        """The code as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it is to stand in the address."""
        return value


register_converter(FeedFormat, "feed_format")
register_converter(FeedName, "feed_name")
register_converter(EmdnCode, "emdn")

app_name = "news"
# Swedish: /floden/, /floden/alla.atom, /floden/omrade/<slug>.atom. Without a format it is the page about the feed.
urlpatterns = [
    path(_("feeds/"), views.feeds, name="feeds"),
    path(_("feeds/samverkansportalen.opml"), opml.opml_file, name="opml"),
    # A name in the categories of every feed: the same in all languages.
    path("floden/schema/<slug:name>", views.scheme, name="scheme"),
    # Before the names of types, which the pattern for names would take a code for.
    path(_("feeds/<emdn:code>/"), emdn.emdn_page, name="emdn_page"),
    path(_("feeds/<emdn:code>.<feed_format:format>"), emdn.emdn_feed, name="emdn_feed"),
    path(_("feeds/events/<emdn:code>.<feed_format:format>"), emdn.emdn_event_feed, name="emdn_event_feed"),
    path(_("feeds/<feed_name:name>/"), feed_pages.feed_page, name="feed_page"),
    path(_("feeds/<slug:name>.<feed_format:format>"), views.feed, name="feed"),
    path(_("feeds/events/<slug:name>.<feed_format:format>"), views.event_feed, name="event_feed"),
    path(_("feeds/area/<slug:area>/"), or_former(feed_pages.area_page), name="area_page"),
    path(_("feeds/area/<slug:area>.<feed_format:format>"), or_former(views.area_feed), name="area_feed"),
    path(
        _("feeds/events/area/<slug:area>.<feed_format:format>"),
        or_former(views.area_event_feed),
        name="area_event_feed",
    ),
]
