"""Clauses judged in plain Python, and which of many saved selections a publication is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.selections.selection import Selection
from search.index.fields import fields
from search.query import matcher as module
from search.query.builder import stages
from search.query.clauses import Best, Every, Fuzzy, Phrase, Prefix, Some, Term
from search.query.matcher import Held, Saved, holds, matching
from search.text.edit_distance import distance
from tests.factories import RegionFactory
from tests.search.small import document, small_analysis

HELD = Held({"stems": "en pump för en barn", "folded": "insulin pump", "case": ["mtp 1/2"], "status": []})


@pytest.mark.parametrize(
    ("clause", "answer"),
    [
        (Term("stems", "pump"), True),
        (Term("stems", "pum"), False),
        (Term("lemmas", "pump"), False),
        # A keyword is one value, white space and all.
        (Term("case", "mtp 1/2"), True),
        (Term("case", "mtp"), False),
        (Phrase("stems", ("en", "barn")), True),
        (Phrase("stems", ("pump", "barn")), False),
        (Phrase("stems", ("barn", "en")), False),
        (Phrase("stems", ("barn",)), True),
        (Prefix("folded", "ins"), True),
        (Prefix("folded", "sulin"), False),
        (Fuzzy("folded", "insuiln", 1), True),
        (Fuzzy("folded", "insuiln", 0), False),
        (Fuzzy("folded", "ansulin", 1), False),
        (Fuzzy("folded", "iisuil", 1), False),
        (Fuzzy("folded", "insuil", 2), True),
        (Best((Term("stems", "x"), Term("stems", "pump"))), True),
        (Best(()), False),
        (Some((Term("stems", "x"), Term("stems", "y"))), False),
        (Every(()), True),
        (Every((Term("stems", "pump"), Term("stems", "x"))), False),
        (Every((Term("stems", "pump"),), without=(Term("stems", "barn"),)), False),
        (Every((Term("stems", "pump"),), bonus=(Term("stems", "x"),)), True),
    ],
)
def test_a_clause_holds_as_it_says(clause, answer):
    assert holds(clause, HELD) is answer


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("pump", "pump", 0), ("pump", "pumpa", 1), ("pump", "pupm", 1), ("pump", "bump", 1), ("pump", "pmpu", 2)],
)
def test_edits_are_counted_with_a_swap_as_one(one, other, edits):
    assert distance(one, other, 2) == distance(other, one, 2) == edits


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 2))
def test_the_limit_changes_no_distance_within_it(one, other, most):
    far, cut = distance(one, other, 20), distance(one, other, most)
    assert cut == far if far <= most else cut > most


@pytest.fixture
def known(db, monkeypatch):
    """Two regions and the small analysis."""
    RegionFactory()
    RegionFactory(code="gotland", name="Gotland")
    monkeypatch.setattr(module, "analysis", lambda: used)
    used = small_analysis()
    return used


def in_which(known, saved: dict[str, Selection], **values) -> set[str]:
    doc = fields(document(**values), known)
    return {each.key for each in matching(doc, [Saved(key, selection) for key, selection in saved.items()])}


def test_facets_and_words_decide_together(known):
    saved = {
        "all": Selection(),
        "pumps": Selection(q="insulinpumpar"),
        "pumps and sensors": Selection(q="pump sensor"),
        "recommended pumps": Selection(q="pump", type=("recommendation",), status=("in_force", "replaced")),
        "news of pumps": Selection(q="pump", type=("news",)),
        "without children": Selection(q="pump -barn"),
        "slip of the pen": Selection(q="pumo"),
        "in English": Selection(q="pump", lang=("en",)),
        "in both": Selection(q="pump", lang=("sv", "en")),
        "English reader": Selection(language="en"),
    }
    expected = {"all", "pumps", "recommended pumps", "without children", "in both"}
    assert in_which(known, saved, text="En pump för insulin") == expected
    both = ("sv", "en")
    assert in_which(known, saved, text="En pump för insulin", lists=both) == {*expected, "English reader"}


def test_what_is_national_is_in_every_region_that_exists(known):
    saved = {code: Selection(region=(code,)) for code in ("skane", "gotland", "atlantis")}
    assert in_which(known, saved) == {"skane", "gotland"}
    assert in_which(known, saved, region=("skane",), level=("region",)) == {"skane"}


def test_an_editors_synonym_counts_for_those_who_follow(known, monkeypatch):
    saved = {"tube": Selection(q="magsond")}
    assert in_which(known, saved, text="nasogastrisk tub") == set()
    monkeypatch.setattr(module.Synonym, "mapping", lambda: {"magsond": ("nasogastrisk tub",)})
    assert in_which(known, saved, text="nasogastrisk tub") == {"tube"}


def test_saved_selections_are_read_once_however_many_publications_come(known, monkeypatch):
    read = []
    monkeypatch.setattr(module, "stages", lambda question, *others: read.append(question) or stages(question, *others))
    saved = [Saved(number, Selection(q=f"pump {number}")) for number in range(200)]
    for text in ("En pump 17", "En pump 18"):
        assert {each.key for each in matching(fields(document(text=text), known), saved)} == {int(text[-2:])}
    assert len(read) == len(saved)
