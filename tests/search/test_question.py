"""What people type, read as they mean it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.selections.selection import clean_question
from search.query.parser import Question, parse


@pytest.mark.parametrize("typed", ['"typ 2" pump', "”typ 2” pump", "“typ 2” pump", "«typ 2» pump", "„typ 2“ pump"])
def test_a_phrase_stands_in_whatever_quotes_the_keyboard_has(typed):
    asked = parse(typed)
    assert (asked.words, asked.phrases) == ("pump", ("typ 2",))


def test_quotes_that_nobody_closed_or_filled_are_ignored():
    assert parse('"insulin pump').words == "insulin pump"
    assert parse('insulin "" pump').words == "insulin pump"
    assert parse('6" sond').words == "6 sond"
    assert parse('"insulin pump').phrases == parse('""').phrases == ()


@pytest.mark.parametrize("typed", ["pump -insulin", "pump \u2212insulin", "-insulin pump"])
def test_a_minus_before_a_word_leaves_it_out(typed):
    assert parse(typed) == Question(words="pump", without=("insulin",))


def test_a_minus_before_a_phrase_leaves_it_out():
    assert parse('pump -"typ 2" barn') == Question(words="pump barn", without=("typ 2",))


@pytest.mark.parametrize("typed", ["CE-märkt", "hjärt- och kärlkirurgi", "pump - insulin", "pump -", "--", "pump --x"])
def test_a_hyphen_within_after_or_between_words_leaves_nothing_out(typed):
    asked = parse(typed)
    assert asked.without == ()
    assert asked.words == typed


@pytest.mark.parametrize(
    "typed",
    ["MTP 2021/7", "mtp2021/7", "MTP  2021 /7", "ärende MTP 2021/7.", "(mtp 2021/7)", '"MTP 2021/7"', "MTP 2021-7"],
)
def test_a_case_number_is_known_however_it_is_spaced_and_cased(typed):
    assert "mtp2021/7" in parse(typed).cases


def test_words_without_a_digit_are_no_case_numbers_and_those_left_out_are_not_asked_for():
    assert parse("pump för barn").cases == ()
    assert parse("pump -2021/7").cases == ()


@given(st.text(max_size=300))
@example('-"')
@example('"-a" -"b" "c')
@example("-" * 200)
@example("1 2 3 " * 60)
def test_any_text_is_read_and_nothing_grows(text):
    asked = parse(clean_question(text))
    assert len(asked.words) <= 200
    assert len(asked.cases) <= 24
    for piece in (*asked.phrases, *asked.without):
        assert piece == piece.strip() != ""
    assert all(any(letter.isdigit() for letter in number) for number in asked.cases)
