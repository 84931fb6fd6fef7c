import json
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand

from portal.benches import Options

MEASURES = {
    "kill": "portal.benches.killing",
    "pages": "portal.benches.pages",
    "publish": "portal.benches.publishing",
    "search": "search.benches.searching",
    "start": "portal.benches.starting",
}


class Command(BaseCommand):
    help = (
        "Measures the site and prints JSON: `kill` what is lost by kill -9; `pages` queries, bytes and CPU of each "
        "public template; `publish` how soon readers see what is published; `search` the engine on a made-up corpus; "
        "`start` how long a newcomer waits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=sorted(MEASURES))
        parser.add_argument("--rounds", type=int, default=30)
        parser.add_argument("--size", type=int, default=Options.size, help="publications, for `search`")
        parser.add_argument("--engine", default=Options.engine, help="tantivy or elasticsearch, for `search`")

        parser.add_argument("--files", type=int, default=Options.files, help="slow files beside, for `publish`")

    def handle(self, *args: Any, what: str, rounds: int, size: int, engine: str, files: int, **options: Any) -> None:
        figures = import_module(MEASURES[what]).figures(Options(rounds, size, engine, files))
        self.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False))
