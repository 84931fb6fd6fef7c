"""Measures the portal and prints JSON. Run it with the portal's own Python: `.venv/bin/python -m tests.benchmarks`."""

import argparse
import json
import os
import sys
from importlib import import_module

import django
from django.core.management.base import CommandError

from tests.benchmarks.options import Options

MEASURES = {
    "alerts": "how long an event takes to reach thousands of alerts",
    "changes": "what open data cost, and whether a snapshot and its changes are the next snapshot",
    "crawl": "what every public address answers, to be compared before and after a change",
    "feeds": "what a feed costs that is known, kept or built, and how many are new after a publish",
    "kill": "what kill -9 loses",
    "killed_release": "what kill -9 of the worker around its moment does to a release",
    "leaving": "whether each selection is told of what leaves it",
    "mailing": "how fast a newsletter is mailed, and what kill -9 of its sender costs",
    "mailing_storm": "a newsletter and a server that puts all off; the memory of a long mailing",
    "nginx": "a feed's file by nginx with the portal's configuration, beside bare nginx",
    "pages": "queries, bytes and CPU of each public template",
    "paths": "which own files a search, a feed and a publish click pass",
    "publish": "how soon readers see what is published",
    "readers": "what real feed readers announce of random edits",
    "refinements": "which questions miss each refinement of search",
    "release": "whether a release's pages come together, and how soon after its moment",
    "search": "the search engine on a made-up corpus",
    "start": "how long a newcomer waits",
    "tasks": "clicks and seconds of the ten common tasks; --pictures makes those of the guide",
    "two_editors": "whether two people who write in one page lose a word",
}


def options() -> argparse.Namespace:
    told = "; ".join(f"{name}: {what}" for name, what in MEASURES.items())
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__, epilog=told)
    parser.add_argument("what", choices=MEASURES)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--size", type=int, default=Options.size, help="publications, for `search`, `feeds`, `alerts`")
    parser.add_argument("--engine", default=Options.engine, help="tantivy or elasticsearch, for `search`")
    parser.add_argument("--files", type=int, default=Options.files, help="slow files beside, for `publish`")
    parser.add_argument("--without", nargs="+", default=(), metavar="NAME", help="off together, for `refinements`")
    parser.add_argument("--edits", type=int, default=Options.edits, help="an editor's acts, for `readers`")
    parser.add_argument("--selections", type=int, default=Options.selections, help="how many, for `leaving`")
    parser.add_argument("--seed", type=int, default=Options.seed, help="which chance, for `readers` and `leaving`")
    parser.add_argument("--keyboard", action="store_true", help="by keyboard alone, for `tasks`")
    parser.add_argument("--pictures", action="store_true", help="make the guide's pictures, for `tasks`")
    return parser.parse_args()


def main() -> None:
    given = options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    measure = import_module(f"tests.benchmarks.{given.what}")
    told = {name: value for name, value in vars(given).items() if name != "what"}
    try:
        figures = measure.figures(Options(**told | {"without": tuple(given.without)}))
    except CommandError as error:
        sys.exit(str(error))
    print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
