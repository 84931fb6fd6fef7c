"""Index folders on disk: one generation after the other, a pointer to the one in use, one writer at a time."""

import fcntl
import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Generation:
    path: Path
    schema: str


class Generations:
    """The folder that all processes share. Readers only read the pointer; writers hold the lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "current.json"
        self._held = threading.local()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Wait for one's turn to write. The kernel lets go of it when a process is killed. Reentrant."""
        depth = getattr(self._held, "depth", 0)
        if depth:
            self._held.depth = depth + 1
            try:
                yield
            finally:
                self._held.depth = depth
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._held.depth = 1
            try:
                yield
            finally:
                self._held.depth = 0

    def current(self) -> Generation | None:
        """The generation in use; None before the first one, or when the pointer makes no sense."""
        try:
            known = json.loads(self.pointer.read_text())
            path = self.folder / str(known["generation"])
            return Generation(path, str(known["schema"])) if path.is_dir() else None
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
    def make(self, schema: str) -> Iterator[Path]:
        """An empty folder for a new generation, which is in use from the end of the block; not if it raises."""
        with self.lock():
            path = self.folder / f"generation-{secrets.token_hex(8)}"
            path.mkdir()
            try:
                yield path
            except BaseException:
                shutil.rmtree(path, ignore_errors=True)
                raise
            self._point(path, schema)
            for old in self.folder.glob("generation-*"):
                if old != path:
                    shutil.rmtree(old, ignore_errors=True)

    def _point(self, path: Path, schema: str) -> None:
        """Rename a finished file over the pointer, so that a reader sees the old one or the new one, never half."""
        draft = self.folder / "current.json.new"
        with draft.open("w") as file:
            json.dump({"generation": path.name, "schema": schema}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.pointer)
