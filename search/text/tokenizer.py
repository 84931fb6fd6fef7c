"""Where the words of a text are, and how a word is written plainly."""

import re
import unicodedata
from collections.abc import Iterator

# Accents typed as signs of their own, soft hyphens and joiners belong to the word.
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
# A hyphen, colon or apostrophe within a word; a decimal comma or point within a number.
_JOINED = r"(?:[-\u2010\u2011:'\u2019]|(?<=\d)[.,](?=\d))"
_PLAIN_WORD = re.compile(rf"[^\W_]+(?:{_JOINED}[^\W_]+)*")
_MARKED = rf"[^\W_](?:[^\W_]|[{_MARKS}])*"
_MARKED_WORD = re.compile(rf"{_MARKED}(?:{_JOINED}{_MARKED})*")
_ANY_MARK = re.compile(f"[{_MARKS}]")
_DROPPED = re.compile("[\u00ad\u200b-\u200d\u2060\\s]")
_HYPHENS = str.maketrans("\u2010\u2011\u2019", "--'")
# What is said of an abbreviation after a colon: "CGM:er", "EKG:t".
_ENDINGS = """
    s n t en et er ar or na a ens ets ns ts ers erna arna orna ernas arnas ornas
"""
ENDINGS = frozenset(_ENDINGS.split())
_LETTERS = str.maketrans({"æ": "a", "ø": "o", "ß": "ss", "œ": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})


def fold(text: str) -> str:
    """Lower case without accents: å ä æ → a, ö ø → o, é → e."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.lower().translate(_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends, in characters."""
    pattern = _MARKED_WORD if _ANY_MARK.search(text) else _PLAIN_WORD
    for match in pattern.finditer(text):
        start, end = match.span()
        if ":" in match[0]:
            yield from _cut_at_colons(text, start, end)
        else:
            yield start, end


def texts(text: str) -> list[str]:
    """The words of the text as they are written."""
    if ":" in text or _ANY_MARK.search(text):
        return [text[start:end] for start, end in places(text)]
    return _PLAIN_WORD.findall(text)


def _cut_at_colons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A colon stays in abbreviations, names such as "t:slim", and times of day; elsewhere a space was forgotten."""
    place = start
    for part in text[start:end].split(":"):
        stop = place + len(part)
        if stop < end and _keeps_colon(text[start:stop], text[stop + 1 : end].partition(":")[0]):
            place = stop + 1
            continue
        yield start, stop
        start = place = stop + 1


def _keeps_colon(before: str, after: str) -> bool:
    if before[-1:].isdigit() or after[:1].isdigit():
        return before[-1:].isdigit() and after[:1].isdigit()
    return len(before) <= 2 or after.lower() in ENDINGS or is_abbreviation(before)


def is_abbreviation(text: str) -> bool:
    """Whether a word has digits or capitals within: such a word is never stemmed."""
    rest = text[1:]
    return rest != rest.lower() or (not text.isalpha() and any(letter.isdigit() for letter in text))


def plain(text: str) -> str:
    """The word in one way of writing: composed letters, one kind of hyphen, no white space; capitals are kept."""
    if text.isascii():
        return text
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_HYPHENS)
