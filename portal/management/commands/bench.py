import json
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand

MEASURES = {
    "pages": "portal.benches.pages",
    "publish": "portal.benches.publishing",
    "start": "portal.benches.starting",
}
ROUNDS = 30


class Command(BaseCommand):
    help = (
        "Measures the site and prints JSON: `pages` queries, bytes and CPU of each public template; "
        "`publish` how soon readers see what is published; `start` how long a newcomer waits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=sorted(MEASURES))
        parser.add_argument("--rounds", type=int, default=ROUNDS)

    def handle(self, *args: Any, what: str, rounds: int, **options: Any) -> None:
        figures = import_module(MEASURES[what]).figures(rounds)
        self.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False))
