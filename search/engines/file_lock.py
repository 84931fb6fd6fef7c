"""A lock between the processes of one machine."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """A file that one thread of one process holds at a time. The kernel lets go of it when a process is killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._here = threading.RLock()
        self._is_held = False

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Wait for it, and hold it until the block ends. Reentrant."""
        with self._here:
            if self._is_held:
                yield
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._is_held = True
                try:
                    yield
                finally:
                    self._is_held = False
