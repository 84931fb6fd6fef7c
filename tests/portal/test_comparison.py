"""What changed between two texts, in words as an editor would say it."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.publications.comparison import compare, sentences


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
        ("Åldern är 7,5 år", "Åldern är 12 år", "Åldern höjs från 7,5 till 12 år."),
        ("Priset är 1 200 kronor.", "Priset är 900 kronor.", "Priset sänks från 1 200 till 900 kronor."),
        ("Andelen är 5 %.", "Andelen är 7 %.", "Andelen höjs från 5 till 7 %."),
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


def test_only_what_changed_is_told_and_a_moved_sentence_is_no_change() -> None:
    before = "Först detta. Gränsen är 70 mmol/mol. Sist detta."
    after = "Sist detta. Gränsen är 60 mmol/mol. Först detta. Dessutom detta."
    assert told(before, after) == ["Gränsen sänks från 70 till 60 mmol/mol.", "Nytt: ”Dessutom detta.”"]


def test_the_number_in_a_name_is_no_amount() -> None:
    assert told("HbA1c mäts.", "HbA2c mäts.") == ["Nytt: ”HbA2c mäts.”", "Borttaget: ”HbA1c mäts.”"]


texts = st.text(st.sampled_from("ab år är 0123456789 ,.-/%\n A<>{}\u00a0²"), max_size=80)


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
