"""What `kill -9` does to a release: the worker is killed around its moment, each time a little later.

Nothing may be public before the moment, a part of the pages alone never, and all of them once the worker is back.
"""

import os
import time
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from tests.benchmarks.kill import Portal
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import again, copied, free_address
from tests.benchmarks.publish import PATIENCE, READERS, summary, text_at
from tests.benchmarks.release import comes_at, held_pages

PAGES = 5
# The worker begins with five pages some seconds ahead. It is killed between these seconds before and after the moment.
BEFORE, AFTER = 3.0, 1.0
AHEAD = timedelta(seconds=10)


def figures(options: Options) -> dict[str, Any]:
    """How many releases were killed, lost, half public, early or told twice, and how soon the last page was found."""
    if readers := os.environ.get(READERS):
        return _killed(readers, options.rounds)
    with copied() as var:
        return again(var, "killed_release", "--rounds", str(options.rounds), **{READERS: free_address()})


def _killed(readers: str, rounds: int) -> dict[str, Any]:
    portal = Portal(readers)
    portal.start()
    counts = dict.fromkeys(("lost", "half", "early", "twice", "not_found"), 0)
    waits = []
    try:
        for number in range(rounds):
            word = f"samlad{number}x{os.getpid()}"
            release, pages = held_pages(word, PAGES)
            at = timezone.now() + AHEAD
            comes_at(release, at)
            time.sleep(max(0, AHEAD.total_seconds() - BEFORE + (BEFORE + AFTER) * number / rounds))
            portal.kill("worker")
            for name, found in _outcome([page.pk for page in pages], at.timestamp()).items():
                counts[name] += found
            counts["not_found"] += not _is_found(readers, word)
            waits.append(time.time() - at.timestamp())
    finally:
        portal.process.terminate()
        portal.process.wait(PATIENCE)
    return {"released": rounds, **counts, "found_after_moment": summary(sorted(waits))}


def _outcome(keys: list[int], at: float) -> dict[str, int]:
    """Watch the pages until all are public."""
    from portal.models import PublicationEvent

    found = dict.fromkeys(("lost", "half", "early", "twice"), 0)
    live = 0
    while live < len(keys) and time.time() < at + 2 * PATIENCE:
        live = Page.objects.filter(pk__in=keys, live=True).count()
        found["half"] |= 0 < live < len(keys)
        found["early"] |= live > 0 and time.time() < at
        time.sleep(0.02)
    found["lost"] = live < len(keys)
    found["twice"] = PublicationEvent.objects.filter(page_id__in=keys, kind="published").count() > len(keys)
    return found


def _is_found(readers: str, word: str) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        text = text_at(f"{readers}/sok/?q={word}")
        if all(f"Exempel: {word} {place}" in text for place in range(PAGES)):
            return True
        time.sleep(0.1)
    return False
