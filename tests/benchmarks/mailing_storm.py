"""A newsletter in a storm: a server that puts everything off for a minute, and how much memory a long mailing takes."""

import os
import re
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.benchmarks.mailing import PATIENCE, RATE, most_in_a_second, ordered, served
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import COPY, again, copied
from tests.flow.killed_mailing import Taking, begin

IN_A_STORM, STORM = 300, 60.0
# Letters after which a sender has all that it needs.
SETTLED = 1000


class Stormy(Taking):
    """Answers 421 and 451 in turns, from its first letter on, then takes everything."""

    def __init__(self, taken: Path) -> None:
        super().__init__(taken)
        self.asked: list[float] = []
        self.answers = cycle(["421 4.3.2 closing", "451 4.3.0 later"])

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.asked.append(time.monotonic())
        if self.asked[-1] - self.asked[0] < STORM:
            return next(self.answers)
        envelope.rcpt_tos.append(address)
        return "250 OK"


def figures(options: Options) -> dict[str, Any]:
    """What becomes of a mailing in a storm; the memory of a sender of `--size` letters, in MB."""
    if not os.environ.get(COPY):
        with copied() as var:
            return again(var, "mailing_storm", "--size", str(options.size))
    return {"storm": _storm(), "memory": _memory(options.size)}


def _storm() -> dict[str, Any]:
    ordered(IN_A_STORM)
    with served(Stormy) as server:
        stormy = server.handler
        begin(server.port, stormy.taken, MAILING_RATE=str(RATE)).wait(PATIENCE)
        got = Counter(stormy.to)
        return {
            "letters": IN_A_STORM,
            "put_off": len(stormy.asked) - got.total(),
            "lost": IN_A_STORM - len(got),
            "sent_again": got.total() - len(got),
            "seconds_after_the_storm": round(stormy.times[-1] - stormy.asked[0] - STORM, 1),
            f"most_in_a_second_of_{RATE}": most_in_a_second(stormy.asked),
        }


def _memory(number: int) -> dict[str, Any]:
    ordered(number)
    with served() as server:
        sender = begin(server.port, server.handler.taken)
        taken = {}
        for at in (min(SETTLED, number // 2), number * 9 // 10):
            while len(server.handler.to) < at and sender.poll() is None:
                time.sleep(0.1)
            taken[f"after_{at}"] = _resident(sender.pid)
        sender.wait(PATIENCE)
        times = server.handler.times
    return {"letters": len(times), "letters_a_second": round(len(times) / (times[-1] - times[0])), **taken}


def _resident(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return round(int(found[1]) / 1024, 1) if found else 0.0
