"""The stored entries and bytes of the feeds, former product areas, the two page types with their lists, subscribers and
mailings.
"""

from news.models.alert import Alert, AlertEvent
from news.models.consent import Consent
from news.models.feed import FeedEntry
from news.models.feed_snapshot import FeedSnapshot
from news.models.former_area import FormerArea
from news.models.mailing import HandOver, Mailing
from news.models.news import NewsIndex, NewsItem
from news.models.newsletter import Newsletter, NewsletterIndex
from news.models.subscriber import Subscriber
from news.models.subscription import Subscription
from news.models.suppression import Suppression

__all__ = [
    "Alert",
    "AlertEvent",
    "Consent",
    "FeedEntry",
    "FeedSnapshot",
    "FormerArea",
    "HandOver",
    "Mailing",
    "NewsIndex",
    "NewsItem",
    "Newsletter",
    "NewsletterIndex",
    "Subscriber",
    "Subscription",
    "Suppression",
]
