"""How soon readers see what is published: a copy of the portal serves and works while pages are published beside it."""

import html
import math
import os
import re
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError

from portal.benches import Options
from portal.benches.serving import again, copied, served

# Set for the process that publishes: the address of the copy that readers see.
READERS = "BENCH_READERS"
PATIENCE = 30
BUSY_READERS = 3
PLACES = ("search", "feed", "listing")


def figures(options: Options) -> dict[str, Any]:
    """Place → median, 95th percentile and longest of the seconds from publish to visible."""
    if readers := os.environ.get(READERS):
        return published(readers, options.rounds)
    with copied() as var, served(Path(sys.executable), settings.BASE_DIR, var) as readers:
        return again(var, "publish", "--rounds", str(options.rounds), **{READERS: readers})


def published(readers: str, rounds: int) -> dict[str, Any]:
    """The figures of pages published in this process, at an address that three others read all the while."""
    done = threading.Event()
    threads = [threading.Thread(target=_read, args=(readers, done), daemon=True) for _ in range(BUSY_READERS)]
    for thread in threads:
        thread.start()
    try:
        return _waits(readers, rounds)
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _read(readers: str, done: threading.Event) -> None:
    while not done.wait(0.2):
        _text(f"{readers}/sok/?q=glukos&status=in_force")


def _waits(readers: str, rounds: int) -> dict[str, Any]:
    model: Any = apps.get_model("news", "NewsItem")
    page = model.objects.live().filter(locale__language_code="sv").first()
    listing = page.get_parent().get_url()
    waits: dict[str, list[float]] = {place: [] for place in PLACES}
    for number in range(rounds):
        word = f"mätning{number}x{os.getpid()}"
        page.title = f"Exempel: {word}"
        page.save_revision().publish()
        begun = time.monotonic()
        addresses = {
            "search": f"{readers}/sok/?q={quote(word)}",
            "feed": f"{readers}/sok/?type=news&format=atom",
            "listing": f"{readers}{listing}",
        }
        for place, waited in _seen(addresses, f"Exempel: {word}", begun).items():
            waits[place].append(waited)
    return {place: _summary(sorted(taken)) for place, taken in waits.items()}


def _seen(addresses: dict[str, str], words: str, begun: float) -> dict[str, float]:
    """Place → seconds until its page had the words, each looked at in turn; infinite where patience ended before."""
    found: dict[str, float] = {}
    while len(found) < len(addresses) and time.monotonic() - begun < PATIENCE:
        for place, address in addresses.items():
            if place not in found and words in _text(address):
                found[place] = time.monotonic() - begun
    if not found:
        raise CommandError(f"After {PATIENCE} s nothing shows what was published.")
    return dict.fromkeys(addresses, math.inf) | found


def _text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return html.unescape(re.sub(r"</?mark>", "", answer.read().decode()))


def _summary(taken: list[float]) -> dict[str, float | str]:
    last = len(taken) - 1
    picked = {"p50_s": taken[last // 2], "p95_s": taken[round(last * 0.95)], "longest_s": taken[-1]}
    return {name: round(seconds, 2) if seconds < PATIENCE else f"over {PATIENCE}" for name, seconds in picked.items()}
