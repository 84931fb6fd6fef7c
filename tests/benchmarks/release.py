"""A release of 30 pages: one at random is polled until its moment, then all of them, search and feed."""

import os
import random
import sys
import time
import urllib.error
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import again, copied, served
from tests.benchmarks.publish import PATIENCE, READERS, text_at

AHEAD = timedelta(seconds=20)
POLL = 0.05
WORD = "samladmätning"


def figures(options: Options) -> dict[str, Any]:
    """How many pages were seen before the moment; the seconds after it when a page was last asked for in vain, and
    those until all were read, one after another, and search and feed had them.
    """
    if readers := os.environ.get(READERS):
        return _released(readers, options.rounds)
    with copied() as var, served(Path(sys.executable), settings.BASE_DIR, var) as readers:
        return again(var, "release", "--rounds", str(options.rounds), **{READERS: readers})


def _released(readers: str, number: int) -> dict[str, Any]:
    release, pages = held_pages(WORD, number)
    at = timezone.now() + AHEAD
    comes_at(release, at)
    return _watched(readers, [f"{readers}{page.get_url()}" for page in pages], at.timestamp())


def held_pages(word: str, number: int) -> tuple[Any, list[Any]]:
    """A release tomorrow, and so many pages of all types that are approved for it, with this word in their titles."""
    from portal.models import Release, ReleaseItem
    from portal.releases.holding import hold

    models: list[Any] = [
        *(apps.get_model("recommendations", name) for name in ("Recommendation", "AssessmentSummary")),
        *(apps.get_model("recommendations", "ProcurementNotice"), apps.get_model("news", "NewsItem")),
    ]
    release = Release.objects.create(name=word, at=timezone.now() + timedelta(days=1))
    pages = []
    for place in range(number):
        live = models[place % len(models)].objects.live().exclude(slug__startswith="samlad")
        page = live[place % live.count()].copy(
            update_attrs={"title": f"Exempel: {word} {place}", "slug": f"{word}-{place}".replace("ä", "a")},
            keep_live=False,
            copy_revisions=False,
        )
        ReleaseItem.objects.create(release=release, page=page)
        assert hold(page.save_revision())
        pages.append(page)
    return release, pages


def comes_at(release: Any, at: datetime) -> None:
    """Move a release, whoever may."""
    from wagtail.models import Revision

    keys = [str(key) for key in release.items.values_list("page_id", flat=True)]
    Revision.objects.filter(object_id__in=keys, approved_go_live_at__isnull=False).update(approved_go_live_at=at)
    type(release).objects.filter(pk=release.pk).update(at=at)


def _watched(readers: str, addresses: list[str], at: float) -> dict[str, Any]:
    early, first, in_vain = 0, 0.0, 0.0
    while not first and time.time() < at + PATIENCE:
        asked = time.time()
        if _shows(random.choice(addresses)):
            first = time.time() - at
            early += asked < at and first < 0
        else:
            in_vain = asked - at
        time.sleep(POLL)
    found = {"pages": len(addresses), "seen_early": early, "first_after_s": round(first, 2)}
    waiting = list(addresses)
    while waiting and time.time() < at + PATIENCE:
        asked, address = time.time(), waiting.pop(0)
        if not _shows(address):
            in_vain = asked - at
            waiting.append(address)
    found |= {"in_vain_until_s": round(in_vain, 2), "read_after_s": round(time.time() - at, 2)}
    found["never_seen"] = len(waiting)
    for place, address in (("search", f"/sok/?q={quote(WORD)}"), ("feed", f"/sok/?q={quote(WORD)}&format=atom")):
        while WORD not in _without_question(text_at(f"{readers}{address}")) and time.time() < at + PATIENCE:
            time.sleep(POLL)
        found[f"{place}_after_s"] = round(time.time() - at, 2)
    return found


def _without_question(text: str) -> str:
    """Only a title counts: the page repeats the question."""
    return WORD if f"Exempel: {WORD}" in text else ""


def _shows(address: str) -> bool:
    with suppress(urllib.error.HTTPError):
        return WORD in text_at(address)
    return False
