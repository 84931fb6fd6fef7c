"""The stored entries of the feeds, and the two page types with their lists."""

from news.models.feed import FeedEntry
from news.models.news import NewsIndex, NewsItem
from news.models.newsletter import Newsletter, NewsletterIndex

__all__ = ["FeedEntry", "NewsIndex", "NewsItem", "Newsletter", "NewsletterIndex"]
