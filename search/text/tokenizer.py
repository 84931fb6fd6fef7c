"""Where the words of a text are, and how a word is written plainly."""

import re
import unicodedata
from collections.abc import Iterator

# Accents typed as signs of their own, soft hyphens and joiners belong to the word.
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
# Letters and digits, and a decimal comma or point within a number. A hyphen, colon or apostrophe ends a word.
_WORD = re.compile(rf"[^\W_](?:[^\W_]+|[{_MARKS}]+|(?<=\d)[.,](?=\d))*")
_HYPHENATED = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)+(?![\w-])")
_DROPPED = re.compile("[\u00ad\u200b-\u200d\u2060\\s]")
# Other letters than a to z are few in a text, and only these may be accents.
_OTHERS = re.compile(r"[^\x00-\x7f]")
_LETTERS = str.maketrans({"æ": "a", "ø": "o", "ß": "ss", "œ": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})


def fold(text: str) -> str:
    """Lower case without accents: å ä æ → a, ö ø → o, é → e."""
    if text.isascii():
        return text.lower()
    return _OTHERS.sub(_unless_accent, unicodedata.normalize("NFD", text.lower().translate(_LETTERS)))


def _unless_accent(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter[0]) else letter[0]


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends, in characters."""
    return (match.span() for match in _WORD.finditer(text))


def texts(text: str) -> list[str]:
    """The words of the text as they are written."""
    return _WORD.findall(text)


def hyphenated(text: str) -> list[str]:
    """The words with a hyphen in them, without it: "Digi-HTA" may be asked for as "digihta". No numbers."""
    return [found.replace("-", "") for found in _HYPHENATED.findall(text)]


def plain(text: str) -> str:
    """The word in one way of writing: composed small letters, no white space."""
    if text.isascii():
        return text.lower()
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower())
