"""Index folders on disk: one generation after the other, a pointer to the one in use, one writer at a time."""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from search.engines.file_lock import FileLock


@dataclass(frozen=True)
class Generation:
    """One index on disk."""

    path: Path
    # The versions of fields and analysis that it was built by.
    fields: str
    analysis: str


class Generations:
    """The folder that all processes share. Readers only read the pointer; writers take turns.

    The pointer is a file with a folder's name, not a link: a copy of the folder, by whatever tool, is an index too.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "current"
        self.turn = FileLock(folder / "lock")

    def current(self) -> Generation | None:
        """The generation in use; None before the first one, or when the pointer makes no sense."""
        try:
            path = self.folder / Path(self.pointer.read_text().strip()).name
            _, fields, analysis, _ = path.name.split("-")
        except (OSError, ValueError):
            return None
        return Generation(path, fields, analysis) if path.is_dir() else None

    @contextmanager
    def making(self, fields: str, analysis: str) -> Iterator[Path]:
        """An empty folder for a new generation; it goes again unless `use` has taken it up by the end of the block.

        One at a time. What a killed process was making goes first. Its name tells by which versions it is built.
        """
        path = self.folder / f"generation-{fields}-{analysis}-{secrets.token_hex(8)}"
        with self.turn():
            self._clear()
            path.mkdir()
        try:
            yield path
        finally:
            with self.turn():
                self._clear()

    def use(self, path: Path) -> None:
        """Go over to a generation, in one's turn: rename a finished file over the pointer, which is never half."""
        draft = self.folder / "current.new"
        with draft.open("w") as file:
            file.write(f"{path.name}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.pointer)
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
