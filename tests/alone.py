"""A test that needs the whole machine: the other workers of the run wait until it has ended."""

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest


@contextmanager
def _held(name: str, how: int) -> Iterator[None]:
    with Path(os.environ["PORTAL_TEST_RUN"], name).open("w") as lock:
        fcntl.flock(lock, how)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """Run side by side what is not marked `alone`; who waits at the door lets no later test pass."""
    alone = item.get_closest_marker("alone") is not None
    with ExitStack() as machine:
        with _held("door.lock", fcntl.LOCK_EX):
            machine.enter_context(_held("machine.lock", fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        return (yield)
