"""Answering a selection: by the engine, or by the database alone when the engine cannot."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from portal.models import Delivery, Publication
from portal.publications.page_types import is_withholding
from portal.publications.prepared_query import PreparedQuery
from portal.selections.concerned import known_places
from portal.selections.selection import Selection
from search.engines import EngineFailed, Request, Results, engine
from search.index.indexer import CHANNEL
from search.index.site_analyzer import analysis, names
from search.models import Synonym
from search.query.builder import in_words, stages_of
from search.query.clauses import Stage
from search.query.parser import parse
from search.query.resolver import Asked, Name, Synonyms, read
from search.results.earlier_versions import lifted
from search.results.highlighter import Highlighter
from search.text.analyzer import Analysis

logger = logging.getLogger(__name__)

MOST_IDS = 10_000
_WAITING = PreparedQuery(lambda _: Delivery.objects.open().filter(channel=CHANNEL).values_list("event__page_id"))


@dataclass(frozen=True)
class Answer:
    """What the search page shows hits and counts from."""

    results: Results
    # The database answered: only titles and ingresses were looked through, nothing is counted or marked.
    reduced: bool = False
    # What is to be marked in the hits; nothing where nothing was asked.
    highlighter: Highlighter | None = None
    # The question, taken apart, and its stages.
    plan: tuple[Asked, tuple[Stage, ...]] = (Asked(), ())
    # Page that was lifted → the earlier version that has what was asked for.
    earlier: Mapping[int, int] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        """The question, taken apart, as the engine was asked it; nothing where the database answered."""
        return Asked() if self.reduced else self.plan[0]


def answer(request: Request) -> Answer:
    """Ask the question of the request's selection, whatever stages the request has."""
    for group, places in known_places(request.selection.chosen_facets).items():
        known = tuple(code for code in request.selection.codes(group) if code in places)
        if not known:
            return _nowhere(request, group)
        request = replace(request, selection=request.selection.with_codes(group, known))
    asked, stages = _plan(request.selection)
    try:
        request = replace(request, stages=stages, without=taken_back())
        results, earlier = lifted(request, asked, engine().search(request))
    except EngineFailed as error:
        logger.warning("The search engine does not answer, the database does instead: %s", error)
        return Answer(_from_database(request), reduced=True, plan=(asked, stages))
    marks = Highlighter(asked, results.stage, analysis(), names()) if stages else None
    return Answer(results, highlighter=marks, plan=(asked, stages), earlier=earlier)


def taken_back() -> frozenset[int]:
    """Pages that the index still has and that are closed, gone or secret by now: the worker may be behind."""
    waiting = {page_id for (page_id,) in _WAITING.rows()}
    if not waiting:
        return frozenset()
    whole = Publication.objects.published().exclude(is_withholding())
    return frozenset(waiting - set(whole.filter(pk__in=waiting).values_list("pk", flat=True)))


def _nowhere(request: Request, place: str) -> Answer:
    """A code that no place has concerns nobody, not even what is national; others of the facet can still be chosen."""
    anywhere = request.selection.without_facet(place)
    counted = tuple(group for group in request.groups if group == place)
    others = answer(replace(request, selection=anywhere, limit=0, groups=counted))
    if others.reduced:
        return Answer(Results(0, []), reduced=True)
    nothing: dict[str, dict[str, int]] = {group: {} for group in request.groups}
    return Answer(Results(0, [], nothing | others.results.facets))


def is_anywhere(name: Name, selection: Selection) -> bool:
    """Whether any page in the languages of a selection has the words of a name; yes where the engine does not say."""
    languages = Selection(language=selection.language, lang=selection.codes("lang"))
    try:
        return bool(engine().search(Request(languages, (in_words(name),), limit=0, without=taken_back())).total)
    except EngineFailed:
        return True


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
