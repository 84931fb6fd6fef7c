"""A portal of one's own to measure: a copy of var/, served on a free port until it is left."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

SECONDS_TO_SERVE = 120
# Set for the process that measures in a copy.
COPY = "BENCH_COPY"
# What tests and checks keep in var/.
LEFT_OUT = ("test", "mypy", "pytest", "ruff", "hypothesis", "wagtail8")


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of var/, deleted afterwards."""
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        raise CommandError("This measures a copy of var/ and needs SQLite.")
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        shutil.copytree(settings.VAR, var, ignore=shutil.ignore_patterns(*LEFT_OUT))
        yield var


def again(var: Path, *arguments: str, **changes: str) -> dict[str, Any]:
    """The figures of the same measure in a process of its own, with that var/."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORTAL_VAR": str(var), COPY: "1", **changes},
        stdout=subprocess.PIPE,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def free_address() -> str:
    """An address of this machine at which nothing answers now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{trial.getsockname()[1]}"


@contextmanager
def served(python: Path, folder: Path, var: Path) -> Iterator[str]:
    """Run `manage.py start` of the project in the folder, with this var/; yields the address when it answers."""
    address = free_address()
    process = subprocess.Popen(
        [python, "manage.py", "start", "--port", address.rpartition(":")[2]],
        cwd=folder,
        env={**os.environ, "PORTAL_VAR": str(var)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, f"{address}/")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(process: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + SECONDS_TO_SERVE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("The portal does not serve; run `manage.py start` to see why.")
