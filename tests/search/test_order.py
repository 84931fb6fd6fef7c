"""In which order pages stand that answer a question: the same in both engines."""

from typing import Any

import pytest

from portal.publications.precedence import FIRST, LAST
from portal.selections.selection import Selection
from search.engines import Engine, Request
from search.query.builder import FOREMOST, foremost, lacking, lifting
from search.query.clauses import Clause, Every, OnePage, Prefix, Stage, Term
from tests.search.handmade import doc, fill, found

SHEETS = [
    doc(1, "Pump", area=("eye",)),
    doc(2, "Blad", text="Pump", status=("replaced",), area=("diabetes",), precedence=LAST),
    doc(3, "Pump", text="Katarakt"),
    doc(4, "Katarakt", area=("eye",)),
    doc(5, "Lins", area=("eye",)),
    doc(6, "Lins"),
]


def asked(clause: Clause, **selection: Any) -> Request:
    return Request(Selection(q="pump", **selection), (Stage("words", clause),), limit=50)


def order(used: Engine, clause: Clause) -> list[int]:
    return found(used, asked(clause))


def test_what_stands_foremost_comes_first_where_the_words_fit_equally(used):
    steps = {1: LAST + 1, 2: FIRST, 3: LAST, 4: 10}
    fill(used, [doc(page_id, "Blad", text="Pump", precedence=step) for page_id, step in steps.items()])
    assert order(used, Every((Term("stems", "pump"),), bonus=foremost())) == [2, 4, 1, 3]


def test_what_fits_clearly_better_comes_first_all_the_same(used):
    others = [doc(page_id, "Blad", text="Pump " + "med slang " * 9, precedence=FIRST) for page_id in range(2, 150)]
    fill(used, [*others, doc(1, "Pump", precedence=10)])
    clause = Every((Term("stems", "pump"),), bonus=(Term("title_stems", "pump", 2.0), *foremost()))
    assert order(used, clause)[:2] == [1, 149]


def test_each_hit_has_what_it_counts_where_the_order_is_by_match(used):
    fill(used, SHEETS)
    clause = Every((Prefix("lang", "sv", 2.0),), bonus=(Term("status", "replaced", 5.0), OnePage(4, 1.5)))
    results = used.search(asked(clause))
    assert results.scores == {2: 7.0, 4: 3.5, **dict.fromkeys((1, 3, 5, 6), 2.0)}
    assert list(results.scores) == results.ids
    assert used.search(asked(clause, sort="title")).scores == {}


def test_what_is_lifted_counts_its_match_and_its_standing_and_is_counted_as_others(used):
    fill(used, SHEETS)
    stage = Stage("words", Every((Term("stems", "pump"),), (Term("stems", "katarakt"),), foremost()))
    # The first is found already, the third and the fourth have the word to leave out, and there is no page 99.
    assert order(used, lacking(stage, [1, 3, 4, 5, 99]).clause) == [5]
    lifted = lifting(stage, {5: 50.0, 6: 0.0}).clause
    results = used.search(Request(Selection(q="x"), (Stage("words", lifted),), groups=("status", "area")))
    assert results.ids == [5, 1, 6, 2]
    assert results.scores[5] - results.scores[6] == pytest.approx(50.0)
    assert results.scores[6] == pytest.approx(10 / FIRST * FOREMOST)
    assert results.facets == {"status": {"ongoing": 3, "replaced": 1}, "area": {"eye": 2, "diabetes": 1}}
    eye = used.search(Request(Selection(q="x", area=("eye",)), (Stage("words", lifted),), groups=("status", "area")))
    assert (eye.ids, eye.total) == ([5, 1], 2)
    assert eye.facets == {"status": {"ongoing": 2}, "area": {"eye": 2, "diabetes": 1}}
