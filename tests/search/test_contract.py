"""What both engines have to do alike: the same questions, the same pages, the same counts."""

from datetime import date
from typing import Any

import pytest

from portal.selections.facets import facet_codes
from portal.selections.selection import Selection
from search.engines import Engine, EngineFailed, Request, Stored
from search.index.fields import fields
from search.query.clauses import Best, Clause, Every, Fuzzy, OnePage, Phrase, Prefix, Some, Stage, Term
from search.query.matcher import Held, holds
from tests.search.handmade import PLAIN, Shelf, doc, fill, found

PAGES = [
    doc(1, "Insulinpump för barn", text="Pump som doserar insulin", case_number="MTP 2021/7"),
    doc(2, "Glukosmätning", text="Insulinpump eller pump med insulin och glukosmätning", status=("replaced",)),
    doc(3, "Katarakt", text="Lins för grå starr", area=("eye",), dated_on=date(2023, 5, 1)),
    doc(4, "Lins", text="Insulin pump", area=("eye", "diabetes"), dated_on=date(2021, 5, 1)),
    doc(5, "Ångest", text="Samtal med pumpa och insulln"),
    doc(6, "Insulin pump", language="en", text="Pump"),
    doc(7, "Linser", text="Lisn, lons, lin, nils, Linzer"),
]


def ask(clause: Clause, name: str = "words", **selection: Any) -> Request:
    return Request(Selection(q="något", **selection), (Stage(name, clause),), limit=100)


CLAUSES: list[tuple[Clause, set[int]]] = [
    (Term("stems", "insulin"), {1, 2, 4}),
    (Term("title_stems", "lins"), {4}),
    (Term("case", "mtp2021/7"), {1}),
    (Term("status", "replaced"), {2}),
    (Term("stems", "finns-inte"), set()),
    (Term("stems", '" OR *:*'), set()),
    (Phrase("stems", ("pump", "med")), {2}),
    (Phrase("stems", ("insulin", "pump")), {4}),
    (Phrase("stems", ("pump",)), {1, 2, 4}),
    (Prefix("folded", "insulinp"), {1, 2}),
    (Prefix("folded", "angest"), {5}),
    (Prefix("begins", "mtp20"), {1}),
    (Prefix("lang", "sv"), {1, 2, 3, 4, 5, 7}),
    (Fuzzy("folded", "insulln", 1), {1, 2, 4, 5}),
    (Fuzzy("folded", "linsre", 1), {7}),
    (Fuzzy("folded", "lnis", 1), {3, 4}),
    (Fuzzy("folded", "mins", 1), set()),
    (Fuzzy("folded", "isnulinpmup", 2), {1, 2}),
    (Fuzzy("folded", "l", 1), set()),
    (OnePage(3), {3}),
    (OnePage(99), set()),
    (Some((OnePage(3), Term("stems", "pump"))), {1, 2, 3, 4}),
    (Every((OnePage(2),), without=(Term("stems", "katarakt"), OnePage(3))), {2}),
    (Best((Term("stems", "katarakt"), Term("stems", "angest"), Term("folded", "angest"))), {3, 5}),
    (Some((Term("stems", "katarakt"), Term("case", "mtp2021/7"))), {1, 3}),
    (Every((Term("stems", "pump"), Term("stems", "insulin"))), {1, 2, 4}),
    (Every((Term("stems", "pump"),), without=(Term("status", "replaced"),)), {1, 4}),
    (Every((), without=(Term("stems", "pump"), Term("area", "eye"))), {5, 7}),
    (Every((), without=(Term("stems", "pump"),), bonus=(Term("stems", "lins"),)), {3, 5, 7}),
    (Every((Term("stems", "lins"),), bonus=(Term("stems", "pump"), Term("stems", "finns-inte"))), {3, 4}),
    (Every((Best((Every((Term("stems", "lins"),)), Some((Phrase("stems", ("insulin", "och")),)))),)), {2, 3, 4}),
]


@pytest.mark.parametrize(("clause", "pages"), CLAUSES, ids=str)
def test_a_clause_holds_of_these_pages_by_hand_and_by_the_reference(clause, pages):
    known = {page.page_id for page in PAGES if page.language == "sv" and holds(clause, Held(fields(page, PLAIN)))}
    assert known == pages


def test_every_kind_of_clause_finds_the_pages_that_it_holds_of(used):
    fill(used, PAGES)
    for clause, pages in CLAUSES:
        results = used.search(ask(clause))
        assert set(results.ids) == pages, clause
        assert results.total == len(pages), clause


def test_a_token_with_a_space_or_of_any_length_is_no_syntax_and_breaks_nothing(used):
    fill(used, PAGES)
    for token in ("a b", "", "x" * 5000, "\x00", "å" * 300, "*", "?:\\/{}[]()^~", "\ud7ff", "𝕏"):
        for clause in (Term("stems", token), Prefix("folded", token + "y"), Fuzzy("folded", token, 2)):
            used.search(ask(clause))


RANKED: list[tuple[Clause, list[int]]] = [
    # The rarer token counts more; twice in a text counts more than once, in a short one more than in a long one.
    (Some((Term("stems", "katarakt"), Term("stems", "pump"))), [3, 4, 1, 2]),
    # What counts a fixed sum counts it beside what is weighed.
    (Some((Term("stems", "katarakt"), Prefix("folded", "insulinp", 1.7))), [3, 2, 1]),
    (Some((Term("stems", "katarakt"), Prefix("folded", "insulinp", 2.3))), [2, 1, 3]),
    (Some((Term("stems", "katarakt"), OnePage(1, 1.7), OnePage(5, 2.3))), [5, 3, 1]),
    (Best((Term("stems", "katarakt", 3.0), Term("case", "mtp2021/7", 100.0))), [1, 3]),
    (
        Every((Prefix("lang", "sv"),), bonus=(Fuzzy("folded", "insulln", 1, 2.0), Term("status", "replaced", 5.0))),
        [2, 5, 1, 4, 3, 7],
    ),
    # Where all weigh the same, the newest decision comes first, then the newest page.
    (Prefix("lang", "sv"), [3, 7, 5, 2, 1, 4]),
]


@pytest.mark.parametrize(("clause", "pages"), RANKED, ids=str)
def test_pages_are_weighed_alike(used, clause, pages):
    fill(used, PAGES)
    assert found(used, ask(clause)) == pages


def test_orders_are_newest_oldest_and_by_title_as_swedish_has_it(used):
    undated = doc(8, "Ä-film", dated_on=None)
    fill(used, [*PAGES, undated])
    orders = {sort: found(used, Request(Selection(sort=sort), limit=100)) for sort in ("", "newest", "oldest", "title")}
    assert orders[""] == orders["newest"] == [3, 7, 5, 2, 1, 4, 8]
    assert orders["oldest"] == [4, 1, 2, 5, 7, 3, 8]
    assert orders["title"] == [2, 1, 3, 4, 7, 5, 8]


STAGES = (
    Stage("words", Term("stems", "ingenting")),
    Stage("english", Term("title_stems", "insulin")),
    Stage("pump", Term("stems", "pump")),
    Stage("all", Prefix("lang", "s")),
)


def test_the_first_stage_that_finds_anything_before_the_facets_answers(used):
    fill(used, PAGES)
    plain = used.search(Request(Selection(q="x"), STAGES))
    assert (plain.stage, plain.total) == ("pump", 3)
    narrowed = used.search(Request(Selection(q="x", area=("diabetes",)), STAGES))
    assert (narrowed.stage, narrowed.ids) == ("pump", [4])
    nothing = used.search(Request(Selection(q="x", area=("heart",)), STAGES, groups=("area",)))
    assert (nothing.stage, nothing.total, nothing.facets) == ("pump", 0, {"area": {"eye": 1, "diabetes": 1}})
    english = used.search(Request(Selection(q="x", language="en"), STAGES))
    assert (english.stage, english.ids) == ("english", [6])
    elsewhere = used.search(Request(Selection(q="x", lang=("en",)), STAGES))
    assert (elsewhere.stage, elsewhere.ids) == ("pump", [])
    nowhere = used.search(Request(Selection(q="x"), STAGES[:2], groups=("type",)))
    assert (nowhere.stage, nowhere.total, nowhere.ids, nowhere.facets) == ("english", 0, [], {"type": {}})


REGIONS = [
    doc(1, region=("national",)),
    doc(2, region=("01", "12"), level=("healthcare_region",)),
    doc(3, region=("01",), level=("region",)),
    doc(4, region=("21",), level=("region",), language="en"),
]


def test_a_national_page_answers_for_every_region_and_is_counted_once_for_all(used):
    fill(used, REGIONS)
    results = used.search(Request(Selection(region=("12",)), groups=("region", "level")))
    assert set(results.ids) == {1, 2}
    assert results.facets["region"] == {"national": 1, "01": 2, "12": 1}
    assert results.facets["level"] == {"national": 1, "healthcare_region": 1}
    assert found(used, Request(Selection(region=("99",)))) == [1]


def test_three_and_more_groups_narrow_and_are_counted_each_without_its_own_choice(used):
    fill(
        used,
        [
            doc(1, type=("case",), area=("eye",), verdict=("use",), year=("2022",)),
            doc(2, type=("news",), area=("eye", "skin"), verdict=("use",), year=("2022",)),
            doc(3, type=("case",), area=("skin",), verdict=("use",), year=("2022",)),
            doc(4, type=("case",), area=("eye",), verdict=("wait",), year=("2022",)),
            doc(5, type=("case",), area=("eye",), verdict=("use",), year=("2021",)),
        ],
    )
    selection = Selection(type=("case",), area=("eye",), verdict=("use",), year=("2022", "2020"))
    results = used.search(Request(selection, groups=facet_codes()))
    wanted = {"type": {"case": 1, "news": 1}, "area": {"eye": 1, "skin": 1}, "verdict": {"use": 1, "wait": 1}}
    assert {group: results.facets[group] for group in wanted} == wanted and results.ids == [1]
    assert results.facets["year"] == {"2022": 1, "2021": 1}
    assert results.facets["assessor"] == {}


def test_fifty_values_in_each_of_two_groups_are_as_good_as_one(used):
    fill(used, [doc(1, area=("a7",), year=("y3",)), doc(2, area=("a7",), year=("y99",))])
    selection = Selection(area=tuple(f"a{n}" for n in range(50)), year=tuple(f"y{n}" for n in range(50)))
    assert found(used, Request(selection)) == [1]


def test_pages_follow_one_another_and_beyond_the_end_there_is_only_the_count(used):
    fill(used, [doc(number) for number in range(1, 26)])
    pages = [used.search(Request(Selection(), offset=offset, limit=10)) for offset in (0, 10, 20, 30, 10**9)]
    assert [page_id for page in pages for page_id in page.ids] == list(range(25, 0, -1))
    assert {page.total for page in pages} == {25}
    assert used.search(Request(Selection(), limit=0, groups=("type",))).facets == {"type": {"case": 25}}
    assert len(used.search(Request(Selection(), limit=50_000)).ids) == 25


def test_what_is_stored_comes_back_as_it_was(used):
    page = doc(1, "Titel <b>", ingress="In\ngress", text="Text", names=("CGM", "Ö"))
    fill(used, [page])
    wanted = Stored(1001, "Titel <b>", "In\ngress", "Text", ("CGM", "Ö"))
    assert used.search(Request(Selection(), stored=True)).stored == {1: wanted}
    assert used.search(Request(Selection())).stored == {}


def test_indexing_again_replaces_and_deleting_takes_away(used):
    fill(used, [doc(number) for number in range(1, 6)])
    used.index([doc(3, "Ventil", event_id=2), doc(6)])
    used.delete({1: 5, 99: 5})
    assert set(found(used, ask(Term("stems", "pump")))) == {2, 4, 5, 6}
    assert found(used, ask(Term("stems", "ventil"))) == [3]
    assert used.shown() == {number: number + 1000 for number in range(2, 7)}
    assert used.status().documents == 5
    assert used.search(Request(Selection(), groups=("type", "lang"))).facets == {"type": {"case": 5}, "lang": {"sv": 5}}


def test_an_older_write_loses_against_a_newer_one_whatever_it_is(used):
    fill(used, [doc(1, "Pump", event_id=10)])
    used.index([doc(1, "Ventil", event_id=9)])
    assert found(used, ask(Term("stems", "pump"))) == [1]
    used.delete({1: 9})
    assert found(used, Request(Selection())) == [1]
    used.index([doc(1, "Ventil", event_id=10)])
    assert found(used, ask(Term("stems", "ventil"))) == [1]
    used.index([doc(1, "Ny", event_id=12), doc(1, "Gammal", event_id=11)])
    assert found(used, ask(Term("stems", "ny"))) == [1]
    used.delete({1: 13})
    used.index([doc(1, "Igen", event_id=12)])
    assert found(used, Request(Selection())) == []
    used.index([doc(1, "Igen", event_id=14)])
    assert used.shown() == {1: 1001}


def test_without_an_index_searching_and_writing_fail_in_words(used):
    assert not used.status().ready and "reindex" in used.status().detail
    assert used.shown() == {}
    for attempt in (
        lambda: used.search(Request(Selection())),
        lambda: used.index([doc(1)]),
        lambda: used.delete({1: 1}),
    ):
        with pytest.raises(EngineFailed, match="reindex"):
            attempt()


def test_a_rebuild_replaces_everything_and_one_that_fails_nothing(used):
    fill(used, [doc(1), doc(2)])
    assert fill(used, [doc(2), doc(3)]) == 2
    assert used.shown().keys() == {2, 3}

    def broken():
        yield doc(77)
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        used.rebuild(broken(), lambda page_ids: [])
    assert used.shown().keys() == {2, 3}


def test_what_is_written_while_a_rebuild_reads_is_in_the_new_index(used):
    shelf = Shelf(doc(number, event_id=number) for number in range(1, 7))
    fill(used, shelf.docs.values())

    def reading():
        snapshot = list(shelf.docs.values())
        yield from snapshot[:3]
        shelf.docs[2] = doc(2, "Ventil", event_id=20)
        shelf.docs[9] = doc(9, "Ny", event_id=21)
        del shelf.docs[5], shelf.docs[1]
        used.index([shelf.docs[2], shelf.docs[9]])
        used.delete({5: 22, 1: 23})
        yield from snapshot[3:]

    assert used.rebuild(reading(), shelf.read) == 5
    assert used.shown().keys() == {2, 3, 4, 6, 9}
    assert found(used, ask(Term("stems", "ventil"))) == [2]


def test_an_index_of_another_analysis_answers_but_is_stale(used, monkeypatch):
    fill(used, [doc(1)])
    assert used.status().ready and not used.status().stale
    monkeypatch.setattr(PLAIN, "version", "another")
    assert used.status().ready and used.status().stale and "reindex" in used.status().detail
    assert found(used, Request(Selection())) == [1]
    fill(used, [doc(1)])
    assert not used.status().stale


def suggested(used: Engine, start: str) -> list[int]:
    return found(used, ask(Prefix("begins", start)))


def test_beginnings_are_of_words_in_titles_and_names_and_of_case_numbers(used):
    fill(used, [*PAGES, doc(8, "Årsrapport", names=("Dexcom G6",), text="Osynligt")])
    assert suggested(used, "insu") == [1]
    assert suggested(used, "arsr") == [8]
    assert suggested(used, "dexc") == [8]
    assert suggested(used, "mtp2021/") == [1]
    assert suggested(used, "osyn") == []
