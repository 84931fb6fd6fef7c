"""LIX, and what counts as a sentence in Swedish."""

import pytest

from portal.moderation.gate_rules.lix import lix, sentences


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("En mening. Två meningar! Tre?", 3),
        ("Utan punkt", 1),
        ("", 1),
        ("Gäller t.ex. Skåne och bl.a. Halland.", 1),
        ("Hjälpmedel m.m. Sedan kom en ny mening.", 2),
        ("Från kl. 13 gäller 3.5 mmol/mol.", 1),
        ("Tre beslut: NT-rådet och MTP-rådet.", 2),
        ("”Avvakta.” Så sade rådet.", 2),
        ("Gränsen är 7,5. Under den räcker kost", 2),
    ],
)
def test_sentences_are_counted_past_abbreviations_and_decimals(text, number):
    assert sentences(text) == number


def test_lix_is_words_for_a_sentence_and_the_share_of_long_words():
    easy = "Vi bor i ett hus. Det är rött och har en stor dörr."
    assert lix(easy) == 13 / 2
    hard = f"{easy} Upphandlingen samordnas."
    assert lix(hard) == pytest.approx(15 / 3 + 100 * 2 / 15)
    assert lix("HbA1c-gränsen sänktes " * 5) == pytest.approx(10 + 100)


def test_a_few_words_have_no_lix():
    assert lix("Rekommendationens upphandlingsinformation.") is None
    assert lix("") is None
