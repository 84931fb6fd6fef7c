"""The compiled word data: small, quick to open, the same from the same words, clear about what is wrong."""

import math
import subprocess
import sys
import time

import pytest
from django.core.management import call_command

from search.text.build_lexicon import made_of, write
from search.text.lexicon import Lexicon, LexiconMissing, heading_of
from tests.search.compiled import word_data


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open(word_data())


def test_the_file_is_small_and_opens_at_once():
    assert word_data().stat().st_size < 40_000_000
    start = time.perf_counter()
    Lexicon.open(word_data())
    assert time.perf_counter() - start < 0.3


def test_opening_it_needs_none_of_what_makes_it():
    code = (
        f"import sys; from search.text.lexicon import Lexicon; Lexicon.open({str(word_data())!r})\n"
        "print(sorted({'wordfreq', 'simplemma', 'django'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_irregular_words_have_the_stem_of_their_lemma(lexicon):
    assert lexicon.lemma("böcker", "sv") == "bok"
    assert lexicon.lemma("children", "en") == "child"
    assert lexicon.lemma("bøker", "nb") == "bok"


def test_words_whose_stem_says_enough_have_no_lemma(lexicon):
    assert lexicon.lemma("pumparna", "sv") == ""
    assert lexicon.lemma("finns inte", "sv") == ""
    assert lexicon.lemma("pumput", "fi") == ""


def test_common_words_cost_less_than_rare_ones(lexicon):
    assert lexicon.cost("vård", "sv") < lexicon.cost("kateter", "sv") < lexicon.cost("qwrtpsdf", "sv") == math.inf
    assert lexicon.end("vård", "sv") < lexicon.end("kateter", "sv") < lexicon.end("qwrtpsdf", "sv") == math.inf


def test_beginnings_of_compounds_are_known_with_their_linking_letters(lexicon):
    for front, word in (("läkemedels", "läkemedelspump"), ("hjärt", "hjärtklaff"), ("kvinno", "kvinnosjukvård")):
        assert front in dict(lexicon.beginnings(word, "sv"))
    # The s is the first letter of what follows.
    fronts = dict(lexicon.beginnings("hjärtsvikt", "sv"))
    assert fronts["hjärt"] < fronts["hjärts"]


def test_without_a_file_the_error_names_the_command(tmp_path):
    with pytest.raises(LexiconMissing, match="compile_words"):
        Lexicon.open(tmp_path / "none")


@pytest.mark.parametrize("kept", [0, 5, 20, 400, 100_000])
def test_a_file_cut_short_is_refused(tmp_path, kept):
    path = tmp_path / "words"
    path.write_bytes(word_data().read_bytes()[:kept])
    with pytest.raises(LexiconMissing):
        Lexicon.open(path)


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "words"
    path.write_bytes(b"SQLite format 3\0" * 100)
    with pytest.raises(LexiconMissing):
        Lexicon.open(path)
    assert heading_of(path) == {}


def test_an_empty_one_knows_nothing_and_fails_nowhere():
    lexicon = Lexicon.empty()
    assert lexicon.lemma("böcker", "sv") == ""
    assert lexicon.cost("böcker", "sv") == lexicon.end("böcker", "sv") == math.inf
    assert list(lexicon.beginnings("läroböcker", "sv")) == []


def test_the_word_data_of_the_project_are_made_of_its_sources():
    assert heading_of(word_data())["made_of"] == made_of(), "run manage.py compile_words"


def test_a_file_in_order_is_not_made_anew(tmp_path):
    path = tmp_path / "words"
    path.write_bytes(word_data().read_bytes())
    before = path.stat().st_mtime_ns
    assert not write(path)
    assert path.stat().st_mtime_ns == before
    assert [file.name for file in tmp_path.iterdir()] == ["words"]


@pytest.mark.slow
@pytest.mark.one_database
def test_the_command_makes_the_same_file_each_time(tmp_path, settings, capsys):
    settings.WORDS = tmp_path / "var" / "words"
    call_command("compile_words")
    call_command("compile_words")
    assert "made" in capsys.readouterr().out
    assert settings.WORDS.read_bytes() == word_data().read_bytes()
