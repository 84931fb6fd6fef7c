"""The stored entries of the feeds, former product areas, and the two page types with their lists."""

from news.models.feed import FeedEntry
from news.models.former_area import FormerArea
from news.models.news import NewsIndex, NewsItem
from news.models.newsletter import Newsletter, NewsletterIndex

__all__ = ["FeedEntry", "FormerArea", "NewsIndex", "NewsItem", "Newsletter", "NewsletterIndex"]
