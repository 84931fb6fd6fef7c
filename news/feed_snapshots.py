"""Feeds kept as they were built, so that a reader who asks again costs one query.

When may a kept feed be served? When its stamp is the newest change (portal.outbox.changes): each change of what readers
see has a row in its own transaction, the channels "feed" and "search" write one when they have brought an event, and a
feed is built only after its stamp was read. So the bytes hold at least what the stamp stands for. A stamp of all
changes makes feeds old that a change does not touch; building one again costs milliseconds and keeps its ETag and its
time, while a rule that knew which feeds a change touches could forget one.

Two things come without a change, and for them there is a longest time between two builds:

- The clock. Only the 14 days of event feeds depend on it, and what passes out of them has been there for 14 days.
  Everything else that a date brings, a status or a page published on time, the worker writes as an event.
- What is written past Django, and a new release of the code (`NEWEST_FOR`).

A feed of words also shows what the search engine finds. The engine is a store of its own, which can be down, or be
built anew, without any row telling of it. So such a feed is as new as pages are that were written past Django
(`changes.SECONDS`).

Which feeds are kept? Those in the list of feeds, and selections that were asked for on two days. Others leave a row
without bytes, so that the second day is known. The worker does not build feeds in advance: for some 200 listed feeds
that is seconds of work after each change, most of it for nobody.
"""

import gzip
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from time import sleep, time
from typing import NamedTuple

from django.db import DatabaseError
from django.db.models import Case, F, When
from django.http import Http404
from django.utils import timezone

from news.addresses import is_listed
from news.models import FeedSnapshot
from portal.outbox import changes
from portal.outbox.patience import patient_for
from portal.selections.selection import Selection

logger = logging.getLogger(__name__)

Build = Callable[[], bytes]

NEWEST_FOR = timedelta(minutes=10)
MOST_ROWS = 2000
# How often a feed is built for one answer, where others change or write it meanwhile.
TRIES = 4
# How long a reader waits for others who write, in milliseconds.
PATIENCE = 250
# All but the bytes.
_COLUMNS = "key, is_listed, asked_on, days, stamp, checked_at, etag, modified"


@dataclass(frozen=True)
class AskedFeed:
    """A feed that is asked for: of a selection, as "state" or "events", in a format.

    `month` is the first day of a month of its archive.

    The selection is put in order, since neither the order in which codes were chosen nor the order of the hits changes
    a feed. `must_be_listed`: it was asked for at a short address, which only listed feeds have.
    """

    kind: str
    selection: Selection
    format: str
    must_be_listed: bool = False
    month: date | None = None

    def __post_init__(self) -> None:
        ordered = replace(self.selection, chosen=tuple(sorted(self.selection.chosen)), sort="")
        object.__setattr__(self, "selection", ordered)

    @cached_property
    def key(self) -> str:
        """The digest under which it is kept."""
        parts = (self.kind, self.format, self.selection.language, self.selection.q, self.selection.chosen, self.month)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    """What a reader says that it has: digests of bodies, or else a time in seconds since 1970; and whether it takes
    gzip.
    """

    etags: tuple[str, ...] = ()
    since: int | None = None
    gzip: bool = False


@dataclass(frozen=True)
class FeedNow:
    """A feed as it is now: the digest of its bytes, and since when they are so (None when nobody can know).

    `content` is None where the reader has it already.
    """

    etag: str
    modified: int | None
    content: bytes | None = field(repr=False)


class SnapshotRow(NamedTuple):
    """A row of FeedSnapshot, with the newest change (None where there is none) and the bytes in the coding that the
    reader takes (None where the reader has them).
    """

    is_listed: bool
    asked_on: date
    days: int
    stamp: int
    checked_at: datetime | None
    etag: str
    modified: int
    newest: int | None
    content: bytes | None

    @property
    def is_kept(self) -> bool:
        """Whether its bytes are to be stored: of listed feeds, and of what is asked for on a second day."""
        return self.is_listed or self.days > 1

    def is_fresh(self, since: datetime) -> bool:
        """Whether the bytes include every change, and were built after this time."""
        return self.checked_at is not None and self.stamp == (self.newest or 0) and self.checked_at > since


def held(asked: AskedFeed, known: Known, build: Build, admit: Callable[[], None]) -> FeedNow:
    """The feed as it is now, kept or built. `build` makes its bytes, and reads all that it needs when it is called.

    `admit` is called before a feed is built that is not kept, and may raise. Raises Http404 when the feed must be
    listed and is not.
    """
    try:
        found = _kept(asked, known, build, admit)
    except DatabaseError as error:
        # Others write for longer than a reader should wait. Where the database is down, it can't be built either.
        logger.warning("A feed is not kept this time: %s", type(error).__name__)
        found = None
    # It is true now, but no time can be told that is sure to be later than all before.
    return found or _unkept(build(), known)


def _kept(asked: AskedFeed, known: Known, build: Build, admit: Callable[[], None]) -> FeedNow | None:
    """The feed as it is kept, or built and kept. None where it is not to be kept, or others write it all the time."""
    for _ in range(TRIES):
        row, began = _row(asked, known), timezone.now()
        is_known = bool(row and (row.is_listed or not asked.must_be_listed))
        if row and is_known and row.is_fresh(began - _newest_for(asked)):
            return FeedNow(row.etag, row.modified, row.content)
        listed = is_listed(asked.selection)
        if asked.must_be_listed and not listed:
            raise Http404("No such feed")
        # There are many months, and each is seldom asked for: they are kept as other selections are.
        listed = listed and asked.month is None
        is_kept = listed or (row is not None and row.is_kept)
        if not is_kept:
            admit()
        if row is None:
            _note(asked, listed)
        if not is_kept:
            return None
        if row and (found := _renewed(asked, row, build(), known, began, listed)):
            return found
    return None


def _newest_for(asked: AskedFeed) -> timedelta:
    return timedelta(seconds=changes.SECONDS) if asked.selection.q else NEWEST_FOR


def _row(asked: AskedFeed, known: Known) -> SnapshotRow | None:
    """The row as it is, in one query with the newest change; once a day it is noted that it was asked for.

    It is written in SQL, since Django takes longer to put it together than to ask it. Neither database reads the bytes
    where the condition of CASE keeps them back.
    """
    column, newest = "gzipped" if known.gzip else "body", changes.newest_column()
    has_it = f"etag IN ({', '.join(['%s'] * len(known.etags))})" if known.etags else "modified <= %s"
    found = FeedSnapshot.objects.raw(
        f"SELECT {_COLUMNS}, ({newest.sql}) AS newest, CASE WHEN {has_it} THEN NULL ELSE {column} END AS content "
        f"FROM {FeedSnapshot._meta.db_table} WHERE key = %s",
        [*newest.params, *(known.etags or [known.since or -1]), asked.key],
    )
    if not (rows := list(found)):
        return None
    row = SnapshotRow(*(getattr(rows[0], name) for name in SnapshotRow._fields))
    changes.note_newest(row.newest)
    today = timezone.localdate()
    if row.asked_on < today:
        with patient_for(PATIENCE):
            FeedSnapshot.objects.filter(pk=asked.key, asked_on__lt=today).update(asked_on=today, days=F("days") + 1)
        row = row._replace(days=row.days + 1)
    # PostgreSQL hands out a view of its memory.
    return row if row.content is None else row._replace(content=bytes(row.content))


def _note(asked: AskedFeed, listed: bool) -> None:
    """Write down that a feed was asked for, for the first time, and drop the row that is needed least if it is one too
    many.
    """
    row = FeedSnapshot(key=asked.key, is_listed=listed, asked_on=timezone.localdate())
    with patient_for(PATIENCE):
        FeedSnapshot.objects.bulk_create([row], ignore_conflicts=True)
    surplus = FeedSnapshot.objects.count() - MOST_ROWS
    if surplus > 0:
        # Of two that were asked for on the same day, the one that was asked for on more days stays.
        once = Case(When(days=1, then=0), default=1)
        others = FeedSnapshot.objects.filter(is_listed=False).exclude(pk=row.pk)
        least = others.order_by(once, "asked_on", "days", "pk").values_list("pk", flat=True)[:surplus]
        with patient_for(PATIENCE):
            FeedSnapshot.objects.filter(pk__in=list(least)).delete()


def _renewed(
    asked: AskedFeed, row: SnapshotRow, body: bytes, known: Known, began: datetime, listed: bool
) -> FeedNow | None:
    """Store a feed that was built anew. None when another process was faster, or the second of the last change is not
    over: then it is to be read and built again.

    The bytes change at most once a second, so that Last-Modified, which counts in seconds, rises with each change. The
    wait comes before the building that is stored, not after it: what happens meanwhile is in it.
    """
    etag, modified = _digest(body), row.modified
    values: dict[str, object] = {"stamp": row.newest or 0, "checked_at": began, "is_listed": listed}
    if etag != row.etag:
        moment = time()
        modified = int(moment)
        if modified <= row.modified:
            if row.modified > modified + 1:
                # A clock was put back: no time may be told that is later than the Date of this answer.
                return _unkept(body, known)
            sleep(row.modified + 1 - moment)
            return None
        values |= {"etag": etag, "modified": modified, "body": body, "gzipped": _gzipped(body)}
    # Compare and swap: nobody has written the row since it was read, so nothing newer is overwritten.
    seen = FeedSnapshot.objects.filter(pk=asked.key, etag=row.etag, stamp=row.stamp, checked_at=row.checked_at)
    with patient_for(PATIENCE):
        return FeedNow(etag, modified, _coded(body, known)) if seen.update(**values) else None


def _unkept(body: bytes, known: Known) -> FeedNow:
    return FeedNow(_digest(body), None, _coded(body, known))


def _coded(body: bytes, known: Known) -> bytes:
    return _gzipped(body) if known.gzip else body


def _gzipped(body: bytes) -> bytes:
    """The same bytes give the same bytes: gzip would write the time into them."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
