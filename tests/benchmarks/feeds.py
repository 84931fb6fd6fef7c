"""What a feed costs: known already, kept, and built, beside an empty view; and how many are new soon after a publish.

All in a copy of the portal with so many recommendations (`--size`).
"""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path
from django.utils import timezone

from news.addresses import event_feed_path, feed_path
from news.feed_snapshots import MOST_ROWS
from news.models import FeedEntry, FeedSnapshot
from portal import urls
from portal.models import ProductArea, ProductAreaItem, PublicationEvent, Region
from portal.selections.selection import Selection
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import again, copied, served
from tests.benchmarks.publish import READERS
from tests.benchmarks.timing import spread
from tests.factories import make_many

# Set for the process that measures costs in the copy.
COSTS = "BENCH_FEED_COSTS"
SUBSCRIBED = 500
SECONDS_AFTER = 5
PATIENCE = 60


def empty(request: HttpRequest) -> HttpResponse:
    """As little as a view can do, behind the same middleware."""
    return HttpResponse(b"")


handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
urlpatterns = [path("empty", empty), *urls.urlpatterns]


def figures(options: Options) -> dict[str, Any]:
    if readers := os.environ.get(READERS):
        return after_publish(readers)
    if os.environ.get(COSTS):
        _fill(options.size)
        return costs(options.rounds)
    counts = ("--rounds", str(options.rounds), "--size", str(options.size))
    with copied() as var:
        told = {"pages": options.size, "costs": again(var, "feeds", *counts, **{COSTS: "1"})}
        with served(Path(sys.executable), settings.BASE_DIR, var) as readers:
            return {**told, "after a publish": again(var, "feeds", *counts, **{READERS: readers})}


# What one request costs.


def costs(rounds: int) -> dict[str, Any]:
    """Feed → what a 304, a kept 200 and building it cost, beyond an empty view; with how often building is dearer."""
    everything = Selection()
    addresses = {"state": feed_path(everything, "atom"), "events": event_feed_path(everything, "atom")}
    with override_settings(ROOT_URLCONF=__name__):
        nothing = _cost(Client(headers=_headers()), "/empty", rounds)
        return {"empty view": nothing} | {
            kind: _costs_of(address, rounds, nothing["cpu_ms"]) for kind, address in addresses.items()
        }


def _costs_of(address: str, rounds: int, nothing: float) -> dict[str, Any]:
    packed = {"accept-encoding": "gzip"}
    given = Client(headers=_headers()).get(address, headers=packed)
    knowing = {**packed, "if-none-match": given["ETag"]}
    dated = {**packed, "if-modified-since": given["Last-Modified"]}
    measured = {
        "304 by ETag": _cost(Client(headers=_headers(**knowing)), address, rounds, 304),
        "304 by time": _cost(Client(headers=_headers(**dated)), address, rounds, 304),
        "200 kept, gzip": _cost(Client(headers=_headers(**packed)), address, rounds),
        "200 kept": _cost(Client(headers=_headers()), address, rounds),
        "200 built": _cost(Client(headers=_headers(**packed)), address, rounds, before=_make_stale),
    }
    for cost in measured.values():
        cost["beyond_ms"] = round(cost["cpu_ms"] - nothing, 2)
    built, known = measured["200 built"]["cpu_ms"], measured["304 by ETag"]["cpu_ms"]
    sizes = {"gzip_bytes": len(given.content), "bytes": len(Client(headers=_headers()).get(address).content)}
    return {**measured, "built / 304": round(built / known, 1), **sizes}


def _headers(**more: str) -> dict[str, str]:
    return {"host": "localhost", **more}


def _make_stale() -> None:
    FeedSnapshot.objects.update(stamp=0)


def _cost(
    client: Client, address: str, rounds: int, status: int = 200, before: Callable[[], None] = lambda: None
) -> dict[str, float]:
    """Queries, and the median of this process's CPU in milliseconds, of a warm request."""
    client.get(address)
    before()
    with CaptureQueriesContext(connection) as queries:
        answered = client.get(address).status_code
    asked, taken = len(queries), []
    if answered != status:
        raise CommandError(f"{address} answers {answered}, not {status}.")
    for _ in range(rounds):
        before()
        began = time.process_time()
        client.get(address)
        taken.append((time.process_time() - began) * 1000)
    return {"queries": asked, "cpu_ms": spread(taken)["p50"]}


def _fill(number: int) -> None:
    """So many recommendations beside those there are, spread over all product areas, with their events and entries."""
    template = _recommendation()
    if template is None:
        raise CommandError("There is no content to measure: run `manage.py load_demo` first.")
    make_many(template, number)
    siblings = type(template).objects.filter(path__startswith=template.get_parent().path, depth=template.depth)
    pages = siblings.filter(slug__startswith=f"{template.slug}-kopia-")
    areas = list(ProductArea.objects.all())
    entry, event = FeedEntry.objects.get(page_id=template.pk), _last_event(template.pk)
    entries, events, filed = [], [], []
    for place, page in enumerate(pages.order_by("pk")):
        area, at = areas[place % len(areas)], timezone.now() - timedelta(hours=number - place)
        facets = {**event.facets, "area": [area.slug]}
        filed.append(ProductAreaItem(tag=area, content_object=page))
        same = {"page_id": page.pk, "translation_key": page.translation_key, "facets": facets}
        entries.append(_copy(entry, path=page.url, updated_at=at, published_at=at, **same))
        events.append(_copy(event, path=page.url_path, created_at=at, **same))
    ProductAreaItem.objects.bulk_create(filed, batch_size=500)
    FeedEntry.objects.bulk_create(entries, batch_size=500)
    PublicationEvent.objects.bulk_create(events, batch_size=500)
    connection.cursor().execute("ANALYZE")


def _recommendation() -> Any:
    model: Any = apps.get_model("recommendations", "Recommendation")
    # None that the calendar or another version will change: the copies would all change with it.
    settled = model.objects.live().filter(locale__language_code="sv", replaces=None, series=None, review_by=None)
    return settled.order_by("pk").first()


def _last_event(page_id: int) -> PublicationEvent:
    return PublicationEvent.objects.filter(page_id=page_id).order_by("-pk")[0]


def _copy(row: Any, **values: Any) -> Any:
    own = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**{**own, **values})


# How many are new after a publish.


def after_publish(readers: str) -> dict[str, Any]:
    """Of so many feeds that readers have had for a day: how many answer new, and how long the publish was ago then."""
    page = _recommendation()
    word = f"mätning{os.getpid()}"
    before = {address: _asked(readers + address) for address in _subscribed(page)}
    FeedSnapshot.objects.update(days=2)
    for address in before:
        before[address] = _asked(readers + address)
    page.title = f"Exempel: {word}"
    # Without a note it is only a correction, of which event feeds do not tell.
    page.change_note = f"Exempel: {word}"
    page.save_revision().publish()
    began = time.monotonic()
    first = _seconds_until_new(f"{readers}{feed_path(Selection(), 'atom')}", word, began)
    time.sleep(max(0.0, began + SECONDS_AFTER - time.monotonic()))
    new, taken = 0, []
    for address, (etag, _) in before.items():
        asked = time.monotonic()
        _, body = _asked(readers + address, etag)
        new += word.encode() in body
        taken.append((time.monotonic() - asked) * 1000)
    return {
        "feeds": len(before),
        "new": new,
        "first_new_s": round(first, 2),
        "begun_after_s": SECONDS_AFTER,
        "ended_after_s": round(time.monotonic() - began, 1),
        "answer_ms": spread(taken),
        "rows": FeedSnapshot.objects.count(),
        "most_rows": MOST_ROWS,
    }


def _subscribed(page: Any) -> list[str]:
    """The addresses of so many different feeds that have the page: of its own area beside others, and so on."""
    own = [item.tag.slug for item in page.product_area_items.select_related("tag")]
    others = [slug for slug in ProductArea.objects.values_list("slug", flat=True) if slug not in own]
    regions = [(), *((code,) for code in Region.objects.values_list("code", flat=True))]
    kinds = (feed_path, event_feed_path)

    def found() -> Iterator[str]:
        for more in (1, 2, 3):
            for chosen, region, kind in product(combinations(others, more), regions, kinds):
                yield kind(Selection(area=(*own, *chosen) if own else (), region=region), "atom")

    return list(dict.fromkeys(address for address, _ in zip(found(), range(SUBSCRIBED), strict=False)))


def _asked(address: str, etag: str = "") -> tuple[str, bytes]:
    """The ETag and the body; no body where the answer is 304. Waits where the portal says so."""
    asked = urllib.request.Request(address, headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return answer.headers["ETag"], answer.read()
    except urllib.error.HTTPError as refusal:
        if refusal.code == 429:
            time.sleep(int(refusal.headers["Retry-After"]))
            return _asked(address, etag)
        if refusal.code == 304:
            return etag, b""
        raise


def _seconds_until_new(address: str, word: str, began: float) -> float:
    while word.encode() not in _asked(address)[1]:
        if time.monotonic() - began > PATIENCE:
            raise CommandError(f"After {PATIENCE} s no feed shows what was published.")
        time.sleep(0.1)
    return time.monotonic() - began
