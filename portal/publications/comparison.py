"""Two texts compared in words: which sentences came, which went, and where a number alone is another one.

Plain functions, no database. What they return are codes and pieces of the texts; `in_words` makes sentences of them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

# A number with Swedish or English digits: 70, 1 200, 7,5, 0.3. Not the 1 of HbA1c, nor a part of a date, of an hour, of
# 1,200,000 or of a number below zero: what is not surely one whole number counts as words.
_BEFORE = r"(?<![\w.,/^\u2212-])(?<!\d:)(?<!\d[ \u00a0])(?<!(?<!\d)\u2013)"
_NUMBER = re.compile(
    rf"{_BEFORE}(?:\d{{1,3}}(?:[ \u00a0]\d{{3}})+|\d+)(?:[.,]\d+)?(?![\w^-]|[.,:/]\d|[ \u00a0]\d{{3}}(?!\d))"
)
# A sentence ends with a sign and a space before a capital letter or digit, or with a line.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9”\"–-])")
# What stands between the cells of a row. A row is one sentence, whatever its cells say.
CELL = " | "
# Only of these can be said that they are raised or lowered, where nothing else stands before the number: somebody sets
# them. “Children who are 12” are not lowered to 10, nor is an age or a share that a study found.
_AMOUNT = re.compile(
    r"(?:(?:the|den|det) )?(?:\w+(?:sta|est) )?(?![\w-]*(?:medel|median|genomsnitt|mean|average))[\w-]*"
    r"(?:gränsen|gränsvärdet|målvärdet|priset|dosen|kostnaden|startåret"
    r"|\b(?:limit|threshold|target|price|dose|cost))(?: (?:för|for) [\w-]+)?",
    re.IGNORECASE,
)
_COPULA = re.compile(r"\s+(?:är|is)$")
_UNIT = re.compile(r"(?:%|‰|°C|€|[^\W\d_][\w/]*)?")
# A year is a name, not an amount: it is neither raised nor lowered.
_YEAR = re.compile(r"(?:19|20)\d\d")
# 1,200 is another amount in English than in Swedish.
_AMBIGUOUS = re.compile(r"[.,]\d{3}$")


@dataclass(frozen=True)
class TextChange:
    """One change: a sentence that came (`before` is empty), that went (`after` is empty), or that has other numbers."""

    before: str
    after: str

    def in_words(self) -> str:
        """The change in the active language, as one line."""
        if not self.before:
            return _("New: “%(sentence)s”") % {"sentence": self.after}
        if not self.after:
            return _("Taken away: “%(sentence)s”") % {"sentence": self.before}
        return _of_number(self.before, self.after) or _("“%(after)s” Before: “%(before)s”") % {
            "after": self.after,
            "before": self.before,
        }


def sentences(text: str) -> list[str]:
    """The sentences of a plain text, in their order, with single spaces. A row of a table is one."""
    parts = (part for line in text.splitlines() for part in ([line] if CELL in line else _END.split(line)))
    return [" ".join(part.split()) for part in parts if part.strip()]


def compare(before: str, after: str) -> list[TextChange]:
    """What became of a text, sentence by sentence, in the order of the new text. Empty when no word changed.

    A sentence that only stands elsewhere is no change: see `is_reordered`.
    """
    old, new = sentences(before), sentences(after)
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    frames = [Counter(map(_frame, texts)) for texts in (old, new)]
    alone = {frame for frame, times in frames[0].items() if times == frames[1][frame] == 1}
    return list(_paired(_last(old, gone), _last(new, come), alone))


def is_reordered(before: str, after: str) -> bool:
    """Whether two texts have the same sentences in another order, which can put them under another heading."""
    old, new = sentences(before), sentences(after)
    return old != new and Counter(old) == Counter(new)


def _last(texts: list[str], some: Counter[str]) -> list[str]:
    """Those of the sentences that are among some, as often as they are there, in their order."""
    left, found = Counter(some), []
    for text in reversed(texts):
        if left[text] > 0:
            left[text] -= 1
            found.append(text)
    return found[::-1]


def _paired(old: list[str], new: list[str], alone: set[str]) -> Iterator[TextChange]:
    """Sentences that say the same but for their numbers belong together; the others went and came.

    Where more than one sentence of a text says the same (`alone` lacks it), nobody knows which became which.
    """
    left = list(old)
    for sentence in new:
        frame = _frame(sentence)
        same = next((other for other in left if _frame(other) == frame), "") if frame in alone else ""
        if same:
            left.remove(same)
        yield TextChange(same, sentence)
    yield from (TextChange(sentence, "") for sentence in left)


def _frame(sentence: str) -> str:
    return _NUMBER.sub("0", sentence)


def _of_number(before: str, after: str) -> str:
    """In words, that the one number of a sentence is another one. Empty where it has more: which one is meant?"""
    pairs = list(zip(_NUMBER.finditer(before), _NUMBER.finditer(after), strict=True))
    if len(pairs) != 1:
        return ""
    old, new = pairs[0]
    measured, rest = after[: new.start()].strip(), after[new.end() :].strip().removesuffix(".")
    copula = _COPULA.search(measured)
    if not copula or not _AMOUNT.fullmatch(measured[: copula.start()]) or not _UNIT.fullmatch(rest):
        return _("“%(sentence)s” Before: %(number)s.") % {"sentence": after, "number": old[0]}
    told = {"what": measured[: copula.start()], "old": old[0], "new": new[0], "unit": rest}
    if not _is_comparable(old[0], new[0]):
        sentence = _("%(what)s: from %(old)s to %(new)s %(unit)s")
    elif _amount(new[0]) < _amount(old[0]):
        sentence = _("%(what)s is lowered from %(old)s to %(new)s %(unit)s")
    else:
        sentence = _("%(what)s is raised from %(old)s to %(new)s %(unit)s")
    return (sentence % told).strip() + "."


def _is_comparable(old: str, new: str) -> bool:
    """Whether it is sure that one of two numbers is the larger one, and that they are amounts."""
    is_unsure = any(_YEAR.fullmatch(number) or _AMBIGUOUS.search(number) for number in (old, new))
    return not is_unsure and _amount(old) != _amount(new)


def _amount(number: str) -> float:
    return float(re.sub(r"[ \u00a0]", "", number).replace(",", "."))
