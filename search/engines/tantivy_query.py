"""From clauses and facet codes to tantivy queries. No query syntax is ever parsed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from tantivy import Occur, Order, Query

from portal.selections.facets import facet_codes
from search.engines.tantivy_schema import NARROW, index_option, narrow_token, near, schema, stressed
from search.index.fields import FUZZY, LISTS, is_keyword
from search.query.clauses import Best, Clause, Every, Fuzzy, OnePage, Phrase, Prefix, Some, Term

MOST_PAIRS = 100
# Order → (field, direction); relevance has no field.
ORDERS: dict[str, tuple[str | None, Any]] = {
    "relevance": (None, Order.Desc),
    "newest": ("newest", Order.Desc),
    "oldest": ("oldest", Order.Asc),
    "title": ("title_order", Order.Asc),
}


def query(clause: Clause) -> Any:
    """The query of a clause, scored as search.query.clauses has it."""
    match clause:
        case Term(field, token, boost):
            exact = Query.term_query(schema(), field, token, index_option=index_option(field))
            return Query.const_score_query(exact, boost) if is_keyword(field) else Query.boost_query(exact, boost)
        case Phrase(field, (token,), boost):
            return query(Term(field, token, boost))
        case Phrase(field, tokens, boost):
            return Query.boost_query(Query.phrase_query(schema(), field, list(tokens)), boost)
        case Prefix(field, start, boost):
            begins = Query.fuzzy_term_query(schema(), field, start, distance=0, prefix=True)
            return Query.const_score_query(begins, boost)
        case Fuzzy():
            return _fuzzy(clause)
        case OnePage(page_id, boost):
            return Query.const_score_query(page(page_id), boost)
        case Best(of):
            return Query.disjunction_max_query([query(part) for part in of])
        case Some(of):
            return any_of(query(part) for part in of)
        case Every():
            return _every(clause)


def _fuzzy(clause: Fuzzy) -> Any:
    if clause.field not in FUZZY:
        raise ValueError(f"fuzzy clauses ask {' or '.join(FUZZY)}, not {clause.field}")
    if len(clause.token) < 2:
        # Its one letter is kept: there is nothing to change.
        exact = Query.term_query(schema(), clause.field, clause.token, index_option=index_option(clause.field))
        return Query.const_score_query(exact, clause.boost)
    alike = Query.fuzzy_term_query(schema(), near(clause.field), stressed(clause.token), distance=clause.edits)
    return Query.const_score_query(alike, clause.boost)


def _every(clause: Every) -> Any:
    wanted = [(Occur.Must, query(part)) for part in clause.of]
    # A boolean query of what has to be absent alone would find nothing.
    wanted = wanted or [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0))]
    absent = [(Occur.MustNot, query(part)) for part in clause.without]
    extra = [(Occur.Should, query(part)) for part in clause.bonus]
    return Query.boolean_query([*wanted, *absent, *extra])


def any_of(queries: Iterable[Any]) -> Any:
    """A query for what one of these queries finds."""
    return Query.boolean_query([(Occur.Should, part) for part in queries])


def all_of(queries: Iterable[Any]) -> Any:
    """A query for what all of these queries find."""
    return Query.boolean_query([(Occur.Must, part) for part in queries])


def narrowed(chosen: Mapping[str, Sequence[str]], language: str) -> list[Any]:
    """Queries without a score that together hold of what has one of the codes of each group, in a language's list."""
    groups = [code for code in facet_codes() if code in chosen]
    found = []
    while groups:
        size = 2 if len(groups) > 1 and len(chosen[groups[0]]) * len(chosen[groups[1]]) <= MOST_PAIRS else 1
        taken, groups = groups[:size], groups[size:]
        codes = product(*([(group, code) for code in chosen[group]] for group in taken))
        found.append(one_of(NARROW, [narrow_token(language, facets) for facets in codes]))
    return found or [one_of(LISTS, [language])]


def one_of(field: str, values: Sequence[str]) -> Any:
    """A query without a score for what has one of these values, of which there is at least one."""
    held = [Query.term_query(schema(), field, value, index_option="basic") for value in values]
    return Query.const_score_query(held[0] if len(held) == 1 else any_of(held), 0.0)


def all_but(page_ids: Iterable[int]) -> Any:
    """Everything but these pages, without a score."""
    everything = (Occur.Must, Query.const_score_query(Query.all_query(), 0.0))
    return Query.boolean_query([everything, *((Occur.MustNot, page(page_id)) for page_id in page_ids)])


def page(page_id: int) -> Any:
    """A query for one page."""
    # By query: deletion by term takes a number for a signed one and finds nothing in an unsigned field.
    return Query.term_query(schema(), "page_id", page_id)
