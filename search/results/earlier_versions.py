"""Where a replaced version has what is asked for and the one in force has not, the one in force is lifted to its place.

It is then a hit like others, in every count, feed and file. Only what anyone may read now is lifted, or lifts another:
the index has nothing of one version in another's document.
"""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from portal.outbox.changes import kept
from portal.publications.statuses import REPLACED
from portal.publications.versions import in_force_after
from portal.selections.selection import Selection
from search.engines import Request, Results, engine
from search.query.builder import FOLDED, WORDS, lacking, lifting
from search.query.clauses import Every, Stage, Term
from search.query.resolver import Asked

# What more replaced versions have than this is no rare word: the versions in force have it themselves.
MOST = 100
_REPLACED = Term("status", REPLACED, 0.0)


class Lifted(NamedTuple):
    """The results with what was lifted, and page in force → the earlier version that has what is asked for."""

    results: Results
    earlier: dict[int, int]


def lifted(request: Request, asked: Asked, results: Results) -> Lifted:
    """The results of a request, with the versions in force of what it finds of replaced ones.

    Which these are does not depend on facets, so that counts are what a click gives. Only what has all the words lifts
    another. Whoever asks for a case number asks for that very document: nothing stands before it.
    """
    stage = next((stage for stage in request.stages if stage.name == results.stage in (WORDS, FOLDED)), None)
    if stage is None or asked.cases or not (asked.names or asked.phrases) or _has_none(request, results):
        return Lifted(results, {})
    bare = Selection(q=request.selection.q, language=request.selection.language)
    alone = Request(bare, limit=MOST, without=request.without)
    old = engine().search(replace(alone, stages=(Stage(stage.name, Every((stage.clause, _REPLACED))),)))
    after = _after(bare.language) if 0 < old.total <= MOST else {}
    # The old versions stand in the order of their match: of several the first one counts.
    earlier: dict[int, int] = {}
    for page_id in old.ids:
        if page_id in after:
            earlier.setdefault(after[page_id], page_id)
    if not earlier:
        return Lifted(results, {})
    lack = engine().search(replace(alone, stages=(lacking(stage, earlier),))).ids
    if not lack:
        return Lifted(results, {})
    matches = {page_id: old.scores[earlier[page_id]] for page_id in lack}
    found = engine().search(replace(request, stages=(lifting(stage, matches),)))
    return Lifted(found, {page_id: earlier[page_id] for page_id in lack})


def _after(language: str) -> dict[int, int]:
    """Kept, since to put the query together takes longer than a search."""
    found: dict[int, int] = kept(f"in-force-after-{language}", partial(in_force_after, language))
    return found


def _has_none(request: Request, results: Results) -> bool:
    """Whether the counts say already that nothing is found of replaced versions."""
    return not request.selection.chosen and not results.facets.get("status", {REPLACED: 1}).get(REPLACED)
