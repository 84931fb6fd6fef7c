"""How the ethical profile is drawn: a principle marks one point on the scale, a factor fills it up to its value."""

from types import SimpleNamespace

import pytest

from recommendations.criteria import FACTOR_WORDS, FACTORS, PRINCIPLE_WORDS, PRINCIPLES, Criterion, profile


@pytest.mark.parametrize(
    ("scale", "marks"), [(None, "..."), (0, "..."), (1, "X.."), (2, ".X."), (3, "..X")], ids=lambda value: str(value)
)
def test_a_principle_marks_one_place(scale, marks):
    assert drawn(Criterion("", scale, PRINCIPLE_WORDS, "", fills=False)) == marks


@pytest.mark.parametrize(
    ("scale", "marks"),
    [(None, "...."), (0, "...."), (1, "X..."), (2, "XX.."), (3, "XXX."), (4, "XXXX")],
    ids=lambda value: str(value),
)
def test_a_factor_fills_up_to_its_value(scale, marks):
    assert drawn(Criterion("", scale, FACTOR_WORDS, "", fills=True)) == marks


@pytest.mark.parametrize(
    ("words", "scale", "word"),
    [
        *((PRINCIPLE_WORDS, 1, "Talar emot"), (PRINCIPLE_WORDS, 2, "Neutral"), (PRINCIPLE_WORDS, 3, "Talar för")),
        *((FACTOR_WORDS, 1, "Låg"), (FACTOR_WORDS, 2, "Måttlig"), (FACTOR_WORDS, 3, "Hög")),
        *((FACTOR_WORDS, 4, "Mycket hög"), (FACTOR_WORDS, None, "Inte bedömd"), (PRINCIPLE_WORDS, 9, "Inte bedömd")),
    ],
)
def test_the_word_says_what_the_marks_draw(words, scale, word):
    assert Criterion("", scale, words, "", fills=True).word == word


@pytest.mark.parametrize(
    ("names", "words", "fills"), [(PRINCIPLES, PRINCIPLE_WORDS, False), (FACTORS, FACTOR_WORDS, True)]
)
def test_a_profile_has_the_platforms_order_without_what_says_nothing(names, words, fills):
    codes = list(names)
    page = SimpleNamespace(**{f"{name}_scale": None for name in codes}, **{f"{name}_text": "" for name in codes})
    assert profile(page, names, words, fills=fills) == []
    setattr(page, f"{codes[-1]}_scale", 1)
    setattr(page, f"{codes[0]}_text", "Sägs i ord.")
    assert [row.label for row in profile(page, names, words, fills=fills)] == [
        str(names[codes[0]]),
        str(names[codes[-1]]),
    ]


def drawn(criterion: Criterion) -> str:
    return "".join("X" if mark else "." for mark in criterion.marks)
