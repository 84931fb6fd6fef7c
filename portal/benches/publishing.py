"""How soon readers see what is published: a copy of the portal serves and works while pages are published beside it."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError

from portal.benches.serving import served

# Set for the process that publishes: the address of the copy that readers see.
READERS = "BENCH_READERS"
PATIENCE = 30
PLACES = ("search", "feed", "listing")


def figures(rounds: int) -> dict[str, Any]:
    """Place → median, 95th percentile and longest of the seconds from publish to visible."""
    if readers := os.environ.get(READERS):
        return _published(readers, rounds)
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        raise CommandError("`bench publish` measures a copy of var/ and needs SQLite.")
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        shutil.copytree(settings.VAR, var)
        with served(Path(sys.executable), settings.BASE_DIR, var) as readers:
            return _in_copy(readers, var, rounds)


def _in_copy(readers: str, var: Path, rounds: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "publish", "--rounds", str(rounds)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORTAL_VAR": str(var), READERS: readers},
        stdout=subprocess.PIPE,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _published(readers: str, rounds: int) -> dict[str, Any]:
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
    """Place → seconds until its page had the words, each looked at in turn."""
    found: dict[str, float] = {}
    while len(found) < len(addresses):
        for place, address in addresses.items():
            if place not in found and words in _text(address):
                found[place] = time.monotonic() - begun
        if time.monotonic() - begun > PATIENCE:
            raise CommandError(f"After {PATIENCE} s only these show what was published: {', '.join(found) or 'none'}")
    return found


def _text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return html.unescape(re.sub(r"</?mark>", "", answer.read().decode()))


def _summary(taken: list[float]) -> dict[str, float]:
    last = len(taken) - 1
    picked = {"p50_s": taken[last // 2], "p95_s": taken[round(last * 0.95)], "longest_s": taken[-1]}
    return {name: round(seconds, 2) for name, seconds in picked.items()}
