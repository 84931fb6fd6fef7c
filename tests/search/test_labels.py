"""Which concepts the words of a text name, by the labels that the thesaurus and the product areas have."""

import pytest

from search.text.analyzer import Analysis
from search.text.lexicon import Lexicon
from search.text.token_layers import Label
from tests.search.compiled import word_data


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open(word_data())


@pytest.fixture(scope="module")
def labelled(lexicon: Lexicon) -> Analysis:
    return Analysis(
        lexicon,
        [
            ("pump", "sv", "insulinpump"),
            ("pump", "en", "insulin pump"),
            ("pump", "fi", "insuliinipumppu"),
            ("meter", "sv", "glukosmätare"),
            ("meter", "da", "blodsukkermåler"),
            ("cgm", "sv", "kontinuerlig glukosmätare"),
            ("cgm", "sv", "CGM"),
            ("flimmer", "sv", "förmaksflimmer"),
            ("hip", "sv", "protes i höften"),
            ("kneeling", "xx", "knä"),
        ],
    )


def named(analysis: Analysis, text: str, language: str = "sv", **more) -> list[tuple[str, str]]:
    words = analysis.words(text, language)
    return [
        (label.concept, text[words[label.first].start : words[label.last - 1].end])
        for label in analysis.labels(words, **more)
    ]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("insulinpumparna", "pump"),
        ("insulin pumpar", "pump"),
        ("insulin-pump", "pump"),
        ("insulin pumps", "pump"),
        ("Insuliinipumppu", "pump"),
        ("CGM", "cgm"),
        ("förmaksflimret", "flimmer"),
        ("glukos mätare", "meter"),
        ("proteser i höften", "hip"),
    ],
)
def test_a_label_is_known_however_it_is_written(labelled, text, concept):
    assert named(labelled, text) == [(concept, text)]


def test_labels_may_overlap_and_the_longest_comes_first(labelled):
    assert named(labelled, "En kontinuerlig glukosmätare hjälper") == [
        ("cgm", "kontinuerlig glukosmätare"),
        ("meter", "glukosmätare"),
    ]


def test_only_labels_of_the_languages_that_are_asked_for_are_known(labelled):
    assert named(labelled, "blodsukkermåleren") == [("meter", "blodsukkermåleren")]
    assert named(labelled, "blodsukkermåleren", languages=["sv", "en"]) == []


def test_a_label_is_known_within_a_word_with_hyphens_and_not_within_a_compound(labelled):
    assert labelled.layers("CGM-system", "sv").concepts == ["cgm"]
    assert labelled.layers("insulinpumpsbehandling", "sv").concepts == []


def test_each_mention_counts_once(labelled):
    assert labelled.layers("insulinpump eller insulin pump", "sv").concepts == ["pump", "pump"]


def test_a_label_of_several_languages_is_named_once(lexicon):
    analysis = Analysis(lexicon, [("cgm", "sv", "CGM"), ("cgm", "en", "CGM"), ("cgm", "fi", "CGM")])
    assert named(analysis, "CGM") == [("cgm", "CGM")]
    assert analysis.layers("CGM", "sv").concepts == ["cgm"]


def test_labels_are_values(labelled):
    assert labelled.labels(labelled.words("CGM", "sv")) == [Label("cgm", 0, 1)]
