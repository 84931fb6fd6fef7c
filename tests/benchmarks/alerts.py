"""How long an event takes to reach 10,000 alerts, each of another selection, in a copy of the portal."""

import os
import time
from itertools import cycle
from typing import Any

from django.utils import timezone

from news.alerts import digests, matching
from news.models import Alert, AlertEvent
from portal.models import OutgoingMail, ProductArea, PublicationEvent, Region
from search.index.site_analyzer import warm
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import COPY, again, copied

WORDS = ("pump", "diabetes", "hjärta", "rekommendation", "implantat", "glukos", "ultraljud", "wearable")


def figures(options: Options) -> dict[str, Any]:
    """Seconds to match one event with `--size` selections and to write its rows, the first time and again; how many
    are told; seconds for each mail.
    """
    if os.environ.get(COPY):
        return _matched(options)
    with copied() as var:
        return again(var, "alerts", "--size", str(options.size))


def _matched(options: Options) -> dict[str, Any]:
    event = PublicationEvent.objects.filter(kind="published", language="sv", type_code="recommendation").latest("pk")
    [year] = event.facets["year"]
    areas, regions = (list(model.objects.values_list(name, flat=True)) for model, name in _FILED)
    chosen = zip(range(options.size), cycle(areas), cycle(WORDS), cycle(regions), strict=False)
    queries = [_query(year, *each) for each in chosen]
    now = timezone.now()
    rows = (
        Alert(
            email=f"p{number}@x.example",
            key=f"b{number}",
            language="sv",
            query=query,
            frequency="at_once",
            confirmed_at=now,
        )
        for number, query in enumerate(queries)
    )
    Alert.objects.bulk_create(rows, batch_size=1000)
    warm()
    taken = [_seconds(lambda: matching.deliver(event)) for _time in range(3)]
    told = AlertEvent.objects.count()
    mails = _seconds(digests.send_due)
    queued = OutgoingMail.objects.count()
    return {"selections": len({*queries}), "seconds": taken, "told": told, "mails": queued, "seconds_of_mails": mails}


def _query(year: str, number: int, area: str, word: str, region: str) -> str:
    """Half of them with words; no two the same."""
    ways = (
        f"area={area}&year={number}&year={year}",
        f"q={word}+{number}",
        f"region={region}&year={number}",
        f"q={word}&year={number}",
    )
    return ways[number % 4]


_FILED: tuple[tuple[Any, str], ...] = ((ProductArea, "slug"), (Region, "code"))


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 2)
