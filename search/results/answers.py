"""Answering a selection: by the engine, or by the database alone when the engine cannot."""

import logging
from dataclasses import dataclass, replace
from functools import lru_cache

from portal.models import Delivery, Publication
from portal.publications.page_types import is_withholding
from portal.selections.concerned import known_regions
from portal.selections.selection import Selection
from search.engines import EngineFailed, Request, Results, engine
from search.index.indexer import CHANNEL
from search.index.site_analyzer import analysis, names
from search.models import Synonym
from search.query.builder import stages_of
from search.query.clauses import Stage
from search.query.parser import parse
from search.query.resolver import Asked, Synonyms, read
from search.results.highlighter import Highlighter
from search.text.analyzer import Analysis

logger = logging.getLogger(__name__)

MOST_IDS = 10_000


@dataclass(frozen=True)
class Answer:
    """What the search page shows hits and counts from."""

    results: Results
    # The database answered: only titles and ingresses were looked through, nothing is counted or marked.
    reduced: bool = False
    # What is to be marked in the hits; nothing where nothing was asked.
    highlighter: Highlighter | None = None


def answer(request: Request) -> Answer:
    """Ask the question of the request's selection, whatever stages the request has."""
    if chosen := request.selection.codes("region"):
        regions = known_regions()
        known = tuple(code for code in chosen if code in regions)
        if not known:
            return _nowhere(request)
        request = replace(request, selection=request.selection.with_codes("region", known))
    asked, stages = _plan(request.selection)
    try:
        results = engine().search(replace(request, stages=stages, without=taken_back()))
    except EngineFailed as error:
        logger.warning("The search engine does not answer, the database does instead: %s", error)
        return Answer(_from_database(request), reduced=True)
    return Answer(results, highlighter=Highlighter(asked, results.stage, analysis(), names()) if stages else None)


def taken_back() -> frozenset[int]:
    """Pages that the index still has and that are closed, gone or secret by now: the worker may be behind."""
    waiting = set(Delivery.objects.open().filter(channel=CHANNEL).values_list("event__page_id", flat=True))
    if not waiting:
        return frozenset()
    whole = Publication.objects.published().exclude(is_withholding())
    return frozenset(waiting - set(whole.filter(pk__in=waiting).values_list("pk", flat=True)))


def _nowhere(request: Request) -> Answer:
    """A code that is no region's concerns nobody, not even what is national; other regions can still be chosen."""
    anywhere = request.selection.without_facet("region")
    counted = tuple(group for group in request.groups if group == "region")
    others = answer(replace(request, selection=anywhere, limit=0, groups=counted))
    if others.reduced:
        return Answer(Results(0, []), reduced=True)
    nothing: dict[str, dict[str, int]] = {group: {} for group in request.groups}
    return Answer(Results(0, [], nothing | others.results.facets))


def all_ids(selection: Selection) -> list[int]:
    """The pages of a selection, in order, for the formats that it answers in beside the web page."""
    return answer(Request(selection, limit=MOST_IDS)).results.ids


def _plan(selection: Selection) -> tuple[Asked, tuple[Stage, ...]]:
    if not selection.q:
        return Asked(), ()
    synonyms = tuple(sorted(Synonym.mapping().items()))
    return _plan_of(selection.q, selection.languages, analysis(), synonyms)


@lru_cache(500)
def _plan_of(
    text: str, languages: tuple[str, ...], used: Analysis, synonyms: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[Asked, tuple[Stage, ...]]:
    """Kept, since a reader who turns the pages or chooses a facet asks the same again."""
    question = parse(text)
    declared: Synonyms = dict(synonyms)
    asked = read(question, languages, used, declared)
    return asked, stages_of(asked, languages)


def _from_database(request: Request) -> Results:
    found = Publication.objects.published().select(request.selection)
    orders = {"oldest": ["dated_on", "pk"], "title": ["title", "pk"]}
    order = orders.get(request.selection.order)
    rows = found.order_by(*order) if order else found.newest()
    end = request.offset + request.limit
    return Results(total=found.count(), ids=list(rows.values_list("pk", flat=True)[request.offset : end]))
