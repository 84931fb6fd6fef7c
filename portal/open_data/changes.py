"""The event log as open data: what happened since a cursor, and the publications concerned as they are now.

The law: whoever has all publications as they were at a cursor, puts those of the answer in the place of their own, and
deletes those that are null, has all publications as they are at the next cursor. It holds whatever is told of an event,
since the publications are read anew. An event is told only as far as its page may be told of today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from portal.addresses.resolver import named_of
from portal.addresses.tag_uris import event_tag, publication_tag
from portal.models import PermanentNumber, PublicAddress, Publication, PublicationEvent
from portal.open_data.current import current, moment, newest_events
from portal.open_data.cursors import LogCursor
from portal.open_data.words import in_words, words_of
from portal.outbox.models import WAS_PUBLIC
from portal.publications.page_types import is_withholding
from portal.publications.published_data import keys_in

Kind = PublicationEvent.Kind
# By these a publication comes to the public or leaves it. What links to it is then other than before.
COMINGS = {Kind.PUBLISHED, Kind.TRANSLATED, Kind.WITHDRAWN, Kind.MOVED}


@dataclass(frozen=True)
class Changes:
    """What happened after a cursor. `publications` is number → publication as it is now, None when it is not public."""

    events: list[dict[str, Any]]
    publications: dict[int, Any]
    cursor: LogCursor
    is_last: bool


def changes_since(cursor: LogCursor, limit: int) -> Changes:
    """The oldest `limit` events that are not known at a cursor. The number of queries does not depend on theirs.

    Raises LaterThanTheLog for a cursor that knows events which the log does not have.
    """
    log = PublicationEvent.objects.filter(cursor.later(), number__gt=0).order_by("pk")
    # What was never public is not what readers knew before.
    earlier = PublicationEvent.objects.filter(WAS_PUBLIC, page_id=OuterRef("page_id"), pk__lt=OuterRef("pk"))
    found = list(log.annotate(before_id=Subquery(earlier.order_by("-pk").values("pk")[:1]))[: limit + 1])
    events, is_last = found[:limit], len(found) <= limit
    if not events or events[-1].pk < cursor.last:
        cursor.check()
    if not events:
        return Changes([], {}, cursor.after([]), True)
    before = PublicationEvent.objects.in_bulk({event.before_id for event in events if event.before_id})
    pairs = [(event, before.get(event.before_id)) for event in events]
    numbers = {event.number for event in events} | _linking(pairs)
    there: dict[int, Any] = dict(current(numbers))
    gone = _gone([event for event in events if event.number not in there])
    rows = _Told(events)
    told = [row for event, earlier_event in pairs if (row := rows.of(event, earlier_event))]
    after = cursor.after((event.pk, event.created_at) for event in events)
    return Changes(told, {**there, **dict.fromkeys(gone)}, after, is_last)


def _linking(pairs: Sequence[tuple[PublicationEvent, PublicationEvent | None]]) -> set[int]:
    """The numbers of publications that name others, or are named, otherwise than before these events."""
    named: set[UUID] = set()
    moved: set[UUID] = set()
    for event, before in pairs:
        for told in filter(None, (event, before)):
            named |= {UUID(key) for key in told.data.get("links", {}).get("replaces", ())}
        is_same = before and all(event.data.get(name) == before.data.get(name) for name in ("is_public", "is_abridged"))
        if event.kind in COMINGS or not is_same:
            moved.add(event.translation_key)
    numbers = PermanentNumber.objects.filter(translation_key__in=named).values_list("pk", flat=True) if named else ()
    return {*numbers, *_naming(moved)}


def _naming(keys: set[UUID]) -> set[int]:
    """The numbers of the public publications that link to one of these."""
    if not keys:
        return set()
    links = newest_events(Publication.objects.published().values("pk")).values_list("number", "data__links")
    return {number for number, found in links if found and not keys.isdisjoint(keys_in({"links": found}))}


def _gone(events: Sequence[PublicationEvent]) -> set[int]:
    """Of publications without a public page those that were public and left by one of these events.

    What happens to a page after it was closed, and to one that never was public, is told by nothing.
    """
    left = {event.number: event.page_id for event in events if event.kind in (Kind.WITHDRAWN, Kind.MOVED)}
    log = PublicationEvent.objects.filter(WAS_PUBLIC, number__in=left)
    return set(log.order_by().values_list("number", flat=True).distinct()) if left else set()


class _Told:
    """What is told of events today. Their pages are looked up for all at once."""

    def __init__(self, events: Sequence[PublicationEvent]) -> None:
        ids = {event.page_id for event in events}
        pages = Publication.objects.published().filter(pk__in=ids)
        self._titles: Mapping[int, str] = dict(pages.values_list("pk", "title"))
        self._secret = set(pages.filter(is_withholding()).values_list("pk", flat=True))
        gone = ids - self._titles.keys()
        self._named = named_of(gone) if gone else set()
        known = PublicAddress.objects.filter(page_id__in=gone).values_list("page_id", flat=True)
        self._closed = set(known) - self._named if gone else set()
        self._silent: set[int] = set()

    def of(self, event: PublicationEvent, before: PublicationEvent | None) -> dict[str, Any] | None:
        """The event as open data; None where nothing is told of it."""
        page_id, is_withdrawal = event.page_id, event.kind == Kind.WITHDRAWN
        if page_id in self._secret:
            is_fitting = event.data.get("is_abridged") and event.title == self._titles[page_id]
            return _row(event, note=True) if is_fitting and event.is_public else None
        # By a withdrawal the page stops being public; it is told if the page was public before.
        if not (before is not None and before.is_public if is_withdrawal else event.is_public):
            return None
        if page_id in self._titles:
            return _row(event, note=True, verdicts=_verdicts(event, before))
        if page_id in self._named:
            return _row(event, note=is_withdrawal)
        if page_id in self._closed and is_withdrawal and page_id not in self._silent:
            self._silent.add(page_id)
            return {**_row(event, note=False), "language": None}
        return None


def _row(event: PublicationEvent, *, note: bool, verdicts: Sequence[Any] = ()) -> dict[str, Any]:
    return {
        "id": event_tag(event.pk),
        "number": event.number,
        "publication": publication_tag(event.number),
        "kind": _kind(event.kind),
        "time": moment(event.created_at),
        "language": event.language,
        "note": (note and event.note) or None,
        "note_en": (note and event.note_en) or None,
        "verdicts": list(verdicts),
    }


@lru_cache
def _kind(kind: str) -> Mapping[str, Any]:
    return in_words(kind, Kind(kind).label)


def _verdicts(event: PublicationEvent, before: PublicationEvent | None) -> list[dict[str, Any]]:
    """The verdicts after the event and before it: of the whole publication (product null) and of each product."""
    words = words_of(event.type_code).get("verdict", {})
    if "" not in words:
        return []
    new, old = event.verdicts, before.verdicts if before and before.is_public else {}
    # A product that is not there any more has no new verdict, one that is new no old one.
    rows = {name: (words.get(old.get(name)), words.get(new.get(name))) for name in {**old, **new}}
    return [{"product": name or None, "old": was, "new": now} for name, (was, now) in rows.items()]
