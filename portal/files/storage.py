"""Storing uploads so that a file is either complete or not there, also when the disk is full."""

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
# PostgreSQL's error code for a full disk.
DISK_FULL = "53100"
_saved = Local()


class NoRoom(OSError, BadRequest):
    """Raised when the disk is full. portal.forms.refusals tells the user."""


@contextmanager
def telling_of_a_full_disk() -> Iterator[None]:
    """Inside this context a full disk is raised as NoRoom, whether the system or the database reports it."""
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
    """Delete the files that were stored inside this context when it ends in an error: their rows are rolled back
    then.
    """
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
    """The storage of uploads (settings.STORAGES)."""

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
        """Delete a file when the transaction is committed.

        Wagtail deletes the old file before the new one is stored; if that fails, the old one must still be there.
        """
        transaction.on_commit(lambda: self.remove(name))

    def remove(self, name: str) -> None:
        """Delete a file at once."""
        super().delete(name)


class UploadHandler(TemporaryFileUploadHandler):
    """Keeps a large upload in a temporary file, and removes it when the disk is full."""

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
        """Inside this context a write that fails removes the temporary file."""
        try:
            with telling_of_a_full_disk():
                yield
        except OSError:
            # Closing tries to write what is still buffered and fails again, but then the temporary file is deleted.
            with suppress(OSError):
                self.file.close()
            raise
