"""How often search finds the right page, and that these figures fall when a part of search that counts is off."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from portal.devserver.demo_content import Loader, rows_of
from search.index.indexer import rebuild
from search.results.filter_words import led
from tests.search import golden
from tests.search.golden import ENGLISH_SITE, TUNED, UNSEEN, Figures, Question
from tests.search.switches import INDISPENSABLE, PRECEDENCE, SIMILARITY, SUBJECT, Part

KINDS = ("inflection", "part", "related", "diacritics", "typo", "nb", "da", "fi", "en", "number")
LEAST_IN_ALL, LEAST_OF_EACH = 200, 20
LEAST_UNSEEN, LEAST_WITHOUT_ANSWER = 140, 10
BROAD, LEAST_FIRST = 30, 27
NAMING_FILTERS, LEAST_ACTING = 30, 23
UNANSWERABLE, LEAST_ADMITTED = 40, 36
LEAST_SWEDISH_ONLY = 24
# A question that many pages answer equally well is found by anything.
MOST_PAGES = 12
# Between what search reaches and what it reaches without one of its parts. An unseen question is half a hundredth.
BARS = {
    "tuned": Figures(in_ten=0.99, in_three=0.985, first=0.95, nothing=1.0),
    "unseen": Figures(in_ten=0.965, in_three=0.935, first=0.85, nothing=1.0),
}
QUESTIONS = {"tuned": golden.tuned, "unseen": golden.unseen}


def test_there_are_enough_questions_of_every_kind() -> None:
    number = Counter(question.kind for question in golden.tuned())
    assert set(number) == set(KINDS)
    assert min(number.values()) >= LEAST_OF_EACH
    assert number.total() >= LEAST_IN_ALL


def test_a_third_or_more_are_single_words_and_a_third_or_more_are_not() -> None:
    asked = golden.tuned()
    single = sum(" " not in question.q for question in asked)
    assert len(asked) / 3 <= single <= len(asked) * 2 / 3


def test_enough_questions_were_written_by_who_had_not_read_the_code() -> None:
    assert len({question.q for question in golden.unseen() if question.pages}) >= LEAST_UNSEEN
    assert sum(not question.pages for question in golden.unseen()) >= LEAST_WITHOUT_ANSWER


def test_no_question_is_asked_twice_of_the_same_site() -> None:
    number = Counter((question.q.casefold(), question.language, question.file == TUNED) for question in _all())
    assert [asked for asked, times in number.items() if times > 1] == []


def test_every_answer_is_a_page_of_the_demo_content_in_the_language_of_the_question() -> None:
    known = {*golden.addresses_by_key().values(), *(f"/{row['slug']}/" for row in rows_of("pages", "page"))}
    for question in _all():
        assert len(set(question.pages)) == len(question.pages) <= MOST_PAGES, question
        assert set(question.pages) <= known, question
        assert all(page.startswith(ENGLISH_SITE) == (question.language == "en") for page in question.pages), question


def test_only_what_is_said_to_have_no_answer_has_none() -> None:
    assert [question for question in _all() if bool(question.pages) == (question.kind == golden.NOTHING)] == []


def test_a_shared_table_of_questions_is_read_line_by_line() -> None:
    assert {question.file for question in golden.unseen()} == set(UNSEEN)


def test_figures_are_shares_of_the_questions_with_an_answer_and_of_those_without() -> None:
    places = ((1, "a"), (3, "b"), (4, "c"), (11, "d"), (0, "e"))
    answers = {
        Question(q, "form", ("right",)): ["other"] * (place - 1) + ["right"] * bool(place) for place, q in places
    }
    assert golden.figures(answers) == Figures(in_ten=0.6, in_three=0.4, first=0.2, nothing=1.0)
    silent = {Question("f", "none", ()): [], Question("g", "none", ()): ["other"]}
    assert golden.figures({**answers, **silent}) == Figures(in_ten=0.6, in_three=0.4, first=0.2, nothing=0.5)


def _all() -> list[Question]:
    return [*golden.tuned(), *golden.unseen()]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[int, str]]:
    """The demo content, loaded once for all: page id → address."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_vocabulary", verbosity=0)
        Loader().load()
        yield golden.addresses_by_id()
        transaction.set_rollback(True)


@pytest.fixture
def addresses(demo: dict[int, str], db: None, named: str) -> dict[int, str]:
    """The demo content, to be found by the chosen engine once the index is built."""
    return demo


def missed(addresses: dict[int, str]) -> dict[str, str]:
    """Which bars are missed, each with what was asked and found: "tuned" or "unseen" → report."""
    rebuild()
    found = {}
    for name, bar in BARS.items():
        answers = golden.ask(QUESTIONS[name](), addresses)
        if any(made < least for made, least in zip(astuple(golden.figures(answers)), astuple(bar), strict=True)):
            found[name] = f"{name}, bar {bar}\n{golden.report(answers)}"
    return found


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.xdist_group("elasticsearch")
def test_the_right_page_is_among_the_first_hits(addresses: dict[int, str]) -> None:
    found = missed(addresses)
    assert not found, "\n".join(found.values())


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.xdist_group("elasticsearch")
def test_what_has_no_english_text_is_found_on_the_english_site_by_its_summary_and_its_concepts(addresses: Any) -> None:
    rebuild()
    answers = golden.ask(golden.swedish_only(), addresses)
    assert len(answers) >= LEAST_SWEDISH_ONLY
    assert golden.figures(answers).in_ten == 1, golden.report(answers)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.xdist_group("elasticsearch")
@pytest.mark.parametrize("part", INDISPENSABLE, ids=lambda part: part.name)
def test_search_without_a_part_that_counts_misses_a_bar_of_both(part: Part, addresses: dict[int, str]) -> None:
    """Else the bars would be so low that nobody would notice the loss."""
    with part.off():
        assert missed(addresses).keys() == BARS.keys()


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.xdist_group("elasticsearch")
def test_search_that_takes_anything_for_similar_finds_something_where_nothing_fits(addresses: dict[int, str]) -> None:
    with SIMILARITY.off():
        rebuild()
        answers = golden.ask(golden.unseen(), addresses)
    assert golden.figures(answers).nothing < BARS["unseen"].nothing


def holding_first(addresses: dict[int, str]) -> int:
    """How many of the broad questions have a recommendation that holds as their first hit."""
    rebuild()
    return sum(question.rank(found) == 1 for question, found in golden.ask(golden.broad(), addresses).items())


def test_broad_questions_name_recommendations_of_the_demo_content_that_hold_or_may() -> None:
    asked = golden.broad()
    assert len({question.q for question in asked}) == BROAD
    past = {
        golden.addresses_by_key()[row["key"]] for row in rows_of("recommendations", "recommendation") if _is_past(row)
    }
    for question in asked:
        assert not past.intersection(question.pages), question
        assert set(question.pages) <= set(golden.addresses_by_key().values()), question


def _is_past(row: dict[str, Any]) -> bool:
    return row.get("status", "replaced") in ("replaced", "withdrawn")


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.xdist_group("elasticsearch")
def test_what_holds_stands_first_for_broad_questions_and_without_precedence_it_does_not(
    addresses: dict[int, str],
) -> None:
    assert holding_first(addresses) >= LEAST_FIRST
    with PRECEDENCE.off():
        assert holding_first(addresses) < LEAST_FIRST


def admitted() -> int:
    """Of how many of the questions that no page answers search finds nothing, or says that it has none of it."""
    rebuild()
    return sum(golden.is_admitted(question) for question in golden.unanswerable())


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.xdist_group("elasticsearch")
def test_what_no_page_is_about_finds_nothing_or_is_said_to_be_near_and_small_words_would_find_it(
    addresses: dict[int, str],
) -> None:
    assert len({question.q for question in golden.unanswerable()}) == UNANSWERABLE
    assert admitted() >= LEAST_ADMITTED
    with SUBJECT.off():
        assert admitted() < LEAST_ADMITTED


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.xdist_group("elasticsearch")
def test_words_that_name_filters_act_as_those_or_stay_text_and_never_as_others(addresses: dict[int, str]) -> None:
    rebuild()
    meant = golden.naming_filters()
    assert len(set(meant)) == NAMING_FILTERS
    answered = {asked: led(asked) for asked in meant}
    assert {asked: given for asked, given in answered.items() if given not in (asked, meant[asked])} == {}
    assert sum(given != asked for asked, given in answered.items()) >= LEAST_ACTING
