"""What an alert follows, in words and as the address of its page."""

from django.conf import settings
from django.urls import reverse

from news.alerts.matching import selection_of
from news.entries import FeedVocabulary
from news.feed_pages import name_of
from news.models import Alert
from portal.addresses.resolver import named_of
from portal.addresses.tag_uris import permanent_address
from portal.models import PermanentNumber, Publication, PublicationEvent
from portal.outbox.models import TOLD_OUTSIDE


def followed(alert: Alert, vocabulary: FeedVocabulary | None = None) -> str:
    """The name of what is followed, in the active language: of a publication that is gone its last title, where that
    may be told, else its number.
    """
    if not alert.number:
        return name_of(selection_of(alert.query, alert.language), vocabulary or FeedVocabulary.load())
    page = published_as(alert.number, alert.language)
    return page.title if page else _last_title(alert.number)


def _last_title(number: int) -> str:
    last = PublicationEvent.objects.filter(TOLD_OUTSIDE, number=number).order_by("-pk").first()
    return last.title if last and last.page_id in named_of({last.page_id}) else f"#{number}"


def address_of(alert: Alert) -> str:
    """The absolute address where what is followed can be read."""
    if alert.number:
        return permanent_address(alert.number, alert.language)
    return settings.BASE_URL + reverse("search:results") + (f"?{alert.query}" if alert.query else "")


def published_as(number: int, language: str) -> Publication | None:
    """The public publication with a permanent number, as outsiders read it, in this language where it has that."""
    key = PermanentNumber.objects.filter(pk=number).values("translation_key")
    found = list(Publication.objects.published().filter(translation_key__in=key).select_related("locale"))
    found.sort(key=lambda page: page.locale.language_code != language)
    return found[0].for_outsiders() if found else None
