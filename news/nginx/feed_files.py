"""Listed feeds as files, so that nginx answers without asking the portal. Only where FEED_FILES names a folder.

A file is never served after a change, as a row is not (news.feed_snapshots):

- Every transaction that writes a `Change` takes all files away, by renaming their folder, and keeps the worker from
  writing new ones until it ends: on SQLite by the lock that every writer has, on PostgreSQL by a shared advisory lock
  (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS). Those who publish share it, so that
  none of them waits for another.
- The worker puts files there while it holds that lock alone, and only the bytes of rows that are fresh at the newest
  change. It reads that change once more when it has the lock.

So there is no file from before the commit of a change until a row has been built after it. When a transaction is rolled
back or its process is killed, files are missing that could be there; the portal answers then, and the worker writes
them again.

What comes without a change has the same longest time as for rows, as long as a worker runs. When none does, the files
end by themselves: nginx looks for them in a folder that is named after the present hundred seconds since 1970. These
folders are links, which the worker makes for this hundred and the next.

    FEED_FILES/live/floden/alla.atom      the feed as it is, and .gz beside it; the time of both is Last-Modified
    FEED_FILES/17959644 → live            the way in, from 1795964400 to 1795964499
    FEED_FILES/gone-…, new-…              what was taken away; what is being written
"""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models.signals import post_save
from django.utils import timezone, translation

from news.addresses import EVERYTHING, FORMATS, event_feed_path, feed_path
from news.feed_snapshots import NEWEST_FOR, PATIENCE, AskedFeed
from news.models import FeedSnapshot
from portal.models import Change, ProductArea
from portal.outbox import changes
from portal.outbox.patience import patient_for
from portal.publications.page_types import page_types
from portal.scheduling.periodic_tasks import register_chore
from portal.selections.selection import Selection

LIVE, GONE, NEW, PACKED = "live", "gone-", "new-", ".gz"
# The name of the folder in which nginx looks changes after so many seconds.
SECONDS = 100
# What a killed worker was writing is deleted when it is so old.
ABANDONED = 3600
# The number of the lock among the advisory locks of the database.
LOCK = 0x4645_4544


def connect() -> None:
    """Connect the receiver. Called once, when the app is ready."""
    post_save.connect(take_away, sender=Change, dispatch_uid="news.feed_files")
    register_chore(write_files)


def take_away(**_: Any) -> None:
    """Take all files away and let none be written until this transaction ends (a receiver of Change).

    Raises OSError where they can't be taken away: then nothing is changed.
    """
    if not (folder := _folder()):
        return
    _lock(alone=False)
    with suppress(FileNotFoundError):
        (folder / LIVE).rename(folder / f"{GONE}{secrets.token_hex(8)}")
    if folder.exists():
        _to_disk(folder)


def write_files() -> None:
    """Write the files that are missing, and delete those whose row is no longer fresh: the worker's chore."""
    if not (folder := _folder()):
        return
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    stamp = changes.newest()
    fresh = FeedSnapshot.objects.filter(is_listed=True, stamp=stamp, checked_at__gt=timezone.now() - NEWEST_FOR)
    rows = dict(fresh.values_list("key", "modified"))
    wanted = {path: key for key, path in _paths().items() if key in rows} if rows else {}
    there = _there(folder / LIVE)
    for path in there.keys() - wanted.keys():
        _delete(folder / LIVE / path)
    missing = {key: path for path, key in wanted.items() if there.get(path) != rows[key]}
    if missing:
        _write(folder, missing, stamp)
    _let_in(folder)


def _folder() -> Path | None:
    return Path(settings.FEED_FILES) if settings.FEED_FILES else None


def _lock(*, alone: bool) -> bool:
    """Take the lock until the transaction ends. Returns whether it was got: who wants it alone does not wait for it,
    so that nobody who publishes ever stands in line behind the worker for long.
    """
    if connection.vendor != "postgresql":
        return True
    function = "pg_try_advisory_xact_lock(%s)" if alone else "pg_advisory_xact_lock_shared(%s)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", [LOCK])
        return cursor.fetchone()[0] is not False


def _paths() -> dict[str, str]:
    """The key of each listed feed's row → its address, without the slash at the beginning. Feeds of areas of the
    second level are many and seldom asked for: they are kept, but no files.
    """
    slugs = list(ProductArea.objects.filter(parent=None).values_list("slug", flat=True))
    chosen = [(), *((("type", code),) for code in page_types()), *((("area", slug),) for slug in slugs)]
    found = {}
    for language in EVERYTHING:
        with translation.override(language):
            for selection in (Selection(chosen=each, language=language) for each in chosen):
                for kind, path_of in (("state", feed_path), ("events", event_feed_path)):
                    for format in FORMATS:
                        path = path_of(selection, format).removeprefix("/")
                        found[AskedFeed(kind, selection, format).key] = path
    return found


def _there(live: Path) -> dict[str, int]:
    """The files that are there, by their addresses, with their times. One that is being taken away may be missing."""
    found = {}
    for place, _folders, names in os.walk(live):
        for path in (Path(place, name) for name in names if not name.endswith(PACKED)):
            with suppress(FileNotFoundError):
                found[str(path.relative_to(live))] = int(path.stat().st_mtime)
    return found


def _write(folder: Path, missing: dict[str, str], stamp: int) -> None:
    """Write the files of these rows, by their keys. They are put in place all at once, unless something has changed."""
    with TemporaryDirectory(prefix=NEW, dir=folder) as new:
        drafts = {}
        for row in FeedSnapshot.objects.filter(stamp=stamp, pk__in=missing).iterator(chunk_size=20):
            drafts[row.pk] = row.modified
            _draft(Path(new, row.pk), bytes(row.body), row.modified)
            _draft(Path(new, f"{row.pk}{PACKED}"), bytes(row.gzipped), row.modified)
        try:
            with patient_for(PATIENCE):
                if not _lock(alone=True) or changes.newest() != stamp:
                    return
                for key, modified in FeedSnapshot.objects.filter(pk__in=drafts).values_list("key", "modified"):
                    if drafts[key] == modified:
                        _put(Path(new, key), folder / LIVE / missing[key])
        except OperationalError:
            # Others are writing for longer than the worker should wait: it tries again at its next turn.
            return


def _draft(path: Path, content: bytes, modified: int) -> None:
    """A file that is whole, on the disk and dated."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, (modified, modified))


def _put(draft: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix in (PACKED, ""):
        draft.with_name(draft.name + suffix).replace(path.with_name(path.name + suffix))


def _delete(path: Path) -> None:
    # Last the one by which _there finds them: a worker that is killed between leaves nothing that stays.
    for suffix in (PACKED, ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _let_in(folder: Path) -> None:
    """Make the way in of this hundred seconds and the next, and delete those that are past."""
    now = int(time()) // SECONDS
    for number in (now, now + 1):
        with suppress(FileExistsError):
            (folder / str(number)).symlink_to(LIVE)
    for link in folder.glob("[0-9]*"):
        if int(link.name) < now:
            link.unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Delete what was taken away, and what a killed worker has left."""
    for gone in folder.glob(f"{GONE}*"):
        shutil.rmtree(gone, ignore_errors=True)
    for new in folder.glob(f"{NEW}*"):
        with suppress(FileNotFoundError):
            if time() - new.stat().st_mtime > ABANDONED:
                shutil.rmtree(new, ignore_errors=True)


def _to_disk(folder: Path) -> None:
    """Have the renaming last, so that files do not come back when the machine stops after the commit."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
