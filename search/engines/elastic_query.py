"""From clauses and selections to Elasticsearch queries and facets, by elasticsearch.dsl. No query syntax is parsed."""

import zlib
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_
from typing import Any

from elasticsearch.dsl import FacetedSearch, Search, TermsFacet
from elasticsearch.dsl.query import MatchAll

from portal.selections.facets import facets
from search.engines import Request
from search.engines.elastic_index import WINDOW
from search.index.fields import LISTS, LONGEST_TOKEN, STORED, TITLE_ORDER, is_keyword
from search.query.clauses import Best, Clause, Every, Fuzzy, OnePage, Phrase, Prefix, Some, Term

MOST_VALUES = 10_000
IN_LIST, CHOSEN = "in_list", "chosen"
# As JSON has it. Objects of elasticsearch.dsl for each clause would take longer than the search.
Query = dict[str, Any]
ORDERS: dict[str, list[Any]] = {
    "relevance": ["_score", {"newest": "desc"}],
    "newest": [{"newest": "desc"}],
    "oldest": [{"oldest": "asc"}],
    "title": [{TITLE_ORDER: "asc"}],
}


def query(clause: Clause) -> Query:
    """The query of a clause, scored as search.query.clauses has it."""
    match clause:
        case Term(field, token, boost) if is_keyword(field):
            return {"constant_score": {"filter": {"term": {field: token}}, "boost": boost}}
        case Term(field, token, boost):
            return {"term": {field: {"value": token, "boost": boost}}}
        case Phrase(field, tokens, boost):
            return {"match_phrase": {field: {"query": " ".join(tokens), "boost": boost}}}
        case Prefix(start=token) | Fuzzy(token=token) if len(token) > LONGEST_TOKEN:
            # Elasticsearch refuses what is very long.
            return {"match_none": {}}
        case Prefix(field, start, boost):
            return {"prefix": {field: {"value": start, "boost": boost}}}
        case Fuzzy(field, token, edits, boost):
            how = {"fuzziness": edits, "prefix_length": 1, "transpositions": True, "rewrite": "constant_score"}
            return {"fuzzy": {field: {"value": token, "boost": boost, **how}}}
        case OnePage(page_id, boost):
            return {"constant_score": {"filter": {"ids": {"values": [str(page_id)]}}, "boost": boost}}
        case Best(of):
            return {"dis_max": {"queries": _all(of)}}
        case Some(of):
            return {"bool": {"should": _all(of), "minimum_should_match": 1}}
        case Every(of, without, bonus):
            # Without anything that has to hold, one of the bonus would have to.
            wanted = _all(of) or [{"match_all": {"boost": 0.0}}]
            return {"bool": {"must": wanted, "must_not": _all(without), "should": _all(bonus)}}


def _all(clauses: Iterable[Clause]) -> list[Query]:
    return [query(clause) for clause in clauses]


class ChosenFacet(TermsFacet[Any]):
    """The terms of a facet; what is chosen is asked for as the index holds it."""

    def __init__(self, code: str) -> None:
        self._asked = facets()[code].asked
        super().__init__(field=code, size=MOST_VALUES)

    def add_filter(self, filter_values: list[Any]) -> Any:
        return super().add_filter(list(self._asked(tuple(filter_values)))) if filter_values else None


class Asking(FacetedSearch[Any]):
    """All of a request but its words and the list that they are looked for in."""

    def __init__(self, request: Request) -> None:
        selection = request.selection
        self.request = request
        self.facets = {code: ChosenFacet(code) for code in facets()}
        chosen: dict[str, Any] = {code: list(codes) for code, codes in selection.chosen_facets.items()}
        super().__init__(
            filters=chosen,
            sort=ORDERS[selection.order],
        )

    def search(self) -> Search[Any]:
        found = super().search().extra(track_total_hits=True)
        return found.source([STORED, "revision_id"] if self.request.stored else ["revision_id"])

    def aggregate(self, search: Any) -> None:
        """Count each group without its own choice. Those without one are counted together: a filter for each, as
        FacetedSearch has it, takes twice the time.
        """
        chosen = self._filters
        together = search.aggs
        if chosen:
            # Facets narrow the hits alone, so this counts what the stage finds without them.
            search.aggs.bucket(IN_LIST, "filter", filter={"match_all": {}})
            together = search.aggs.bucket(CHOSEN, "filter", filter=_all_of(chosen.values()))
        for code in self.request.groups:
            counted = together
            if code in chosen:
                others = _all_of(narrowing for group, narrowing in chosen.items() if group != code)
                counted = search.aggs.bucket(code, "filter", filter=others)
            counted.bucket(code, self.facets[code].get_aggregation())

    def bodies(self) -> list[dict[str, Any]]:
        """The body of a search for each stage. What they have in common, which takes time, is made once."""
        limit = min(self.request.limit, WINDOW)
        # There are no hits so far behind, but a number may be typed into an address.
        common = {**self._s.to_dict(), "from": min(self.request.offset, WINDOW - limit), "size": limit}
        clauses = [stage.clause for stage in self.request.stages] or [Every(())]
        return [{**common, "query": self._in_list(query(clause))} for clause in clauses]

    def _in_list(self, wanted: Query) -> Query:
        """The query for those of these pages that stand in the list, but for some that were taken back."""
        found: Query = {"must": [wanted], "filter": [{"term": {LISTS: self.request.selection.language}}]}
        if self.request.without:
            found["must_not"] = [{"ids": {"values": sorted(map(str, self.request.without))}}]
        return {"bool": found}


def _all_of(narrowing: Iterable[Any]) -> Any:
    return reduce(and_, narrowing, MatchAll())


def found_in_list(answer: Mapping[str, Any]) -> int:
    """How many pages the answer's stage finds before the facets."""
    counted = answer.get("aggregations", {}).get(IN_LIST)
    found: int = counted["doc_count"] if counted else answer["hits"]["total"]["value"]
    return found


def counts_of(answer: Mapping[str, Any], group: str) -> dict[str, int]:
    """Code → count of a group that was asked for."""
    given = answer["aggregations"]
    # Where a group's own choice is left out, its count stands within a filter of its own; else with the others.
    counted = given.get(CHOSEN, given)
    found = given[group][group] if group in given.get(group, {}) else counted[group]
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}


def header(index: str, request: Request) -> dict[str, Any]:
    """What stands before each body. The same question goes to the same copies: they may weigh hits differently."""
    preference = f"q{zlib.crc32(request.selection.query_string().encode())}"
    return {"index": index, "preference": preference, "allow_partial_search_results": False}
