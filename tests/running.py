"""The portal as its user starts it: a real `manage.py start` with a var/ of its own, outside the test database."""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.database import template

SECONDS_TO_PREPARE = 240
SECONDS_TO_SERVE = 60
OURS = {"SECRET_KEY", "HASHED_STATIC", "BASE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "DATABASE_URL"}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def environment(var: Path) -> dict[str, str]:
    """A user's environment: nothing of the test run's, and the interpreter that runs the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "PORTAL_VAR": str(var), "PORTAL_NO_VENV": "1", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def start(var: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py start` to its end."""
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "start", *arguments],
        env={**environment(var), **changes},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_PREPARE,
    )


class Running:
    """A portal that serves until it is left."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = var / "start.log"

    def __enter__(self) -> "Running":
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "start", "--port", str(self.port)],
                env=environment(self.var),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + SECONDS_TO_SERVE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise AssertionError(f"start does not serve:\n{self.log.read_text()}")
            time.sleep(0.1)
        return self

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def answers(self) -> bool:
        try:
            self.get("/static/img/favicon.svg")
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return str(answer.read().decode())

    def family(self) -> set[int]:
        """The process and everything below it."""
        parents: dict[int, int] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                found = re.match(r"(\d+) \(.*\) \S (\d+)", stat.read_text(), re.DOTALL)
            except OSError:
                continue
            if found:
                parents[int(found[1])] = int(found[2])
        family = {self.process.pid}
        while more := {child for child, parent in parents.items() if parent in family} - family:
            family |= more
        return family


@pytest.fixture(scope="session")
def prepared_var() -> Path:
    """A var/ with database, demo content, static files and index, made once for all: copy it, don't change it."""
    run = Path(os.environ["PORTAL_TEST_RUN"])
    var = run / "prepared"
    with (run / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not var.exists():
            making = run / "preparing"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            shutil.copyfile(template(), making / "portal.sqlite3")
            done = start(making, "--prepare")
            assert done.returncode == 0, done.stdout + done.stderr
            making.rename(var)
    return var


@pytest.fixture
def own_var(prepared_var: Path, tmp_path: Path) -> Path:
    """A prepared var/ that the test may change."""
    return Path(shutil.copytree(prepared_var, tmp_path / "var"))


@pytest.fixture(scope="session")
def portal_site(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running portal with the demo content, one for each worker: look at it, don't change it."""
    with Running(Path(shutil.copytree(prepared_var, tmp_path_factory.mktemp("site") / "var"))) as running:
        yield running
