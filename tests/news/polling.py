"""What tests of feeds that are kept ask for, and what they let happen in between."""

from datetime import timedelta

from django.utils import timezone

from news.models import FeedSnapshot, NewsItem
from portal.outbox import delivery

FEED = "/floden/alla.atom"
# A selection that no list has.
OWN = "/sok/?type=news&level=national&format=atom"


def publish(page, title):
    page = NewsItem.objects.get(pk=page.pk)
    page.title = title
    page.change_note = f"Nu {title}"
    page.save_revision().publish()
    delivery.drain()


def a_day_later():
    FeedSnapshot.objects.update(asked_on=timezone.localdate() - timedelta(days=1))
