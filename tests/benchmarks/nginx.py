"""What nginx gives out of a feed's file with the portal's configuration, beside the same file bare.

Both are asked in turns by wrk, which Debian has. The CPU that nginx takes for an answer says the same as the answers in
a second, and a busy neighbour changes it less.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from news.addresses import feed_path
from portal.selections.selection import Selection
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import copied, served
from tests.flow.nginx import configuration, nginx_path, running
from tests.running import free_port

SECONDS = 2
PATIENCE = 60
# What anybody would write who serves a folder.
BARE = "server {{ listen 127.0.0.1:{port}; root {root}; sendfile on; tcp_nopush on; gzip_static on; }}"
CODINGS = {"plain": "identity", "gzip": "gzip"}
TICK = os.sysconf("SC_CLK_TCK")


def figures(options: Options) -> dict[str, Any]:
    """For each coding: answers in a second and CPU of an answer, of both; and ours as a part of bare nginx's."""
    if missing := [name for name, path in (("nginx", nginx_path()), ("wrk", shutil.which("wrk"))) if not path]:
        raise CommandError(f"Install {' and '.join(missing)}: apt-get install nginx-light wrk")
    path = feed_path(Selection(), "atom")
    with copied() as var, _both(var, path) as (ours, bare):
        return {coding: _compared(ours, bare, path, accepted, options.rounds) for coding, accepted in CODINGS.items()}


Server = tuple[int, int]


@contextmanager
def _both(var: Path, path: str) -> Iterator[tuple[Server, Server]]:
    """Port and process of nginx with the portal behind it, and of bare nginx with the same file under another name."""
    files, same = var / "feeds", var / "bare"
    os.environ["FEED_FILES"] = str(files)
    with served(Path(sys.executable), settings.BASE_DIR, var) as portal:
        port, other = free_port(), free_port()
        with running(var / "nginx", configuration(files, portal, port), port) as ours:
            _wait_for_file(f"{portal}{path}", files / "live" / path.removeprefix("/"))
            shutil.copytree(files / "live", same, copy_function=os.link)
            with running(var / "bare-nginx", BARE.format(port=other, root=same), other) as bare:
                yield (port, ours.pid), (other, bare.pid)


def _wait_for_file(address: str, file: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not file.exists():
        if time.monotonic() > until:
            raise CommandError("The worker writes no file of the feed.")
        urllib.request.urlopen(address).close()
        time.sleep(0.5)


def _compared(ours: Server, bare: Server, path: str, accepted: str, rounds: int) -> dict[str, Any]:
    taken: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    for number in range(rounds):
        turns = [("ours", ours), ("bare", bare)]
        for name, server in turns if number % 2 else reversed(turns):
            taken[name].append(_asked(server, path, accepted))
    told: dict[str, Any] = {
        name: {
            "answers_per_s": round(median(rate for rate, _ in each)),
            "cpu_us": round(median(cpu for _, cpu in each), 1),
        }
        for name, each in taken.items()
    }
    pairs = list(zip(taken["ours"], taken["bare"], strict=True))
    told["ours / bare"] = round(median(mine[0] / theirs[0] for mine, theirs in pairs), 3)
    told["ours / bare, by CPU"] = round(median(theirs[1] / mine[1] for mine, theirs in pairs), 3)
    return told


def _asked(server: Server, path: str, accepted: str) -> tuple[float, float]:
    """Answers in a second, and microseconds of nginx's CPU for one. Raises CommandError where one is no file."""
    port, process = server
    began = _cpu(process)
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "-H", f"Accept-Encoding: {accepted}", "-H", "Host: localhost"]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    answers, rate = re.search(r"(\d+) requests in", told), re.search(r"Requests/sec:\s+([\d.]+)", told)
    if not answers or not rate or "Non-2xx" in told or "Socket errors" in told:
        raise CommandError(told)
    return float(rate[1]), (_cpu(process) - began) * 1e6 / int(answers[1])


def _cpu(process: int) -> float:
    """The seconds of CPU that a process has taken (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
