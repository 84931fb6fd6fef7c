"""Did you mean: offered where words were mistyped, in the spelling of the best hits."""

from dataclasses import fields
from typing import Any

import pytest

from search.engines import Results, Stored
from search.query.parser import parse
from search.query.resolver import read
from search.results.answers import Answer
from search.results.did_you_mean import did_you_mean
from search.results.highlighter import Highlighter
from search.results.hits import Hit
from tests.search.small import small_analysis

ANALYSIS = small_analysis()


def row(text: str) -> Hit:
    plain: dict[str, Any] = dict.fromkeys((field.name for field in fields(Hit)), "")
    return Hit(**{**plain, "language": "sv", "stored": Stored(1, text, "", "", ())})


def meant(question: str, *titles: str, stage: str = "similar") -> str:
    asked = read(parse(question), ("sv",), ANALYSIS, {})
    given = Answer(Results(len(titles), [], stage=stage), highlighter=Highlighter(asked, stage, ANALYSIS))
    return did_you_mean(question, given, [row(title) for title in titles])


@pytest.mark.parametrize(
    ("question", "titles", "better"),
    [
        ("insulinpunp", ["En insulinpump"], "insulinpump"),
        ("insulinpunp för barn", ["En insulinpump för barn"], "insulinpump för barn"),
        ("insulinpunp barm", ["En insulinpump för barn"], "insulinpump barn"),
        # The spelling with the fewest letters between, then the one that most hits have.
        ("pumpor", ["Pumpa, pumpar, pumpar", "pumpas"], "pumpar"),
        ("Libr", ["FreeStyle Libre"], "Libre"),
        # What stands there as it was typed is no mistake.
        ("insulin", ["insulinets insulin"], ""),
        ("xyz", ["En pump"], ""),
        ("insulinpunp", [], ""),
    ],
)
def test_the_question_is_offered_as_the_hits_spell_it(question, titles, better):
    assert meant(question, *titles) == better


def test_nothing_is_offered_where_the_words_were_found():
    assert meant("insulinpunp", "insulinpump", stage="words") == ""
    assert meant("insulinpunp barn", "insulinpump barn", stage="parts") == "insulinpump barn"


def test_words_of_an_earlier_revision_are_not_offered():
    asked = read(parse("insulinpunp"), ("sv",), ANALYSIS, {})
    given = Answer(Results(1, [1], stage="similar"), highlighter=Highlighter(asked, "similar", ANALYSIS))
    old = row("insulinpump")
    old = Hit(**{**old.__dict__, "stored": None})
    assert did_you_mean("insulinpunp", given, [old]) == ""
