"""In which stage a question finds a text, judged in plain Python: the engines are asked the same clauses."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from portal.publications.precedence import FIRST, LAST
from portal.selections.selection import clean_question
from search.query.builder import FAINTLY, FOREMOST, NARROWER, stages
from search.query.clauses import Best, Clause, Every, Fuzzy, Phrase, Prefix, Some, Stage, Term
from search.query.matcher import holds
from search.query.parser import parse
from search.query.resolver import read
from search.text.analyzer import Analysis
from search.text.lexicon import Lexicon
from tests.search.compiled import word_data
from tests.search.small import LABELS, SmallAnalysis, held, small_analysis

ANALYSIS = small_analysis()
# What an engine may be asked at the most in one stage: the longest question in two languages.
MOST_CLAUSES = 900


def asked(question: str, *languages: str, **more: Any) -> tuple[Stage, ...]:
    return stages(parse(clean_question(question)), languages or ("sv",), ANALYSIS, **more)


def answered_by(question: str, text: str = "", *, languages: tuple[str, ...] = ("sv",), **values: Any) -> str:
    """The first stage that finds a document with this text; empty where none does."""
    document = held(text, **values)
    return next((stage.name for stage in asked(question, *languages) if holds(stage.clause, document)), "")


def leaves(clause: Clause) -> Iterator[Any]:
    match clause:
        case Best(of) | Some(of):
            for part in of:
                yield from leaves(part)
        case Every(of, without, bonus):
            for part in (*of, *without, *bonus):
                yield from leaves(part)
        case _:
            yield clause


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("pumpar", "En pump."),
        ("pump", "Flera insulinpumpar."),
        ("insulinpump", "En pump som ger insulin."),
        ("glukosmätare", "Glukos i vävnaden, blodtrycksmätare på armen."),
        ("pump insulin", "Insulinpumpar för barn"),
        ("pump för insulin", "Insulinpumpar"),
        ("CGM", "kontinuerlig glukosmätning"),
        ("kontinuerlig glukosmätning", "CGM"),
        ("kontinuerlig glukosmätning", "Glukosmätning som är kontinuerlig"),
        ("kontinuerlig glukosmätning barn", "CGM hos barn"),
    ],
)
def test_every_word_stands_whole_or_in_a_compound_or_by_what_it_means(question, text):
    assert answered_by(question, text) == "words"


def test_one_word_that_is_nowhere_leaves_only_the_later_stages():
    assert answered_by("pump rymdraket", "En pump.") == "parts"
    assert answered_by("rymdraket", "En pump.") == ""


def test_small_words_are_asked_for_only_where_there_are_no_others():
    assert answered_by("pump till barn", "pump barn") == "words"
    assert answered_by("för och", "för och emot") == "words"
    assert answered_by("för och", title="För") == ""


@pytest.mark.parametrize("question", ["vad är en pump", "what is a pump", "what does the pump do"])
def test_a_small_word_stays_one_where_it_is_a_form_of_another(question):
    used = Analysis(Lexicon.open(word_data()))
    for languages in (("sv", "en"), ("en", "sv")):
        assert [name.text for name in read(parse(question), languages, used, {}).names] == ["pump"]


def test_a_word_of_another_language_finds_by_its_concept():
    assert answered_by("sydämentahdistin", "En pacemaker.") == "words"
    assert answered_by("jatkuva glukoosinseuranta", "CGM") == "words"
    assert answered_by("continuous glucose monitoring", "CGM") == "words"


def test_words_that_are_written_apart_find_what_is_written_together():
    assert answered_by("Foundation One", "FoundationOne") == "words"
    assert answered_by("free style", "FreeStyle Libre") == "words"


def test_the_words_are_read_in_each_language_that_is_looked_in():
    assert answered_by("therapies", "therapy", language="en", languages=("en",)) == "words"
    assert answered_by("therapies", "therapy", language="en", languages=("sv", "en")) == "words"


def test_without_the_dots_it_is_found_after_what_has_none():
    assert answered_by("glukosmatare", "glukosmätare") == "folded"
    assert answered_by("hjärtpump", "hjartpump") == "folded"


def test_a_part_of_a_word_or_one_of_several_words_is_found_next():
    assert answered_by("insulinpump", title="Bara insulin") == "parts"
    assert answered_by("pump rymdraket", "pump") == "parts"


@pytest.mark.parametrize("place", ["title", "names", "subjects"])
def test_a_common_word_or_a_part_answers_alone_only_for_what_the_page_is_about(place):
    for question, word in (("insulinpump", "insulin"), ("tid rymdraket", "tid")):
        assert answered_by(question, word) == ""
        assert answered_by(question, **{place: word if place == "title" else (word,)}) == "parts"


def test_what_only_says_which_sort_of_thing_it_is_answers_nothing():
    assert answered_by("insulinpump", title="pump") == ""
    assert answered_by("rymd-behandling", title="behandling") == ""
    assert answered_by("rymd behandling", title="behandling") == "parts"
    assert answered_by("pacemaker-behandling", title="pacemaker") == "parts"


def test_of_the_words_of_one_name_none_answers_alone():
    assert answered_by("kontinuerlig glukosmätning rymdraket", title="kontinuerlig") == ""
    assert answered_by("kontinuerlig glukosmätning rymdraket", "CGM") == "parts"


@pytest.mark.parametrize(
    "question",
    [
        "insulinpunp",
        "insuilnpump",
        "pumq",
        "insulinpp",
    ],
)
def test_slips_are_found_last(question):
    assert answered_by(question, "insulinpump, pump insulin") == "similar"


@pytest.mark.parametrize("question", ["unsulinpump", "pmq", "insunpp", "insulinxyz", "insul", "sensor"])
def test_what_is_too_far_away_is_not(question):
    assert answered_by(question, "insulinpump pump") == ""


def test_a_phrase_stands_side_by_side():
    assert answered_by('"kontinuerlig mätning"', "En kontinuerlig mätning.") == "words"
    assert answered_by('"kontinuerlig mätning"', "En mätning som är kontinuerlig") == ""
    assert answered_by('pump "typ 2"', "pump vid typ 2-diabetes, typ 2") == "words"
    assert answered_by('pump "typ 2"', "pump vid typ 1 och 2") == ""
    assert answered_by('pump "typ 2"', title="En pump", names=("typ 2",)) == "words"


def test_words_to_leave_out_go_in_all_their_forms_but_not_as_parts():
    assert answered_by("pump -barn", "En pump för barnen") == ""
    assert answered_by("pump -barn", "En pump för vuxna") == "words"
    assert answered_by("glukos -mätare", "glukosmätare") == "words"
    assert answered_by('pump -"typ 1"', "pump vid typ 1") == ""
    assert answered_by('pump -"typ 1"', "1 pump av en typ") == "words"
    assert answered_by("-pump", "sensor") == "words"
    assert answered_by("-pump", "pumpar") == ""


@pytest.mark.parametrize("question", ["MTP 2021/7", "mtp2021/7", "2021/7", "ärende mtp 2021/7", '"MTP 2021/7"'])
def test_a_case_number_answers_for_all_the_words(question):
    assert answered_by(question, "pump", case_number="MTP 2021/7") == "words"
    assert answered_by(question, "pump", case_number="MTP 2021/8") != "words"


def test_editors_words_are_as_good_as_those_typed():
    synonyms = {"magsond": ("nasogastrisk tub", "pacemaker"), "sond i magen": ("magsond",)}
    text = held("En nasogastrisk tub.")
    assert holds(asked("magsonden", synonyms={"magsond": ("nasogastrisk tub",)})[0].clause, text)
    assert holds(asked("magsond", synonyms=synonyms)[0].clause, text)
    assert not holds(asked("magsond", synonyms=synonyms)[0].clause, held("En tub."))
    assert holds(asked("sond i magen", synonyms=synonyms)[0].clause, held("magsond"))
    assert holds(asked("sond i magen", synonyms=synonyms)[0].clause, held("sonden ligger i magen"))
    assert not holds(asked("sond", synonyms=synonyms)[0].clause, held("magsond"))


def test_the_title_and_what_still_holds_count_more():
    clause = asked("pump")[0].clause
    assert isinstance(clause, Every)
    weighed = {(leaf.field, leaf.token): leaf.boost for part in clause.bonus for leaf in leaves(part)}
    assert ("title_stems", "pump") in weighed
    steps = [weighed["precedence", str(step)] for step in range(LAST + 1, FIRST + 1)]
    assert steps == sorted(steps) and steps[-1] == FOREMOST


def test_where_only_parts_are_found_the_match_says_more_than_the_standing():
    for stage, most in zip(asked("insulinpump"), (FOREMOST, FOREMOST, *[FOREMOST * FAINTLY] * 2), strict=True):
        assert isinstance(stage.clause, Every)
        assert Term("precedence", str(FIRST), most) in stage.clause.bonus


def test_nothing_asked_is_no_stage_and_signs_alone_find_nothing():
    assert asked("") == asked('""') == ()
    assert answered_by("???", "pump") == ""


def test_a_broader_name_finds_the_narrower_for_less():
    for question in ("rytmrubbningar", "arrhythmia", "pacemaker vid rytmrubbning"):
        assert answered_by(question, "En pacemaker vid förmaksfladder.") == "words"
    counts = {leaf.token: leaf.boost for leaf in leaves(asked("rytmrubbning")[0].clause.of[0])}
    assert counts["flutter"] < counts["rhythm"]


def test_forms_of_many_concepts_are_asked_for_within_bounds():
    broader = {f"form{number}": ("rhythm", "pacemaker")[number % 2] for number in range(500)}
    analysis = SmallAnalysis(Lexicon.empty(), LABELS, broader=broader)
    for question in ("rytmrubbning", "rytmrubbning pacemaker " * 9):
        for stage in stages(parse(question), ("sv", "en"), analysis):
            found = list(leaves(stage.clause))
            assert Term("concepts", "form2", NARROWER) in found and len(found) <= MOST_CLAUSES


@effort(max_examples=60)
@given(st.text(max_size=200), st.sampled_from([("sv",), ("en",), ("sv", "en")]))
@example("insulinpump glukosmätare " * 8, ("sv", "en"))
@example("a b c d e f g h i j k l m n o p q r s t u v w x y z " * 4, ("sv", "en"))
@example("1 2 3 " * 33, ("sv",))
@example('title:pump~2^9 AND (OR "x', ("sv",))
def test_any_question_is_bounded_and_made_of_plain_tokens(text, languages):
    for stage in asked(text, *languages):
        found = list(leaves(stage.clause))
        assert len(found) <= MOST_CLAUSES
        for leaf in found:
            match leaf:
                case Term(_, token) | Fuzzy(_, token) | Prefix(_, token):
                    assert token and not any(letter.isspace() for letter in token)
                case Phrase(_, tokens):
                    assert tokens and not any(letter.isspace() for token in tokens for letter in token)
