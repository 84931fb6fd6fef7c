"""A portal of one's own to measure: served on a free port until it is left."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_SERVE = 120


@contextmanager
def served(python: Path, folder: Path, var: Path) -> Iterator[str]:
    """Run `manage.py start` of the project in the folder, with this var/; yields the address when it answers."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    process = subprocess.Popen(
        [python, "manage.py", "start", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "PORTAL_VAR": str(var)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
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
