"""Which events the event feed of a selection has: what was published, changed, replaced or withdrawn, came or left.

A state feed has one entry for each publication, as it is now, under one id. Many feed readers do not show that such an
entry has changed. In an event feed each event is an entry with its own id. It is read from the event log, so it needs
no worker.

A publication in several languages counts once. Its events are those of the original; those of a translation while
there is no original, or when the selection does not include it. That a translation has come is told beside them, and
to readers of the original's language that the original has.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from news.current import anonymous_titles
from news.events.event_log import is_withdrawn, log_of, with_the_one_before
from portal.addresses.resolver import named_of
from portal.models import Publication, PublicationEvent
from portal.publications.page_types import is_withholding
from portal.selections.concerned import Places
from portal.selections.facets import has
from portal.selections.selection import Selection
from portal.selections.words import titles_with_words

Kind = PublicationEvent.Kind

# Enough that a feed reader which asks once a fortnight misses nothing, and that a new one has something to show.
FEWEST, DAYS, MOST = 50, 14, 500
# The kinds of events that are told in every selection which has the publication.
NEWS = {Kind.PUBLISHED, Kind.TRANSLATED, Kind.REVISED, Kind.REPLACED, Kind.WITHDRAWN, Kind.REVIEW_DUE}
# What an event is called in a selection that the publication has come to, or left, by that event.
ENTERED, LEFT = "entered", "left"


@dataclass(frozen=True)
class Told:
    """An event as one selection is told of it. `before` is the page's event before it.

    `kind` is the event's own kind, or ENTERED or LEFT.
    """

    event: PublicationEvent
    before: PublicationEvent | None
    kind: str
    title: str
    note: str
    note_en: str
    # is_gone: the page is not public any more; only its title is told, and why it was withdrawn. is_silent: the page is
    # secret, or was when it was taken away; not even its address is told.
    is_gone: bool = False
    is_silent: bool = False


def kind_for(event: PublicationEvent, *, is_in: bool, was_in: bool) -> str:
    """What an event is called in a selection: its own kind, ENTERED or LEFT; empty when the selection is not told.

    `is_in` and `was_in` say whether the selection has the publication after the event and had it before.
    """
    if event.kind in (Kind.WITHDRAWN, Kind.REPLACED):
        return str(event.kind) if is_in or was_in else ""
    if was_in and not is_in:
        return LEFT
    if is_in and event.kind in NEWS:
        return str(event.kind)
    return ENTERED if is_in and not was_in else ""


def told_events(selection: Selection, page_ids: Collection[int] | None, places: Places) -> list[Told]:
    """The newest events of a selection: all of this month and of the last 14 days, and at least 50; at most 500.

    `page_ids` are the pages that have the words of the selection; None when it has no words. What is older stands in
    the archive (told_in).
    """
    found = _newest(selection, page_ids, places)
    return told_to_outsiders(found, has_words=bool(selection.q))


def left(selection: Selection, page_ids: Collection[int] | None, places: Places) -> list[Told]:
    """Those of these events by which publications left the selection that have not come back since."""
    newest = {told.event.number: told for told in reversed(_newest(selection, page_ids, places))}

    def is_out(told: Told) -> bool:
        is_told_as_that = told.kind in (Kind.WITHDRAWN, Kind.REPLACED)
        return told.kind == LEFT or (is_told_as_that and not has(told.event.facets, selection.chosen_facets, places))

    found = [told for told in newest.values() if is_out(told)]
    return told_to_outsiders(found, has_words=bool(selection.q)) if found else []


def _newest(selection: Selection, page_ids: Collection[int] | None, places: Places) -> list[Told]:
    now = timezone.now()
    since = min(now - timedelta(days=DAYS), month_of(now)[0])
    found: list[Told] = []
    for told in _told(log_of(selection), selection, page_ids, places):
        if len(found) >= MOST or (len(found) >= FEWEST and told.event.created_at < since):
            break
        found.append(told)
    return found


def told_in(month: date, selection: Selection, page_ids: Collection[int] | None, places: Places) -> list[Told]:
    """The events of one month, of which `month` is any day, as told_events gives them."""
    begins, ends = month_of(month)
    log = log_of(selection).filter(created_at__gte=begins, created_at__lt=ends)
    found = list(_told(log, selection, page_ids, places))
    return told_to_outsiders(found, has_words=bool(selection.q))


def first_event() -> datetime | None:
    """When the first event of all was written; None when there is none."""
    return PublicationEvent.objects.aggregate(first=Min("created_at"))["first"]


def month_of(day: date) -> tuple[datetime, datetime]:
    """When the month of a day begins, and when the next one does, in the site's time zone."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    begins, ends = (timezone.make_aware(datetime(of.year, of.month, 1)) for of in (first, following))
    return begins, ends


def _told(log: Any, selection: Selection, page_ids: Collection[int] | None, places: Places) -> Iterator[Told]:
    """Those of these events (a queryset) that the selection is told of, newest first."""
    words = _Words(selection, page_ids)
    for event, before in with_the_one_before(words.noted(log)):
        kind = kind_in(event, before, selection, places)
        if kind and words.are_of(event):
            yield Told(event, before, kind, event.title, event.note, event.note_en)


def kind_in(event: Any, before: PublicationEvent | None, selection: Selection, places: Places) -> str:
    """`kind_for` of an event of `log_of`, with the one before it, by a selection's filters and not by its words."""
    # What was marked as withdrawn and is then taken away has been told; so has what another language told first.
    # What was never public is not told of.
    if event.kind == Kind.WITHDRAWN and (before is None or is_withdrawn(before)):
        return ""
    told_already = getattr(event, "told_by_another", None) not in (None, Kind.WITHDRAWN)
    if before is None and event.kind != Kind.TRANSLATED and told_already:
        return ""

    def matches(one: PublicationEvent | None) -> bool:
        # A page is in no selection before its first event, nor while it is withdrawn.
        return one is not None and not is_withdrawn(one) and has(one.facets, selection.chosen_facets, places)

    is_in = has(event.facets, selection.chosen_facets, places) if event.kind == Kind.WITHDRAWN else matches(event)
    return kind_for(event, is_in=is_in, was_in=matches(before))


class _Words:
    """Which publications have the words of a selection: those that search finds; of what is gone, by its title then.

    `page_ids` are the pages that search finds, each for its publication in whichever language.
    """

    def __init__(self, selection: Selection, page_ids: Collection[int] | None) -> None:
        self._selection = selection
        pages = Publication.objects.filter(pk__in=page_ids or ())
        self._found = set(pages.values_list("translation_key", flat=True)) if selection.q else set()

    def noted(self, log: Any) -> Any:
        """The events of a queryset with what are_of() has to know of them."""
        if not self._selection.q:
            return log
        public = Publication.objects.published().filter(translation_key=OuterRef("translation_key"))
        return log.annotate(can_be_read=Exists(public))

    def are_of(self, event: Any) -> bool:
        """Whether the event's publication has them."""
        if not self._selection.q or event.translation_key in self._found:
            return True
        return not event.can_be_read and bool(titles_with_words(self._selection, [(event.title, event.language)]))


def told_to_outsiders(found: list[Told], *, has_words: bool) -> list[Told]:
    """The events without anything that may not be told any more.

    Of a page that is secret now, only events are told that were written under its anonymous title. Of a page that was
    closed, or deleted while it was secret, one withdrawal is told without its title. Somebody who searches in words is
    not told of it: the answer would show that the page had these words.
    """
    ids = {told.event.page_id for told in found}
    public = as_outsiders_read(Publication.objects.published().filter(pk__in=ids))
    gone = ids - public.keys()
    named = named_of(gone) if gone else set()
    titles = anonymous_titles(gone - named) if gone - named else {}
    taken_back: set[int] = set()
    shown = []
    for told in found:
        page_id = told.event.page_id
        if page := public.get(page_id):
            # That a secret page came to a selection or left it would tell what it was filed under before.
            if not page.is_abridged or (told.event.title == page.title and told.kind not in (ENTERED, LEFT)):
                shown.append(replace(told, is_silent=page.is_abridged))
        elif page_id in named:
            withdrawn = told.kind == Kind.WITHDRAWN
            note, note_en = (told.note, told.note_en) if withdrawn else ("", "")
            shown.append(replace(told, note=note, note_en=note_en, is_gone=True))
        elif told.kind == Kind.WITHDRAWN and page_id not in taken_back and not has_words:
            taken_back.add(page_id)
            shown.append(
                replace(told, title=titles.get(page_id, ""), note="", note_en="", is_gone=True, is_silent=True)
            )
    return shown


def as_outsiders_read(pages: Any) -> dict[int, Publication]:
    """Page id → page as outsiders may read it, for a queryset of Publications. Only secret pages take a query of
    their own.
    """
    secret = set(pages.filter(is_withholding()).values_list("pk", flat=True))
    found = {page.pk: page for page in pages.select_related("locale")}
    return found | {pk: found[pk].for_outsiders() for pk in secret & found.keys()}
