"""A selection as a calendar: last days for tenders, days of decision and of review, as iCalendar (RFC 5545).

Page types say which of their fields are days for a calendar (`PageType.calendar_days`). What the days are, and were, is
read from the event log, and nothing from the clock, so that equal content has equal bytes. A publication has its days
once, whatever the reader's language: the days of its original, the title in the language of the calendar.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from portal.addresses.resolver import named_of
from portal.models import PublicAddress, Publication, PublicationEvent
from portal.open_data.calendar_file import calendar_event, calendar_file
from portal.publications.page_types import page_types, status_label, type_label
from portal.publications.public_columns import public_columns
from portal.publications.rows import Addresses
from portal.publications.statuses import REPLACED, WITHDRAWN, is_past, needs_example_mark
from portal.selections.concerned import Places
from portal.selections.facets import has
from portal.selections.formats import IdsOf
from portal.selections.selection import Selection

# The newest days: calendars are slow with more, and nobody looks that far back.
MOST_DAYS = 1000
_COLUMNS = ("translation_key", "locale__language_code", "title", "ingress", "url_path", "is_example")


@dataclass
class History:
    """What the log has on one publication: its days by language, and how often and when it changed in any."""

    changed_at: datetime
    changes: int = 0
    # Language → name of the day → the last whole day that it was.
    days: dict[str, dict[str, date]] = field(default_factory=dict)
    # Language → the last event in it.
    last: dict[str, "Logged"] = field(default_factory=dict)


class Logged(NamedTuple):
    """What is read of an event. `days` are codes (ISO 8601) by name; a code may be of a month or a year."""

    pk: int
    page_id: int
    type_code: str
    kind: str
    status: str
    title: str
    is_example: bool
    days: dict[str, str]

    @property
    def is_withdrawn(self) -> bool:
        """Whether readers could read the page no more after the event."""
        return self.kind == PublicationEvent.Kind.WITHDRAWN


class Day(NamedTuple):
    """One day of a publication, as an event of a calendar."""

    key: UUID
    name: str
    on: date
    is_cancelled: bool
    title: str
    ingress: str
    address: str
    language: str
    last: Logged
    history: History


def calendar_of(selection: Selection, ids_of: IdsOf) -> bytes:
    """The selection as a file. `ids_of` finds pages by words; of such a selection no withdrawn days are told, since a
    hit would give away which words the withdrawn page had.
    """
    days = sorted(_days(selection, ids_of), key=lambda day: (day.on, str(day.key), day.name), reverse=True)
    return calendar_file(_title(selection), map(_event, days[:MOST_DAYS]))


def types_with_days() -> dict[str, Any]:
    """Type code → model of the page types that have days for a calendar."""
    return {code: model for code, model in page_types().items() if model.calendar_days}


def _title(selection: Selection) -> str:
    named = [page_types()[code]._meta.verbose_name_plural for code in selection.codes("type") if code in page_types()]
    return ", ".join(["Samverkansportalen", *map(str, named), *([selection.q] if selection.q else [])])


def _event(day: Day) -> Event:
    model = page_types()[day.last.type_code]
    words = str(model.calendar_days[day.name]) % {"title": day.title}
    event = calendar_event(
        str(uuid5(day.key, day.name)),
        day.on,
        ": ".join([*_marks(day), words]),
        day.history.changed_at,
        language=day.language,
        address=settings.BASE_URL + day.address if day.address else "",
    )
    event.add("sequence", day.history.changes - 1)
    event.add("status", "CANCELLED" if day.is_cancelled else "CONFIRMED")
    event.add("categories", [type_label(day.last.type_code)])
    if day.ingress:
        event.add("description", day.ingress, parameters={"language": day.language})
    return event


def _marks(day: Day) -> list[str]:
    """What a calendar's reader must not miss. Not every calendar shows that an event is cancelled."""
    marks = [_("Cancelled")] if day.is_cancelled else []
    if not day.is_cancelled and is_past(day.last.status):
        marks.append(status_label(day.last.type_code, day.last.status))
    elif not day.is_cancelled and day.last.is_withdrawn:
        marks.append(_("Withdrawn"))
    if needs_example_mark(day.title, is_example=day.last.is_example):
        marks.append(_("Example"))
    return marks


def _days(selection: Selection, ids_of: IdsOf) -> Iterator[Day]:
    shown = _shown(selection, ids_of)
    log = _log(shown)
    public = Publication.objects.published().filter(locale__language_code=settings.LANGUAGE_CODE)
    originals = set(public.type(*types_with_days().values()).values_list("translation_key", flat=True))
    for key, page in shown.items():
        if history := log.get(key):
            own = page["locale__language_code"]
            yield from _days_of(key, history, page, settings.LANGUAGE_CODE if key in originals else own)
    if not selection.q:
        for key, language in _withdrawn(selection, log, shown.keys()):
            title = log[key].last[language].title
            yield from _days_of(key, log[key], {"title": title, "locale__language_code": language}, language)


def _days_of(key: UUID, history: History, page: dict[str, Any], language: str) -> Iterator[Day]:
    """The days of a publication, among them those that it had and has no more. `language` is whose days they are."""
    if (last := history.last.get(language)) is None:
        return
    for name, on in history.days[language].items():
        is_now = last.days.get(name) == on.isoformat()
        yield Day(
            key=key,
            name=name,
            on=on,
            is_cancelled=not (is_now and _stands(name, on, last, history.changed_at)),
            title=page["title"],
            ingress=page.get("ingress", ""),
            address=page.get("url", ""),
            language=page["locale__language_code"],
            last=last,
            history=history,
        )


def _stands(name: str, on: date, last: Logged, changed_at: datetime) -> bool:
    """Whether a day was, or is still to be minded. What was decided on a day was so also after it has been replaced,
    and a day that had passed when the publication was withdrawn is not called off.
    """
    if last.is_withdrawn or last.status == WITHDRAWN:
        return on <= timezone.localdate(changed_at)
    return last.status != REPLACED or name == "date"


def _shown(selection: Selection, ids_of: IdsOf) -> dict[UUID, dict[str, Any]]:
    """The page that stands for each publication of the selection."""
    public = Publication.objects.published().type(*types_with_days().values())
    pages = public.filter(pk__in=list(ids_of(selection))) if selection.q else public.select(selection)
    found = sorted(pages.values_list("pk", flat=True))
    addresses = Addresses()
    return {
        columns["translation_key"]: {**columns, "url": addresses.of(columns["url_path"])}
        for columns in public_columns(found, _COLUMNS, by_index=bool(selection.q)).values()
    }


def _log(shown: Collection[UUID]) -> dict[UUID, History]:
    """The history of these publications, and of those that have been withdrawn, in one query. It may have others'."""
    types = types_with_days()
    names = list(dict.fromkeys(name for model in types.values() for name in model.calendar_days))
    # Not of pages that were never public: nothing is told of these.
    ever_public = Exists(PublicAddress.objects.filter(page_id=OuterRef("page_id")))
    rows = PublicationEvent.objects.filter(ever_public, type_code__in=types).order_by("pk")
    if len(shown) < MOST_DAYS:
        withdrawn = PublicationEvent.objects.filter(type_code__in=types, kind=PublicationEvent.Kind.WITHDRAWN)
        rows = rows.filter(Q(translation_key__in=shown) | Q(translation_key__in=withdrawn.values("translation_key")))
    found: dict[UUID, History] = {}
    # Page id → where to put what its last event does not say.
    older: dict[int, tuple[History, str]] = {}
    for pk, key, language, at, page_id, type_code, kind, title, status, is_example, *codes in rows.values_list(
        *("pk", "translation_key", "language", "created_at", "page_id", "type_code", "kind", "title"),
        *(KT("data__status"), "data__is_example"),
        # As text: on SQLite the year "2026" would come as a number.
        *(KT(f"data__{name}") for name in names),
    ):
        history = found.setdefault(key, History(at))
        history.changes += 1
        history.changed_at = max(history.changed_at, at)
        own = types[type_code].calendar_days
        days = {name: code for name, code in zip(names, codes, strict=True) if code and name in own}
        logged = Logged(pk, page_id, type_code, kind, status or "", title, bool(is_example), days)
        history.last[language] = logged
        history.days.setdefault(language, {}).update(_whole(days))
        if status is None:
            older[page_id] = (history, language)
        else:
            older.pop(page_id, None)
    _complete(older)
    return found


def _whole(days: dict[str, str]) -> dict[str, date]:
    """The days of which the day is known: a month or a year is no day for a calendar."""
    return {name: date.fromisoformat(code) for name, code in days.items() if len(code) == len("2026-01-31")}


def _complete(older: dict[int, tuple[History, str]]) -> None:
    """Read from the pages what their last events, written before events kept data, do not have."""
    for page in Publication.objects.published().filter(pk__in=older).specific() if older else ():
        history, language = older[page.pk]
        shown = page.for_outsiders()
        codes = {name: shown.date_code if name == "date" else getattr(shown, name) for name in page.calendar_days}
        days = {name: str(code) for name, code in codes.items() if code}
        last = history.last[language]
        history.last[language] = last._replace(days=days, status=shown.status, is_example=shown.is_example)
        history.days[language].update(_whole(days))


def _withdrawn(selection: Selection, log: dict[UUID, History], shown: Any) -> Iterator[tuple[UUID, str]]:
    """The publications that the selection had and that are public no more, each with the language to tell it in."""
    languages = selection.codes("lang") or selection.languages
    gone: dict[int, tuple[UUID, str]] = {}
    for key, history in log.items():
        known = [language for language in languages if language in history.last]
        if key not in shown and known and all(history.last[language].is_withdrawn for language in known):
            gone[history.last[known[0]].pk] = (key, known[0])
    facets = dict(PublicationEvent.objects.filter(pk__in=gone).values_list("pk", "facets"))
    places = Places.load()
    matching = {pk: told for pk, told in gone.items() if has(facets[pk], selection.chosen_facets, places)}
    named = named_of([log[key].last[language].page_id for key, language in matching.values()])
    for key, language in matching.values():
        if log[key].last[language].page_id in named:
            yield key, language
