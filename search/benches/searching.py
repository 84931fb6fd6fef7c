"""How quick and how large the search index is, on a made-up corpus in a copy of the portal."""

import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.benches import Options
from portal.benches.publishing import published
from portal.benches.serving import COPY, again, copied, served
from portal.selections import GROUPS, Selection
from search.answers import answer
from search.benches import peer
from search.benches.corpus import Corpus
from search.benches.timing import timed
from search.engines import Engine, Request, engine
from search.suggesting import suggest
from search.words import analysis

# Up to here the corpus also stands in the database, for the peer and for the whole page.
MOST_PAGES = 10_000
FOUR_GROUPS = ("type", "area", "region", "status")


def figures(options: Options) -> dict[str, Any]:
    """Milliseconds, bytes and seconds of one engine; of Wagtail's own search and of the bare engine beside it."""
    if not os.environ.get(COPY):
        with copied() as var:
            given = ("--size", str(options.size), "--rounds", str(options.rounds), "--engine", options.engine)
            return again(var, "search", *given, SEARCH_ENGINE=options.engine, ELASTICSEARCH_INDEX="portal-bench")
    corpus, used = Corpus(), engine()
    in_database = options.size <= MOST_PAGES
    made = {"engine": options.engine, "size": options.size, "words": _words(), **_built(used, corpus, options.size)}
    made["milliseconds"] = _asked(corpus, options.rounds)
    if in_database:
        peer.write(corpus, options.size)
        made["wagtail_sqlite"] = peer.measured(corpus, options.rounds)
        made["page"] = peer.page(options.rounds)
        with served(Path(sys.executable), settings.BASE_DIR, settings.VAR) as readers:
            made["publish_to_visible"] = published(readers, options.rounds)
    made["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return made


def _words() -> dict[str, float]:
    begun = time.perf_counter()
    used = analysis()
    used.layers("insulinpump", "sv")
    size = Path(settings.WORDS)
    return {"seconds": round(time.perf_counter() - begun, 2), "megabytes": round(_bytes(size) / 1e6, 1)}


def _built(used: Engine, corpus: Corpus, size: int) -> dict[str, Any]:
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)
    begun = time.perf_counter()
    used.rebuild((made.document() for made in corpus.made(size)), lambda late: [])
    seconds = time.perf_counter() - begun
    return {"index_s": round(seconds, 1), "index_mb": round(_bytes(Path(settings.SEARCH_INDEX)) / 1e6, 1)}


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else sum(file.stat().st_size for file in path.rglob("*"))


def _asked(corpus: Corpus, rounds: int) -> dict[str, dict[str, float]]:
    """Kind of question → p50 and p95 in milliseconds, analysis and fallback stages included."""
    found: dict[str, dict[str, float]] = {}
    for kind in ("term", "words", "phrase"):
        found[kind] = timed([_search(Selection(q=question)) for question in corpus.questions(kind, rounds)])
    areas, regions = corpus.areas, corpus.regions
    chosen = [
        Selection(area=(areas[number % len(areas)],), region=(regions[number % len(regions)],))
        for number in range(rounds)
    ]
    found["filters"] = timed([_search(selection) for selection in chosen])
    asked = zip(chosen, corpus.questions("term", rounds), strict=True)
    found["facets"] = timed([_search(selection, FOUR_GROUPS) for selection in chosen])
    found["facets with a word"] = timed([_search(replace(only, q=q), FOUR_GROUPS) for only, q in asked])
    found["browse"] = timed([_search(Selection(), GROUPS, stored=True)] * rounds)
    found["suggestion"] = timed([partial(suggest, text, "sv") for text in corpus.questions("suggestion", rounds)])
    return found


def _search(selection: Selection, groups: tuple[str, ...] = (), *, stored: bool = False) -> Callable[[], Any]:
    return partial(answer, Request(selection, groups=groups, stored=stored))
