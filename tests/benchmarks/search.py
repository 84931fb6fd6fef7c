"""How quick and how large the search index is, on a made-up corpus in a copy of the portal."""

import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.selections.facets import facet_codes
from portal.selections.selection import Selection
from search.engines import Engine, Request, engine
from search.engines.elastic import Elastic
from search.index.documents import IndexDocument, documents
from search.index.fields import fields
from search.index.site_analyzer import analysis
from search.query.matcher import Saved, matching
from search.results.answers import answer
from search.results.suggestions import suggest
from tests.benchmarks import wagtail_search
from tests.benchmarks.bare_elasticsearch import beyond, bytes_of
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import COPY, again, copied, served
from tests.benchmarks.publish import published
from tests.benchmarks.timing import timed

FOUR_GROUPS = ("type", "area", "region", "status")
SAVED = 1000
ON_THE_WIRE = ("term", "facets", "facets with a word", "browse")


def figures(options: Options) -> dict[str, Any]:
    """Milliseconds, bytes and seconds of one engine; of Wagtail's own search and of the bare engine beside it."""
    if not os.environ.get(COPY):
        with copied() as var:
            given = ("--size", str(options.size), "--rounds", str(options.rounds), "--engine", options.engine)
            return again(var, "search", *given, SEARCH_ENGINE=options.engine, ELASTICSEARCH_INDEX="portal-bench")
    made = {}
    for name, part in _parts(options):
        # A large corpus takes an hour: what is known is told at once.
        print(f"{name}: {part}", file=sys.stderr, flush=True)
        made[name] = part
    return made


def _parts(options: Options) -> Iterator[tuple[str, Any]]:
    corpus, used = Corpus(), engine()
    yield "engine", options.engine
    yield "size", options.size
    yield "words", _words()
    yield "index", _built(used, wagtail_search.write(corpus, options.size))
    calls = _calls(corpus, options.rounds)
    yield "milliseconds", {kind: answered(of_kind) for kind, of_kind in calls.items()}
    yield "matching", timed(_matching(corpus, options.rounds))
    if isinstance(used, Elastic):
        yield "elasticsearch", {kind: beyond(used.client, calls[kind]) for kind in ON_THE_WIRE}
    yield "memory_mb", round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    yield "page", wagtail_search.page(corpus, options.rounds)
    yield "wagtail_sqlite", wagtail_search.measured(corpus, options.rounds)
    with served(Path(sys.executable), settings.BASE_DIR, settings.VAR) as readers:
        yield "publish_to_visible", published(readers, options.rounds)


def answered(calls: Sequence[Callable[[], Any]]) -> dict[str, float]:
    """The spread of their milliseconds, and how many the database had to answer because the engine did not."""
    reduced: list[bool] = []

    def call_and_look(call: Callable[[], Any]) -> None:
        reduced.append(getattr(call(), "reduced", False))

    figures = timed([partial(call_and_look, call) for call in calls])
    return {**figures, "reduced": sum(reduced[1:])} if any(reduced) else figures


def _words() -> dict[str, float]:
    begun = time.perf_counter()
    used = analysis()
    used.layers("insulinpump", "sv")
    size = Path(settings.WORDS)
    return {"seconds": round(time.perf_counter() - begun, 2), "megabytes": round(_bytes(size) / 1e6, 1)}


def _built(used: Engine, written: Iterable[IndexDocument]) -> dict[str, Any]:
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)
    begun = time.perf_counter()
    used.rebuild(written, documents)
    seconds = time.perf_counter() - begun
    size = bytes_of(used.client, used.alias) if isinstance(used, Elastic) else _bytes(Path(settings.SEARCH_INDEX))
    return {"seconds": round(seconds, 1), "megabytes": round(size / 1e6, 1)}


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() else sum(file.stat().st_size for file in path.rglob("*"))


def _calls(corpus: Corpus, rounds: int) -> dict[str, list[Callable[[], Any]]]:
    """Kind of question → the calls to time, analysis and fallback stages included."""
    made: dict[str, list[Callable[[], Any]]] = {}
    for kind in ("term", "words", "phrase"):
        made[kind] = [_search(Selection(q=question)) for question in corpus.questions(kind, rounds)]
    areas, regions = corpus.areas, corpus.regions
    chosen = [
        Selection(area=(areas[number % len(areas)],), region=(regions[number % len(regions)],))
        for number in range(rounds)
    ]
    made["filters"] = [_search(selection) for selection in chosen]
    made["facets"] = [_search(selection, FOUR_GROUPS) for selection in chosen]
    asked = zip(chosen, corpus.questions("term", rounds), strict=True)
    made["facets with a word"] = [_search(replace(only, q=q), FOUR_GROUPS) for only, q in asked]
    made["browse"] = [_search(Selection(), facet_codes(), stored=True)] * rounds
    made["suggestion"] = [partial(suggest, text, "sv") for text in corpus.questions("suggestion", rounds)]
    return made


def _matching(corpus: Corpus, rounds: int) -> list[Callable[[], Any]]:
    """Which of SAVED saved selections a publication is in; each publication is another."""
    questions = corpus.questions("words", SAVED)
    saved = [
        Saved(number, Selection(q=q, type=("recommendation",) if number % 2 else ()))
        for number, q in enumerate(questions)
    ]
    return [partial(matching, fields(made.document(made.number), analysis()), saved) for made in corpus.made(rounds)]


def _search(selection: Selection, groups: tuple[str, ...] = (), *, stored: bool = False) -> Callable[[], Any]:
    return partial(answer, Request(selection, groups=groups, stored=stored))
