"""Sends what is due in a process of its own, as a worker that has just begun: `python -m`. It may be killed with -9."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

TOP = Path(__file__).resolve().parents[2]
# Names a file with the Message-IDs that the server has taken.
TAKEN = "MAILING_TAKEN"
PATIENCE = 60.0


def was_taken(message_id: str) -> bool:
    """MAILING_ASK of a server that keeps such a list."""
    return message_id in Path(os.environ[TAKEN]).read_text().split()


class Taking:
    """A mail server that keeps what it takes, and can be told to kill the sender while it has a letter in its hands."""

    def __init__(self, taken: Path) -> None:
        self.taken, self.to = taken, list[str]()
        self.times: list[float] = []
        self.kill_at = 0
        self.process: subprocess.Popen[bytes] | None = None
        taken.write_text("")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.to.append(envelope.rcpt_tos[0])
        self.times.append(time.monotonic())
        found = re.search(rb"Message-ID:\s*(<[^>]+>)", envelope.content)
        with self.taken.open("a") as file:
            file.write(found[1].decode() + "\n" if found else "")
        if self.process and len(self.to) == self.kill_at:
            os.kill(self.process.pid, signal.SIGKILL)
        return "250 OK"

    def kill_sender(self, begin: Callable[[], "subprocess.Popen[bytes]"], at: int, *, in_hand: bool) -> None:
        """Begin a sender, and kill it when so many letters are here: with the last in hand, or a little later."""
        self.kill_at = at if in_hand else 0
        self.process = begin()
        until = time.monotonic() + PATIENCE
        while len(self.to) < at and time.monotonic() < until:
            time.sleep(0.001)
        if not in_hand:
            time.sleep(0.0007 * (at % 11))  # not always at the same point of the work
            self.process.kill()
        self.process.wait(PATIENCE)


def begin(port: int, taken: Path, **changes: str) -> "subprocess.Popen[bytes]":
    """Begin a sender that hands over to a server at this port, as fast as it can."""
    given = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MAILING_RATE": "0",
        TAKEN: str(taken),
    }
    command = [sys.executable, "-m", "tests.flow.killed_mailing"]
    return subprocess.Popen(command, env={**os.environ, **given, **changes}, cwd=TOP)


def main() -> None:
    """Send until nothing is left to send."""
    django.setup()
    from news.mailings.sending import send_mailings
    from news.models import Mailing
    from news.subscriptions import links
    from portal.outbox.leases import release_dead

    # Where the links lead is no concern of this.
    vars(links)["link"] = lambda purpose, key, language: f"http://testserver/{purpose}/{key}/"
    release_dead()
    while Mailing.objects.filter(state=Mailing.State.SENDING).exists():
        send_mailings()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
