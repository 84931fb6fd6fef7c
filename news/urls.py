"""The addresses of the feeds."""

from django.urls import path, register_converter
from django.utils.translation import gettext_lazy as _

from news import views


class FeedFormat:
    """The path converter for the last part of a feed's address: atom or rss."""

    regex = "atom|rss"

    def to_python(self, value: str) -> str:
        """The format as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The format as it is to stand in the address."""
        return value


register_converter(FeedFormat, "feed_format")

app_name = "news"
# Swedish: /floden/, /floden/alla.atom, /floden/omrade/<slug>.atom
urlpatterns = [
    path(_("feeds/"), views.feeds, name="feeds"),
    # A name in the categories of every feed: the same in all languages.
    path("floden/schema/<slug:name>", views.scheme, name="scheme"),
    path(_("feeds/<slug:name>.<feed_format:format>"), views.feed, name="feed"),
    path(_("feeds/events/<slug:name>.<feed_format:format>"), views.event_feed, name="event_feed"),
    path(_("feeds/events/area/<slug:area>.<feed_format:format>"), views.area_event_feed, name="area_event_feed"),
    path(_("feeds/area/<slug:area>.<feed_format:format>"), views.area_feed, name="area_feed"),
]
