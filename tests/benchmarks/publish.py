"""How soon readers see what is published: a copy of the portal serves and works while pages are published beside it."""

import html
import math
import os
import re
import sys
import threading
import time
import urllib.request
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import CommandError
from wagtail.documents.models import Document

from portal.models import PublicationDocument
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import again, copied, served

# Set for the process that publishes: the address of the copy that readers see.
READERS = "BENCH_READERS"
PATIENCE = 30
BUSY_READERS = 3
PLACES = ("search", "feed", "listing")


def figures(options: Options) -> dict[str, Any]:
    """Place → median, 95th percentile and longest of the seconds from publish to visible."""
    if readers := os.environ.get(READERS):
        return published(readers, options.rounds, options.files)
    with copied() as var, served(Path(sys.executable), settings.BASE_DIR, var) as readers:
        counts = ("--rounds", str(options.rounds), "--files", str(options.files))
        return again(var, "publish", *counts, **{READERS: readers})


def published(readers: str, rounds: int, files: int = 0) -> dict[str, Any]:
    """The figures of pages published in this process, at an address that three others read all the while."""
    if files:
        _attach_slow(files)
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


def _attach_slow(number: int) -> None:
    """Publish a page with so many files that each take their reader as long as it may take."""
    page = pages_to_publish()[0]
    for place in range(number):
        document = Document(title=f"Fil {place}")
        # Each another file: what two documents have in common is read twice all the same.
        document.file.save(f"lang-{place}.pdf", ContentFile(slow_pdf(place)))
        document.save()
        page.documents.add(PublicationDocument(document=document))
    page.save_revision().publish()


def slow_pdf(number: int) -> bytes:
    """A page of millions of words, packed into some kilobytes."""
    press = zlib.compressobj(9)
    words = b"BT /F1 12 Tf (x) Tj ET " * 50_000
    packed = press.compress(b"%% %d\n" % number) + b"".join(press.compress(words) for _ in range(20)) + press.flush()
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    )
    out, places = b"%PDF-1.4\n", []
    for place, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (place, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    ending = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + ending


def pages_to_publish() -> list[Any]:
    model: Any = apps.get_model("news", "NewsItem")
    return list(model.objects.live().filter(locale__language_code="sv"))


def _read(readers: str, done: threading.Event) -> None:
    while not done.wait(0.2):
        text_at(f"{readers}/sok/?q=glukos&status=in_force")


def _waits(readers: str, rounds: int) -> dict[str, Any]:
    page = pages_to_publish()[0]
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
    return {place: summary(sorted(taken)) for place, taken in waits.items()}


def _seen(addresses: dict[str, str], words: str, begun: float) -> dict[str, float]:
    """Place → seconds until its page had the words, each looked at in turn; infinite where patience ended before."""
    found: dict[str, float] = {}
    while len(found) < len(addresses) and time.monotonic() - begun < PATIENCE:
        for place, address in addresses.items():
            if place not in found and words in text_at(address):
                found[place] = time.monotonic() - begun
    if not found:
        raise CommandError(f"After {PATIENCE} s nothing shows what was published.")
    return dict.fromkeys(addresses, math.inf) | found


def text_at(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return html.unescape(re.sub(r"</?mark>", "", answer.read().decode()))


def summary(taken: list[float]) -> dict[str, float | str]:
    last = len(taken) - 1
    picked = {"p50_s": taken[last // 2], "p95_s": taken[round(last * 0.95)], "longest_s": taken[-1]}
    return {name: round(seconds, 2) if seconds < PATIENCE else f"over {PATIENCE}" for name, seconds in picked.items()}
