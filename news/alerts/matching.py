"""The channel "alerts": which alerts are told of an event, by the rules of the event feeds.

A row is written for each, once however often the event is delivered; `digests` mails them. Selections are told apart
by their filters in memory, and by their words in one round with search's own judge, so that thousands cost seconds.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.http import QueryDict

from news.events.event_feed import kind_in
from news.events.event_log import log_of, with_the_one_before
from news.models import Alert, AlertEvent
from portal.models import Publication, PublicationEvent
from portal.selections.concerned import Places
from portal.selections.selection import Selection
from portal.selections.words import selections_with_words, titles_with_words

CHANNEL = "alerts"


@lru_cache(50_000)
def selection_of(query: str, language: str) -> Selection:
    """The selection that an alert follows, from its query string."""
    return Selection.from_query(QueryDict(query), language)


def deliver(event: PublicationEvent) -> None:
    """Write a row for each alert that is told of the event."""
    alerts = Alert.objects.getting_mail().filter(since_event__lt=event.pk)
    if not alerts.exists():
        return
    kinds = _Kinds(event)
    followers: dict[tuple[str, str], list[int]] = defaultdict(list)
    columns = alerts.filter(number=0).values_list("pk", "query", "language")
    for pk, query, language in columns.iterator():
        followers[query, language].append(pk)
    told = {pk: kind for key, kind in kinds.of(followers).items() for pk in followers[key]}
    for pk, language in alerts.filter(number=event.number).exclude(number=0).values_list("pk", "language"):
        if kind := kinds.by_filters(Selection(language=language)):
            told[pk] = kind
    if event.kind == PublicationEvent.Kind.WITHDRAWN:
        # Wherever its words stood: of what is gone there is the title alone.
        for pk, query, language in _told_before(event, alerts):
            if kind := kinds.by_filters(selection_of(query, language)):
                told.setdefault(pk, kind)
    rows = (AlertEvent(alert_id=pk, event_id=event.pk, kind=kind) for pk, kind in told.items())
    AlertEvent.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _told_before(event: PublicationEvent, alerts: Any) -> Any:
    """Those of these alerts, as id, query and language, that have been mailed an event of the same publication."""
    earlier = PublicationEvent.objects.filter(number=event.number).values("pk")
    mailed = AlertEvent.objects.filter(event_id__in=earlier).exclude(mailed_at=None)
    return alerts.filter(number=0, pk__in=mailed.values("alert")).values_list("pk", "query", "language")


class _Kinds:
    """What an event is called in selections."""

    def __init__(self, event: PublicationEvent) -> None:
        self._event, self._places = event, Places.load()
        self._noted: dict[tuple[str, ...], Any] = {}

    def of(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """(query, language) → what the event is called in that selection, for those that are told of it."""
        kinds = {key: self.by_filters(selection_of(*key)) for key in keys}
        told = {key: kind for key, kind in kinds.items() if kind}
        # By its words alone: what has left the selection by another filing is still told of.
        words = {key: _words(*key) for key in told}
        answered = self._answered({*words.values()})
        return {key: kind for key, kind in told.items() if words[key] in answered}

    def by_filters(self, selection: Selection) -> str:
        """The same for one selection, whatever its words are; empty where it is not told."""
        asked = (selection.language, *selection.codes("lang"))
        if asked not in self._noted:
            listed = log_of(Selection(language=selection.language, lang=selection.codes("lang")))
            self._noted[asked] = next(with_the_one_before(listed.filter(pk=self._event.pk)), None)
        noted = self._noted[asked]
        return kind_in(noted[0], noted[1], selection, self._places) if noted else ""

    def _answered(self, words: set[Selection]) -> set[Selection]:
        """Those whose words the publication has; of what is gone, its title."""
        if not any(selection.q for selection in words):
            return words
        same = Publication.objects.published().filter(translation_key=self._event.translation_key)
        if page_ids := list(same.values_list("pk", flat=True)):
            return selections_with_words(page_ids, list(words))
        title = (self._event.title, self._event.language)
        return {selection for selection in words if titles_with_words(selection, [title])}


@lru_cache(50_000)
def _words(query: str, language: str) -> Selection:
    return Selection(q=selection_of(query, language).q, language=language)
