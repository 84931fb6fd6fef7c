"""The stored entries and bytes of the feeds, and the two page types with their lists."""

from news.models.feed import FeedEntry
from news.models.feed_snapshot import FeedSnapshot
from news.models.news import NewsIndex, NewsItem
from news.models.newsletter import Newsletter, NewsletterIndex

__all__ = ["FeedEntry", "FeedSnapshot", "NewsIndex", "NewsItem", "Newsletter", "NewsletterIndex"]
