"""What changed between two texts, in words as an editor would say it."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.publications.comparison import compare, is_reordered, sentences


def told(before: str, after: str) -> list[str]:
    return [change.in_words() for change in compare(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "HbA1c-gränsen är 70 mmol/mol.",
            "HbA1c-gränsen är 60 mmol/mol.",
            "HbA1c-gränsen sänks från 70 till 60 mmol/mol.",
        ),
        ("Åldersgränsen är 7,5 år", "Åldersgränsen är 12 år", "Åldersgränsen höjs från 7,5 till 12 år."),
        ("Priset är 1 200 kronor.", "Priset är 900 kronor.", "Priset sänks från 1 200 till 900 kronor."),
        ("Gränsen är 5 %.", "Gränsen är 7 %.", "Gränsen höjs från 5 till 7 %."),
        ("Startåret är 2024.", "Startåret är 2026.", "Startåret: från 2024 till 2026."),
        (
            "Kan användas vid HbA1c över 70 mmol/mol hos vuxna.",
            "Kan användas vid HbA1c över 60 mmol/mol hos vuxna.",
            "”Kan användas vid HbA1c över 60 mmol/mol hos vuxna.” Tidigare: 70.",
        ),
        (
            "Mellan 3 och 5 dagar.",
            "Mellan 4 och 6 dagar.",
            "”Mellan 4 och 6 dagar.” Tidigare: ”Mellan 3 och 5 dagar.”",
        ),
        # Of two numbers nobody would know which one was another one.
        ("Mellan 3 och 5 dagar.", "Mellan 3 och 6 dagar.", "”Mellan 3 och 6 dagar.” Tidigare: ”Mellan 3 och 5 dagar.”"),
        (
            "Högsta priset för barn är 90 kronor.",
            "Högsta priset för barn är 80 kronor.",
            "Högsta priset för barn sänks från 90 till 80 kronor.",
        ),
        ("Gränsen är 7,0.", "Gränsen är 7,00.", "Gränsen: från 7,0 till 7,00."),
        ("", "Gäller även barn.", "Nytt: ”Gäller även barn.”"),
        ("Gäller inte barn.", "", "Borttaget: ”Gäller inte barn.”"),
    ],
)
def test_a_change_is_told_in_words(before: str, after: str, words: str) -> None:
    assert told(before, after) == [words]


def test_the_english_words_say_the_same() -> None:
    with override("en"):
        assert told("The limit is 70 mmol/mol.", "The limit is 60 mmol/mol.") == [
            "The limit is lowered from 70 to 60 mmol/mol."
        ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Rekommenderas när HbA1c är {} mmol/mol.",
        "Barn som är {} år.",
        "Bedömningen bygger på {} studier.",
        "Studierna är {}.",
        "Ingen gräns är {} år.",
        "Gränsen är inte {} år.",
        "Gränsen, om ens någon, är {} år.",
        "Vid åldern är {} år.",
        "Medelåldern är {} år.",
        "Andelen är {} %.",
        "Åldern i studien är {} år.",
        "Medelkostnaden är {} kronor.",
        "The mean-dose is {} mg.",
        "Priset var {} kronor.",
        "Det är {} studier.",
        "Vuxna | gränsen är {} år",
        "Gränsen är {}?",
        "Gränsen är {} år och högre.",
        "Children who are {}.",
        "The mean age is {} years.",
    ],
)
def test_only_what_is_surely_an_amount_is_lowered_or_raised(sentence: str) -> None:
    assert told(sentence.format(12), sentence.format(10)) == [f"”{sentence.format(10)}” Tidigare: 12."]


def test_a_number_that_may_be_written_in_two_ways_is_neither_lowered_nor_raised() -> None:
    with override("en"):
        assert told("The price is 900 euro.", "The price is 1,200 euro.") == ["The price: from 900 to 1,200 euro."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Gränsen är \u22125 grader.", "Gränsen är \u22127 grader."),
        ("Gränsen är \u20135 grader.", "Gränsen är \u20137 grader."),
        ("Priset är 1,200,000 euro.", "Priset är 1,300,000 euro."),
        ("Blodtrycket är 120/80.", "Blodtrycket är 120/90."),
        ("Klockan 12:30.", "Klockan 12:45."),
        ("Antalet är 10^9.", "Antalet är 10^6."),
        ("Priset är 1 200-1 300 kronor.", "Priset är 2 200-1 300 kronor."),
    ],
)
def test_what_is_no_whole_number_is_never_told_as_a_number(before: str, after: str) -> None:
    assert told(before, after) == [f"Nytt: ”{after}”", f"Borttaget: ”{before}”"]


def test_a_number_with_decimals_is_told_whole() -> None:
    assert told("Priset är 1 200,50 kronor.", "Priset är 1 300,50 kronor.") == [
        "Priset höjs från 1 200,50 till 1 300,50 kronor."
    ]


def test_of_sentences_that_are_alike_nobody_knows_which_became_which() -> None:
    before = "Barn.\nDosen är 5 mg.\nVuxna.\nDosen är 7 mg."
    after = "Barn.\nDosen är 7 mg.\nVuxna.\nDosen är 9 mg."
    assert told(before, after) == ["Nytt: ”Dosen är 9 mg.”", "Borttaget: ”Dosen är 5 mg.”"]


def test_a_row_of_a_table_is_one_sentence() -> None:
    assert told("Ja. Barn | 5\nVuxna | 7", "Ja. Barn | 7\nVuxna | 9") == [
        "”Ja. Barn | 7” Tidigare: 5.",
        "”Vuxna | 9” Tidigare: 7.",
    ]


def test_the_same_sentences_in_another_order_are_seen() -> None:
    assert is_reordered("Ett. Två.", "Två. Ett.")
    assert not is_reordered("Ett. Två.", "Ett. Två.") and not is_reordered("Ett. Två.", "Två. Tre.")


def test_only_what_changed_is_told_and_a_moved_sentence_is_no_change() -> None:
    before = "Först detta. Gränsen är 70 mmol/mol. Sist detta."
    after = "Sist detta. Gränsen är 60 mmol/mol. Först detta. Dessutom detta."
    assert told(before, after) == ["Gränsen sänks från 70 till 60 mmol/mol.", "Nytt: ”Dessutom detta.”"]


def test_the_number_in_a_name_is_no_amount() -> None:
    assert told("HbA1c mäts.", "HbA2c mäts.") == ["Nytt: ”HbA2c mäts.”", "Borttaget: ”HbA1c mäts.”"]


texts = st.text(st.sampled_from("ab år är 0123456789 ,.-/%\n A<>{}\u00a0²^:|\u2212\u2013"), max_size=80)


@given(texts, texts)
def test_every_change_has_a_line_and_nothing_is_lost(before: str, after: str) -> None:
    changes = compare(before, after)
    assert not compare(after, after)
    old, new = sentences(before), sentences(after)
    kept = len(old) - sum(bool(change.before) for change in changes)
    assert kept == len(new) - sum(bool(change.after) for change in changes) >= 0
    for change in changes:
        assert change.before != change.after and (not change.before or change.before in old)
        assert change.in_words().strip() and "\n" not in change.in_words()
