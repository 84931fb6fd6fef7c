"""What is marked in a hit, and which part of a long text is shown."""

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from search.engines import Stored
from search.query.builder import FOLDED, PARTS, SIMILAR, WORDS
from search.query.parser import parse
from search.query.resolver import read
from search.results.highlighter import Highlighter
from search.results.hits import LENGTH, Pieces, cut, fragment, shown
from tests.search.small import LABELS, small_analysis

ANALYSIS = small_analysis()
NAMES: dict[str, list[str]] = {}
for _concept, _language, _label in LABELS:
    NAMES.setdefault(_concept, []).append(_label)


def highlighter(question: str, stage: str = WORDS, synonyms: dict[str, tuple[str, ...]] | None = None) -> Highlighter:
    return Highlighter(read(parse(question), ("sv",), ANALYSIS, synonyms or {}), stage, ANALYSIS, NAMES)


def written(pieces: Pieces) -> str:
    return "".join(f"[{piece}]" if found else piece for piece, found in pieces)


def marked(question: str, text: str, stage: str = WORDS) -> str:
    return written(cut(text, highlighter(question, stage).find(text, "sv")))


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("pumpar", "En pump, två pumparna.", "En [pump], två [pumparna]."),
        ("pump", "Flera insulinpumpar", "Flera [insulinpumpar]"),
        # Both parts answer, but only where the whole word does not stand.
        ("insulinpump", "insulin i en pump", "[insulin] i en [pump]"),
        ("insulinpump", "insulin i en insulinpump", "insulin i en [insulinpump]"),
        ("CGM", "Om kontinuerlig glukosmätning (CGM).", "Om [kontinuerlig glukosmätning] ([CGM])."),
        ("sydämentahdistin", "En pacemaker", "En [pacemaker]"),
        ("pump till barn", "till en pump för barn", "till en [pump] för [barn]"),
        ("rytmrubbning", "Förmaksfladder hos äldre", "[Förmaksfladder] hos äldre"),
        ("förmaksfladder", "Förmaksfladder, en rytmrubbning", "[Förmaksfladder], en rytmrubbning"),
        ('"typ 2"', "typ 2 är inte typ 1 eller 2", "[typ 2] är inte typ 1 eller 2"),
        ("pump -barn", "pump för barn", "[pump] för barn"),
        ("pump", "pump-\npumpen", "[pump]-\n[pumpen]"),
        ("pump", "en sensor", ""),
        ("pump", "", ""),
    ],
)
def test_what_answers_is_marked(question, text, expected):
    assert marked(question, text) == expected


def test_later_stages_mark_what_they_found():
    assert marked("glukosmatare", "En glukosmätare", FOLDED) == "En [glukosmätare]"
    assert marked("insulinpunp", "En insulinpump", SIMILAR) == "En [insulinpump]"
    assert marked("isnulinpump", "En insulinpump", SIMILAR) == "En [insulinpump]"
    assert marked("insuli", "Lite insulin", SIMILAR) == "Lite [insulin]"
    assert marked("barn insulinpunp", "En insulinpump", PARTS) == "En [insulinpump]"
    assert marked("insulinpunp", "En insulinpump") == ""


def test_an_editors_synonym_is_marked():
    tube = highlighter("magsond", synonyms={"magsond": ("nasogastrisk tub",)})
    assert written(cut("En nasogastrisk tub", tube.find("En nasogastrisk tub", "sv"))) == "En [nasogastrisk] [tub]"


def test_letters_that_grow_when_small_do_not_move_the_marks():
    assert marked("pump", "İİİİ en pump") == "İİİİ en [pump]"


LONG = "Ett stycke om annat. " * 20 + "En pump för barn med insulin finns här. " + "Och mer om annat. " * 20


def test_the_fragment_stands_around_the_densest_hits_cut_between_words():
    found = written(fragment(f"En pump nämns först.\n{LONG}", highlighter("pump insulin"), "sv"))
    assert "En [pump] för barn med [insulin] finns här." in found
    assert "nämns" not in found
    assert found.startswith("… ") and found.endswith(" …")
    bare = found.strip("… ").replace("[", "").replace("]", "")
    assert len(bare) <= LENGTH
    assert f" {bare} " in f" {LONG} "


def test_passages_are_not_run_together():
    assert written(fragment("Kort pump.\nNästa stycke.", highlighter("pump"), "sv")) == "Kort [pump]. … Nästa stycke."
    first, second = "Om en pump. " + "x" * 300, "Nästa stycke"
    assert "Nästa" not in written(fragment(f"{first}\n{second}", highlighter("pump"), "sv"))


def stored(**values) -> Stored:
    usual = {"revision_id": 1, "title": "Rubrik", "ingress": "Ingress", "text": "", "names": ()}
    return Stored(**{**usual, **values})


def gist(question: str, **values) -> tuple[str, str, str, str]:
    found = shown(stored(**values), highlighter(question), "sv")
    return written(found.title), written(found.ingress), written(found.text), found.source


def test_the_text_is_looked_through_only_for_what_stands_in_neither_title_nor_ingress():
    assert gist("pump", title="En pump", text="pump") == ("En [pump]", "", "", "")
    assert gist("pump", ingress="En pump", text="pump") == ("", "En [pump]", "", "")
    assert gist("pump barn", title="En pump", text="För barn") == ("En [pump]", "", "För [barn]", "")
    assert gist("pump barn", title="Om barn", ingress="En pump", text="barn") == ("Om [barn]", "En [pump]", "", "")
    assert gist("pump", text="En pump") == ("", "", "En [pump]", "")


def test_names_and_documents_are_looked_through_last_and_say_so():
    assert gist("pump", names=("Pump A", "B")) == ("", "", "[Pump] A, B", "")
    assert gist("pump", attachments=(("Bilaga", "En pump"),)) == ("", "", "En [pump]", "Bilaga")


@effort(max_examples=100)
@given(st.text(max_size=80), st.text(max_size=300), st.sampled_from([WORDS, FOLDED, PARTS, SIMILAR]))
@example("pump", "pump" * 100, WORDS)
@example("a", "a\n" * 150, SIMILAR)
def test_pieces_are_the_text_and_nothing_else(question, text, stage):
    pieces = cut(text, highlighter(question, stage).find(text, "sv"))
    assert not pieces or "".join(piece for piece, _found in pieces) == text
    assert all(piece for piece, _found in pieces)
    part = fragment(text, highlighter(question, stage), "sv")
    assert bool(part) == any(found for _piece, found in part)


def test_of_a_long_text_only_what_may_answer_is_analysed(monkeypatch):
    asked = highlighter("insulinpump barn CGM")
    assert fragment("En pump", asked, "sv")
    looked_at, words = [], ANALYSIS.words
    monkeypatch.setattr(ANALYSIS, "words", lambda text, language: looked_at.append(text) or words(text, language))
    assert fragment(LONG * 100, asked, "sv")
    assert {text.split()[0] for text in looked_at} == {"pump", "barn", "insulin"}
    assert len(looked_at) == len(set(looked_at))
