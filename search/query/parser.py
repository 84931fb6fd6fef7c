"""What someone typed, read as a question: words, quoted phrases, words to leave out, case numbers."""

import re
from dataclasses import dataclass

from search.index.fields import as_case_number

# A case number is typed in at most so many pieces ("MTP 2021 / 7").
MOST_PIECES = 3
MOST_CASES = 24
_QUOTE = '"”“„‟«»'
# A minus that stands before a word or a phrase, not within one and not alone.
_MINUS = r"(?:(?<!\S)[-\u2212])?"
_QUOTED = re.compile(rf"({_MINUS})[{_QUOTE}]([^{_QUOTE}]*)[{_QUOTE}]")
_ANY_QUOTE = re.compile(f"[{_QUOTE}]")
_LEFT_OUT = re.compile(r"(?<!\S)[-\u2212](?=\w)(\S+)")
_AROUND_A_NUMBER = ".,;:!?()[]{}"
# Stands for each letter of what is quoted or left out.
BLANK = "\x00"


@dataclass(frozen=True)
class Question:
    """The words are running text, for the analysis to take apart. Cases are what may be a case number."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


def bare(text: str) -> str:
    """The question with what is quoted or left out blanked, every other letter in its place."""
    for pattern in (_QUOTED, _LEFT_OUT):
        text = pattern.sub(lambda match: BLANK * len(match[0]), text)
    return text


def parse(text: str) -> Question:
    """Read a question as people write them. Quotes and signs that lead nowhere are taken for spaces."""
    phrases: list[str] = []
    without: list[str] = []

    def quoted(match: re.Match[str]) -> str:
        if phrase := match[2].strip():
            (without if match[1] else phrases).append(phrase)
        return " "

    def left_out(match: re.Match[str]) -> str:
        without.append(match[1])
        return " "

    rest = _LEFT_OUT.sub(left_out, _ANY_QUOTE.sub(" ", _QUOTED.sub(quoted, text)))
    return Question(
        words=" ".join(rest.split()),
        phrases=tuple(phrases),
        without=tuple(without),
        cases=_cases([rest, *phrases]),
    )


def _cases(texts: list[str]) -> tuple[str, ...]:
    """All runs of one to three pieces with a digit, as case numbers are written."""
    found: dict[str, None] = {}
    for text in texts:
        pieces = text.split()
        for size in range(1, MOST_PIECES + 1):
            for first in range(len(pieces) - size + 1):
                run = as_case_number("".join(pieces[first : first + size])).strip(_AROUND_A_NUMBER)
                if any(letter.isdigit() for letter in run):
                    found[run] = None
    return tuple(found)[:MOST_CASES]
