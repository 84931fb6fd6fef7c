"""The stored entries and bytes of the feeds, former product areas, and the two page types with their lists."""

from news.models.feed import FeedEntry
from news.models.feed_snapshot import FeedSnapshot
from news.models.former_area import FormerArea
from news.models.news import NewsIndex, NewsItem
from news.models.newsletter import Newsletter, NewsletterIndex

__all__ = ["FeedEntry", "FeedSnapshot", "FormerArea", "NewsIndex", "NewsItem", "Newsletter", "NewsletterIndex"]
