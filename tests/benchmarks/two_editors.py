"""Whether two people who write in one page lose a word, or publish one unread, in a copy of the portal."""

import os
from typing import Any

from django.test.utils import setup_test_environment

from news.models import NewsItem
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import COPY, again, copied
from tests.flow.two_editors import TwoEditors
from tests.portal.people import desk
from tests.portal.refused import complete

HISTORIES, ACTS = 200, 12


def figures(options: Options) -> dict[str, Any]:
    """How many random histories were tried, how often a save was refused, what was published, and what went wrong."""
    if os.environ.get(COPY):
        # The histories are told to Django's test client.
        setup_test_environment()
        return _tried(options.seed)
    with copied() as var:
        return again(var, "two_editors", "--seed", str(options.seed))


def _tried(seed: int) -> dict[str, Any]:
    people = desk("anna", chief=True), desk("bo", chief=True)
    faults, refused, public = [], 0, 0
    for number in range(HISTORIES):
        history = TwoEditors(seed * HISTORIES + number, complete(NewsItem, publish=False), people)
        for _ in range(ACTS):
            history.act()
        faults += [f"{number}: {fault}" for fault in history.faults]
        refused += history.refused
        public += history.is_public
    return {"histories": HISTORIES, "acts": ACTS, "refused": refused, "published": public, "faults": faults}
