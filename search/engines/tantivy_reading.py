"""Answering a request from an open tantivy index: which stage, which hits, how many of each facet value."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from tantivy import Query

from portal.selections.facets import facets
from portal.selections.selection import Selection
from search.engines import Request, Results, Stored
from search.engines.tantivy_query import ORDERS, all_but, all_of, narrowed, one_of, query
from search.engines.tantivy_schema import several, together
from search.index.fields import STORED
from search.query.clauses import Best, Clause, Every, Stage

# As many as tantivy gives at once.
MOST_VALUES = 65_000
# Measured: a set of values costs as much as looking at the single values of so many hits.
HITS_FOR_A_SET = 30
_EVERYTHING = Stage("", Every(()))
_Hit = tuple[Any, Any]


class OpenIndex:
    """The index as it was at one commit."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher

    @cached_property
    def documents(self) -> int:
        """How many there are; pages that are gone, of which a mark remains, have no language."""
        return int(self.searcher.search(self._any_language(), limit=1).count)

    def _any_language(self) -> Any:
        return one_of("lang", self._languages)

    def answer(self, request: Request) -> Results:
        """The answer to a request: the hits of the first stage that finds anything, with counts and stored texts
        if asked for.
        """
        chosen = _chosen(request.selection)
        stage, total, hits = self._first_stage(request, chosen)
        scores: list[float] = []
        if request.selection.order == "relevance":
            hits = self._newest_first(hits)
            scores = [score for score, _address in hits]
        addresses = [address for _value, address in hits]
        ids = self.searcher.fast_field_values("page_id", addresses)
        return Results(
            total=total,
            ids=ids,
            facets=self._count(stage, request, chosen, total),
            stored=self._stored(ids, addresses) if request.stored else {},
            scores=dict(zip(ids, scores, strict=False)),
            stage=stage.name,
        )

    def numbers(self, field: str) -> dict[int, int]:
        """Page id → one of the numbers that are kept of it, for all documents."""
        hits = self.searcher.search(self._any_language(), limit=max(1, self.documents), order_by_field="page_id").hits
        numbers = self.searcher.fast_field_values(field, [address for _page_id, address in hits])
        return {page_id: number for (page_id, _address), number in zip(hits, numbers, strict=True)}

    def _first_stage(self, request: Request, chosen: Mapping[str, list[str]]) -> tuple[Stage, int, list[_Hit]]:
        """The first stage that finds anything in the list, and the hits that facets leave of it."""
        language = request.selection.language
        narrow = narrowed(chosen, language)
        for stage in request.stages or (_EVERYTHING,):
            asked = _queries(stage, request.without)
            total, hits = self._hits(all_of([*asked, *narrow]), request)
            if total or (chosen and self._finds(all_of([*asked, *narrowed({}, language)]))):
                break
        return stage, total, hits

    def _finds(self, asked: Any) -> bool:
        return bool(self.searcher.search(asked, limit=1, count=False).hits)

    def _hits(self, asked: Any, request: Request) -> tuple[int, list[_Hit]]:
        """How many there are, and the wanted part of them as (value that they are ordered by, address)."""
        field, order = ORDERS[request.selection.order]
        # Asking beyond the end costs memory in proportion; the count is all there is to get there.
        wanted = request.limit if request.offset < self.documents else 0
        found = self.searcher.search(
            asked,
            limit=max(1, min(wanted, self.documents)),
            offset=request.offset if wanted else 0,
            order_by_field=field,
            order=order,
        )
        return found.count, found.hits if wanted else []

    def _newest_first(self, hits: list[_Hit]) -> list[_Hit]:
        """Those of the same score with the newest decision first."""
        newest = self.searcher.fast_field_values("newest", [address for _score, address in hits])
        ranked = sorted(zip(hits, newest, strict=True), key=lambda hit: (-hit[0][0], -hit[1]))
        return [hit for hit, _newest in ranked]

    def _stored(self, ids: list[int], addresses: list[Any]) -> dict[int, Stored]:
        revisions = self.searcher.fast_field_values("revision_id", addresses)
        held = (bytes(self.searcher.doc(address).get_first(STORED)) for address in addresses)
        return {
            page_id: Stored.read(revision_id, json.loads(values))
            for page_id, revision_id, values in zip(ids, revisions, held, strict=True)
        }

    def _count(
        self, stage: Stage, request: Request, chosen: Mapping[str, list[str]], total: int
    ) -> dict[str, dict[str, int]]:
        """The count of each value of each group: those without a choice in one go, each other without its own."""
        asked = _queries(stage, request.without, counted=True)
        own = [group for group in request.groups if group in chosen]
        free = [group for group in request.groups if group not in own]
        counts: dict[str, dict[str, int]] = {}
        for groups in ([free] if free else []) + [[group] for group in own]:
            others = {group: codes for group, codes in chosen.items() if group not in groups}
            narrow = narrowed(others, request.selection.language)
            counts.update(self._count_over(all_of([*asked, *narrow]), groups, total))
        return counts

    @cached_property
    def _languages(self) -> list[str]:
        return [language for language, _count in self.searcher.terms_with_prefix("lang", "")] or [""]

    @cached_property
    def _sets(self) -> dict[str, float]:
        """How many sets of values there are, about."""
        return {group: self.searcher.cardinality(Query.all_query(), together(group)) for group in several()}

    def _count_over(self, asked: Any, groups: list[str], total: int) -> dict[str, dict[str, int]]:
        columns = {group: self._column(group, total) for group in groups}
        found = self.searcher.aggregate(asked, {group: _terms(column) for group, column in columns.items()})
        counts: dict[str, dict[str, int]] = {group: {} for group in groups}
        for group, count in counts.items():
            for bucket in found[group]["buckets"]:
                for code in bucket["key"].split(" "):
                    count[code] = count.get(code, 0) + bucket["doc_count"]
        return counts

    def _column(self, group: str, total: int) -> str:
        sets = self._sets.get(group, MOST_VALUES)
        by_set = sets < MOST_VALUES / 2 and sets * HITS_FOR_A_SET <= total
        return together(group) if by_set else group


def _queries(stage: Stage, without: Collection[int], *, counted: bool = False) -> list[Any]:
    """Counted: without what decides only the order of the hits, most of the time where there are few."""
    kept = [all_but(without)] if without else []
    if stage is _EVERYTHING:
        return kept
    return [query(_without_bonus(stage.clause) if counted else stage.clause), *kept]


def _without_bonus(clause: Clause) -> Clause:
    match clause:
        case Every():
            return replace(clause, bonus=())
        case Best(of):
            return Best(tuple(map(_without_bonus, of)))
    return clause


def _chosen(selection: Selection) -> dict[str, list[str]]:
    """The chosen codes of each group, as the index has them."""
    return {code: list(facets()[code].asked(codes)) for code, codes in selection.chosen_facets.items()}


def _terms(column: str) -> dict[str, Any]:
    return {"terms": {"field": column, "size": MOST_VALUES}}
