"""Index folders on disk: one generation after the other, a pointer to the one in use, one writer at a time."""

import fcntl
import json
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Generation:
    """One index on disk."""

    path: Path
    # The versions of fields and analysis that it was built by.
    fields: str
    analysis: str


class Lock:
    """A file that one thread of one process holds at a time. The kernel lets go of it when a process is killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held = threading.local()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for it, and hold it until the block ends. Reentrant."""
        depth = getattr(self._held, "depth", 0)
        if depth:
            self._held.depth = depth + 1
            try:
                yield
            finally:
                self._held.depth = depth
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._held.depth = 1
            try:
                yield
            finally:
                self._held.depth = 0


class Generations:
    """The folder that all processes share. Readers only read the pointer; writers take turns; rebuilds are alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "current.json"
        self.turn: Callable[[], AbstractContextManager[None]] = Lock(folder / "lock")
        self.alone: Callable[[], AbstractContextManager[None]] = Lock(folder / "rebuild.lock")

    def current(self) -> Generation | None:
        """The generation in use; None before the first one, or when the pointer makes no sense."""
        try:
            known = json.loads(self.pointer.read_text())
            path = self.folder / str(known["generation"])
            return Generation(path, str(known["fields"]), str(known["analysis"])) if path.is_dir() else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever the pointer does; None before the first generation."""
        try:
            seen = os.stat(self.pointer)
        except FileNotFoundError:
            return None
        return seen.st_ino, seen.st_mtime_ns

    @contextmanager
    def making(self) -> Iterator[Path]:
        """An empty folder for a new generation; it goes again unless `use` has taken it up by the end of the block.

        To be called alone. What a killed process was making goes first.
        """
        path = self.folder / f"generation-{secrets.token_hex(8)}"
        with self.turn():
            self._clear()
            path.mkdir()
        try:
            yield path
        finally:
            with self.turn():
                self._clear()

    def use(self, path: Path, fields: str, analysis: str) -> None:
        """Go over to a generation, in one's turn: rename a finished file over the pointer, which is never half."""
        draft = self.folder / "current.json.new"
        with draft.open("w") as file:
            json.dump({"generation": path.name, "fields": fields, "analysis": analysis}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.pointer)
        _sync(self.folder)

    def note(self, page_ids: Iterable[int]) -> None:
        """Write down, in one's turn, that these pages changed, for a generation that is being made to catch up with."""
        lines = "".join(f"{page_id}\n" for page_id in page_ids)
        for path in self._others():
            with (path / "late").open("a") as file:
                file.write(lines)

    @staticmethod
    def late(path: Path) -> set[int]:
        """The pages that changed while this generation was made. Complete for as long as one's turn lasts."""
        try:
            return {int(line) for line in (path / "late").read_text().split()}
        except FileNotFoundError:
            return set()

    def _others(self) -> list[Path]:
        used = self.current()
        return [path for path in self.folder.glob("generation-*") if used is None or path != used.path]

    def _clear(self) -> None:
        for path in self._others():
            shutil.rmtree(path, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
