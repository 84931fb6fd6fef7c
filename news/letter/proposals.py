"""What a newsletter could tell: what followers have been told since the number before it, and it does not have yet."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils import timezone

from news.events.event_entries import title_of
from news.events.event_feed import Told, month_of, told_events, told_in
from news.models import Newsletter
from portal.models import Publication
from portal.selections.concerned import Places
from portal.selections.selection import Selection


class Proposal(NamedTuple):
    """A public publication, what event feeds last said of it, and when that happened."""

    page: Publication
    said: str
    happened_at: datetime


def number_before(page: Newsletter) -> datetime | None:
    """When the last newsletter before this one, in its language, came out; None for the first."""
    others = Newsletter.objects.live().filter(locale=page.locale).exclude(pk=page.pk)
    return others.aggregate(last=Max("first_published_at"))["last"]


def proposals(draft: Newsletter, since: datetime | None) -> list[Proposal]:
    """What the draft could tell, by type and then the newest first: each publication once, with its newest event.

    Without `since` it is what an event feed has: at least fifty events.
    """
    told = {event.event.translation_key: event for event in reversed([*_told(draft, since)])}
    chosen = {item["page"].translation_key for item in _items(draft) if item["page"]}
    wanted = told.keys() - chosen
    listed = Publication.objects.listed_in(draft.locale.language_code).select_related("locale", "content_type")
    pages = listed.filter(translation_key__in=wanted).not_type(Newsletter)
    found = [_proposal(page.for_outsiders(), told[page.translation_key]) for page in pages]
    newest = sorted(found, key=lambda proposal: proposal.happened_at, reverse=True)
    return sorted(newest, key=lambda proposal: proposal.page.specific_class.type_order)


def _proposal(page: Publication, told: Told) -> Proposal:
    return Proposal(page, title_of(told, page.title), told.event.created_at)


def _told(draft: Newsletter, since: datetime | None) -> Iterator[Told]:
    """The events, newest first. Nothing of what is gone or secret, which a letter can't lead to."""
    everything, places = Selection(language=draft.locale.language_code), Places.load()
    if since is None:
        found: Iterable[Told] = told_events(everything, None, places)
    else:
        months = _months(since, timezone.now())
        found = (told for month in months for told in told_in(month, everything, None, places))
    for told in found:
        if not (told.is_gone or told.is_silent) and (since is None or told.event.created_at > since):
            yield told


def _months(begins: datetime, ends: datetime) -> Iterator[date]:
    """A day of each month from the last to the first."""
    day = timezone.localtime(ends).date()
    while month_of(day)[1] > begins:
        yield day
        day = day.replace(day=1) - timedelta(days=1)


def _items(draft: Newsletter) -> Iterator[Any]:
    for part in draft.topics:
        yield from part.value.get("items", ())


def topics_of(draft: Newsletter) -> list[str]:
    """The topics that the draft has, as they are called."""
    return [part.value["title"] for part in draft.topics if part.block_type == "topic"]


def take(draft: Newsletter, page: Publication, topic: str) -> None:
    """Add a publication to the draft, at the end of the topic of that name, or of a new one at the end."""
    item = {"page": page, "blurb": ""}
    for part in draft.topics:
        if part.block_type == "topic" and part.value["title"] == topic:
            part.value["items"].append(item)
            return
    draft.topics.append(("topic", {"title": topic, "items": [item]}))
