"""Files that are there whole or not at all, also on a full disk."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from asgiref.local import Local
from django.core.exceptions import BadRequest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import OperationalError, transaction

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# What PostgreSQL calls it.
DISK_FULL = "53100"
_saved = Local()


class NoRoom(OSError, BadRequest):
    """The disk takes nothing more; portal.forms.refusals tells it to whoever was saving."""


@contextmanager
def telling_of_a_full_disk() -> Iterator[None]:
    """Raises NoRoom in place of what the system or the database calls a full disk."""
    try:
        yield
    except NoRoom:
        raise
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(str(error)) from error
        raise
    except OperationalError as error:
        if "disk is full" in str(error) or getattr(error.__cause__, "sqlstate", "") == DISK_FULL:
            raise NoRoom(str(error)) from error
        raise


@contextmanager
def saved_together() -> Iterator[None]:
    """Take away what was stored inside when it ends in an error: the rows that name it are rolled back."""
    _saved.files = []
    try:
        yield
    except BaseException:
        for storage, name in _saved.files:
            with suppress(OSError):
                storage.remove(name)
        raise
    finally:
        _saved.files = None


class WholeFileStorage(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        was_there = self.exists(name)
        try:
            with telling_of_a_full_disk():
                saved: str = super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if not was_there:
                self.remove(name)
            raise
        files = getattr(_saved, "files", None)
        if files is not None:
            files.append((self, saved))
        return saved

    def delete(self, name: str) -> None:
        """Wait for the commit: Wagtail takes the old file away before the new one is stored and its row written."""
        transaction.on_commit(lambda: self.remove(name))

    def remove(self, name: str) -> None:
        super().delete(name)


class UploadHandler(TemporaryFileUploadHandler):
    """Keeps a large upload on disk while it comes in, and nothing of it where the disk is full."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        with telling_of_a_full_disk():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        with self._whole():
            return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        with self._whole():
            return super().file_complete(file_size)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            with telling_of_a_full_disk():
                yield
        except OSError:
            # Closing writes what is still held back, in vain once more; closed, the file is gone.
            with suppress(OSError):
                self.file.close()
            raise
