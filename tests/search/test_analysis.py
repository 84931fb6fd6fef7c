"""What the analysis makes of words that clinicians type and editors write."""

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.text.analyzer import LANGUAGES, Analysis, fold
from search.text.compounds import split
from search.text.lexicon import Lexicon
from search.text.token_layers import Word
from tests.search.compiled import word_data

COMPOUNDS = Path(__file__).parent / "compounds.txt"
# Words of the table whose parts the splitter gets wrong, at most. A change that makes more of them wrong is a loss. Of
# the compounds, most are cut in fewer or in more parts than the table has, or not at all.
WRONG_COMPOUNDS, WRONG_WHOLES = 37, 7


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open(word_data())


@pytest.fixture(scope="module")
def plain(lexicon: Lexicon) -> Analysis:
    return Analysis(lexicon)


@pytest.fixture(scope="module")
def labelled(lexicon: Lexicon) -> Analysis:
    return Analysis(lexicon, [("pump", "sv", "insulinpump"), ("cgm", "sv", "kontinuerlig glukosmätare")])


def word(analysis: Analysis, text: str, language: str = "sv") -> Word:
    (found,) = analysis.words(text, language)
    return found


def leaves(lexicon: Lexicon, analysis: Analysis, text: str) -> tuple[str, ...]:
    """The parts of a compound, and theirs."""
    parts = split(text, "sv", lexicon)
    return tuple(leaf for part in parts for leaf in leaves(lexicon, analysis, part) or (word(analysis, part).stem,))


def table() -> dict[str, list[str]]:
    lines = [line for line in COMPOUNDS.read_text().splitlines() if line and not line.startswith("#")]
    return {compound: parts.split() for compound, _colon, parts in (line.partition(":") for line in lines)}


# Compounds.


def test_compounds_split_into_their_parts(lexicon, plain):
    compounds = {compound: parts for compound, parts in table().items() if parts}
    assert len(compounds) > 100
    found = {compound: leaves(lexicon, plain, compound) for compound in compounds}
    expected = {compound: tuple(word(plain, part).stem for part in parts) for compound, parts in compounds.items()}
    wrong = {compound: parts for compound, parts in found.items() if parts != expected[compound]}
    assert len(wrong) <= WRONG_COMPOUNDS, wrong


def test_words_that_are_no_compounds_stay_whole(plain):
    wholes = [compound for compound, parts in table().items() if not parts]
    assert len(wholes) > 80
    wrong = {whole: found for whole in wholes if (found := word(plain, whole).parts)}
    assert len(wrong) <= WRONG_WHOLES, wrong


def test_a_part_of_a_compound_is_found_by_its_own_word(plain):
    assert word(plain, "mätare").stem in plain.layers("glukosmätaren", "sv").parts
    assert word(plain, "bok").stem in plain.layers("fickböcker", "sv").parts


def test_an_inflected_compound_has_the_stem_of_the_lemma_of_its_end(plain):
    assert word(plain, "fickböcker").stem == word(plain, "fickbok").stem


def test_a_name_that_nobody_knows_begins_a_compound(plain):
    assert word(plain, "prosignatest").parts == ("prosign", "test")


# One word in several ways of writing.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HbA1c", "hba1c"),
        ("670G", "670g"),
        ("PACS", "pacs"),
        ("INSULINPUMPAR", "insulinpump"),
        ("insu\u00adlinpump", "insulinpump"),
        ("ma\u0308tare", "mätare"),
    ],
)
def test_these_are_the_same_word(plain, one, other):
    assert word(plain, one).stem == word(plain, other).stem


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("insulin-pump", "sv", ["insulin", "pump"]),
        ("covid‑19", "sv", ["covid", "19"]),
        ("t:slim", "sv", ["slim"]),
        ("CGM:er", "sv", ["CGM"]),
        ("EKG:t", "sv", ["EKG"]),
        ("Alzheimer's", "en", ["Alzheimer"]),
        ("Produkt:insulinpump", "sv", ["Produkt", "insulinpump"]),
    ],
)
def test_a_hyphen_a_colon_or_an_apostrophe_ends_a_word(plain, text, language, words):
    assert [found.text for found in plain.words(text, language) if not found.is_small] == words


def test_a_number_is_one_word_with_its_decimals(plain):
    assert [found.stem for found in plain.words("2,5 % av 10.", "sv")] == ["2,5", "av", "10"]


def test_words_know_where_they_stand(plain):
    text = "Hjärtklaffar – och CGM:er, för  barn."
    assert [text[found.start : found.end] for found in plain.words(text, "sv")] == [
        "Hjärtklaffar",
        "och",
        "CGM",
        "er",
        "för",
        "barn",
    ]


# Lemmas, languages, folding.


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("böcker", "bok", "sv"),
        ("förmaksflimret", "förmaksflimmer", "sv"),
        ("kapslarna", "kapsel", "sv"),
        ("knän", "knä", "sv"),
        ("ögon", "öga", "sv"),
        ("tänderna", "tand", "sv"),
        ("fotproteser", "fotprotes", "sv"),
        ("katetrar", "kateter", "sv"),
        ("katetern", "kateter", "sv"),
        ("children", "child", "en"),
        ("devices", "device", "en"),
        ("bøker", "bok", "nb"),
        ("pumpene", "pumpe", "nb"),
        ("pumperne", "pumpe", "da"),
        ("pumpussa", "pumpun", "fi"),
    ],
)
def test_inflections_meet(plain, one, other, language):
    assert word(plain, one, language).stem == word(plain, other, language).stem


def test_the_letters_of_all_nordic_languages_fold_to_the_same(plain):
    assert fold("mätare") == fold("mætare") == fold("MATARE") == "matare"
    assert fold("måling") == "maling"
    assert fold("öra") == fold("øra") == "ora"
    assert fold("apné") == "apne"
    assert set(word(plain, "hjartklaff").folded) & set(word(plain, "hjärtklaffar").folded)


def test_an_unknown_language_is_read_as_swedish(plain):
    assert plain.words("pumparna", "xx") == plain.words("pumparna", "sv")


def test_small_words_are_told_and_kept_for_phrases(plain):
    assert [found.text for found in plain.words("Kan pumpen användas av barn", "sv") if found.is_small] == ["Kan", "av"]
    layers = plain.layers("Kan pumpen användas av barn", "sv")
    assert layers.stems == ["kan", "pump", "använd", "av", "barn"]
    assert "av" not in layers.folded


def test_without_word_data_there_are_stems_all_the_same():
    analysis = Analysis(Lexicon.empty(), [("pump", "sv", "insulinpump")])
    assert analysis.layers("Insulinpumpar", "sv").stems == ["insulinpump"]
    assert analysis.layers("Insulinpumpar", "sv").concepts == ["pump"]


def test_the_version_changes_with_words_and_labels(lexicon):
    versions = {
        Analysis(lexicon).version,
        Analysis(lexicon, [("a", "sv", "b")]).version,
        Analysis(lexicon, [("a", "sv", "c")]).version,
        Analysis(Lexicon.empty()).version,
    }
    assert len(versions) == 4
    assert Analysis(lexicon, [("a", "sv", "b"), ("c", "sv", "d")]).version == (
        Analysis(lexicon, [("c", "sv", "d"), ("a", "sv", "b")]).version
    )


# Bad input and speed.


@settings(max_examples=200)
@given(text=st.text(), language=st.sampled_from([*LANGUAGES, "", "xx"]))
def test_any_text_gives_tokens_without_white_space(labelled, text, language):
    words = labelled.words(text, language)
    layers = labelled.layers(text, language)
    tokens = [*layers.stems, *layers.parts, *layers.folded]
    tokens += [token for found in words for token in (found.stem, *found.parts, *found.folded)]
    assert all(token and not any(letter.isspace() for letter in token) for token in tokens)
    assert [found.stem for found in words] == layers.stems
    assert all(text[found.start : found.end] == found.text for found in words)
    assert all(0 <= label.first < label.last <= len(words) for label in labelled.labels(words))


PIECES = [
    "insulin",
    "pump",
    "hjärt",
    "s",
    "ä",
    "-",
    ":",
    "'",
    ".",
    "1",
    "A",
    "\u0308",
    "\u00ad",
    "\ufdfa",
    "ﬁ",
    "İ",
    "ß",
]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES)))
def test_words_put_together_of_anything_are_read(labelled, pieces):
    text = "".join(pieces)
    for language in LANGUAGES:
        labelled.labels(labelled.words(text, language))
        labelled.layers(text, language)


@pytest.mark.parametrize("piece", ["insulin", "a-", "a:", "ab:er-", "1.", "ä\u0308", "\u00ad", "hjärtklaff'"])
def test_ten_thousand_letters_without_a_space_are_read_at_once(plain, piece):
    text = (piece * 10_000)[:10_000]
    start = time.perf_counter()
    plain.layers(text, "sv")
    plain.labels(plain.words(text, "sv"))
    assert time.perf_counter() - start < 1


def test_threads_get_the_same_answers(lexicon):
    analysis = Analysis(lexicon)
    text = " ".join(table())
    expected = Analysis(lexicon).layers(text, "sv")
    found = []
    threads = [threading.Thread(target=lambda: found.append(analysis.layers(text, "sv"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_reading_words_that_are_remembered_is_quick(labelled):
    text = " ".join([*table(), "och en av för"] * 10)
    labelled.layers(text, "sv")
    start = time.process_time()
    labelled.layers(text, "sv")
    hundreds = len(text.split()) / 100
    # Four tenths of a millisecond on an idle machine; the limit leaves room for a busy one.
    assert (time.process_time() - start) / hundreds < 0.002


def test_what_is_no_small_word_is_not_taken_for_one(plain):
    assert word(plain, "demens").stem == word(plain, "demensen").stem != word(plain, "dem").stem
    assert word(plain, "dem").is_small and not word(plain, "demens").is_small


def test_a_common_word_is_known_for_one_and_so_are_the_parts_that_tell_what_a_compound_is_about(plain):
    assert [word(plain, each).is_common for each in ("tid", "test", "pump", "Zenicor")] == [True, True, False, False]
    assert word(plain, "graviditetstest").telling == ("graviditet",)
    assert word(plain, "insulinpump").telling == word(plain, "insulinpump").rare == ("insulin", "pump")


def test_an_unknown_beginning_may_be_a_compound_itself(plain):
    assert word(plain, "hudbildsprogramvara").parts == ("hud", "bild", "programvar")
    assert word(plain, "prosignatest").parts == ("prosign", "test")


def test_what_has_a_hyphen_is_found_without_it_but_numbers_are_not(plain):
    assert word(plain, "digihta").stem in plain.layers("Digi-HTA i Finland", "sv").parts
    assert plain.layers("typ 2-diabetes, 2020-2021", "sv").parts == []
