"""What kill -9 costs: pages are published while the background worker, gunicorn or `start` itself is killed.

Nothing that the database has acknowledged may be lost, and all of it is found soon after the processes are back.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import again, copied, free_address
from tests.benchmarks.publish import PATIENCE, READERS, pages_to_publish, summary, text_at

AT_ONCE = 3


def figures(options: Options) -> dict[str, Any]:
    """How many were published and lost, and the seconds from the restart until the last of a round was found."""
    if readers := os.environ.get(READERS):
        return _killed(readers, options.rounds)
    with copied() as var:
        return again(var, "kill", "--rounds", str(options.rounds), **{READERS: free_address()})


class Portal:
    """`manage.py start` on this var/, whose processes can be killed one by one."""

    def __init__(self, address: str) -> None:
        self.address = address

    def start(self) -> None:
        port = self.address.rpartition(":")[2]
        # Its last owner's children may take a moment to end.
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "start", "--port", port],
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            while self.process.poll() is None:
                if self.answers():
                    return
                time.sleep(0.05)
        raise RuntimeError("The portal does not serve; run `manage.py start` to see why.")

    def answers(self) -> bool:
        with suppress(OSError):
            return bool(text_at(f"{self.address}/"))
        return False

    def kill(self, whom: str) -> None:
        pid = self.process.pid
        if whom != "parent":
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            # The one with children of its own is gunicorn.
            webs = [child for child in children if Path(f"/proc/{child}/task/{child}/children").read_text().strip()]
            pid = int(next(child for child in children if (child in webs) is (whom == "web")))
        os.kill(pid, signal.SIGKILL)
        if whom == "parent":
            self.process.wait()
            self.start()


def _killed(readers: str, rounds: int) -> dict[str, Any]:
    portal, pages = Portal(readers), pages_to_publish()[:AT_ONCE]
    portal.start()
    acknowledged = lost = 0
    waits: dict[str, list[float]] = {}
    try:
        for number in range(rounds):
            whom = ("worker", "web", "parent")[number % 3]
            publishing = threading.Thread(target=_publish, args=(pages, f"prov{number}x{os.getpid()}"))
            publishing.start()
            time.sleep(0.13 * (number % 7))  # not always at the same point of the work
            portal.kill(whom)
            publishing.join()
            while not portal.answers():
                time.sleep(0.05)
            begun = time.monotonic()
            acknowledged += len(pages)
            missing = [page for page in pages if not _is_found(readers, page.title)]
            lost += len(missing)
            if not missing:
                waits.setdefault(whom, []).append(time.monotonic() - begun)
    finally:
        portal.process.terminate()
        portal.process.wait(PATIENCE)
    return {"published": acknowledged, "lost": lost} | {
        f"found_after_{whom}": summary(sorted(taken)) for whom, taken in waits.items()
    }


def _publish(pages: list[Any], word: str) -> None:
    for number, page in enumerate(pages):
        page.title = f"Exempel: {word}x{number}"
        page.save_revision().publish()
    connections.close_all()


def _is_found(readers: str, title: str) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError):
            if title in text_at(f"{readers}/sok/?q={quote(title.split()[-1])}"):
                return True
        time.sleep(0.05)
    return False
