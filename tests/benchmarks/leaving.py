"""Whether each selection is told of what leaves it, in a copy of the portal, for random selections."""

import os
from typing import Any

from portal.models import ProductArea, Region
from search.index.indexer import tend
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import COPY, again, copied
from tests.flow.leaving import Leaving


def figures(options: Options) -> dict[str, Any]:
    """Way to leave → how often it was tried, was to be told and was told in each language, and what state feeds had
    then; `faults` are those where a feed was silent or went on as before.
    """
    if os.environ.get(COPY):
        return _left(options)
    with copied() as var:
        return again(var, "leaving", "--selections", str(options.selections), "--seed", str(options.seed))


def _left(options: Options) -> dict[str, Any]:
    tend()
    areas, regions = ProductArea.objects.order_by("pk")[:5], Region.objects.order_by("pk")[:3]
    leaving = Leaving(options.seed, list(areas), list(regions))
    for _ in range(options.selections):
        leaving.attempt()
    ways = {name: dict(sorted(counts.items())) for name, counts in leaving.figures.items()}
    return {"selections": leaving.tried, "seed": options.seed, "ways": ways, "faults": leaving.faults}
