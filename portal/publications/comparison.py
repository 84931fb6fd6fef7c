"""Two texts compared in words: which sentences came, which went, and where a number alone is another one.

Plain functions, no database. What they return are codes and pieces of the texts; `in_words` makes sentences of them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

# A number with Swedish or English digits: 70, 1 200, 7,5, 0.3. Not the 1 of HbA1c, nor the parts of a date.
_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[ \u00a0]\d{3})+(?![\w/-])|(?<![\w/-])\d+(?:[.,]\d+)?(?![\w-])")
# A sentence ends with a sign and a space before a capital letter or digit, or with a line.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9”\"–-])|\n+")
# What may stand between what is measured and its number.
_COPULA = re.compile(r"\s+(?:är|var|is|was|ligger på|på)$")
# A year is a name, not an amount: it is neither raised nor lowered.
_YEAR = re.compile(r"(?:19|20)\d\d")
MOST_WORDS_MEASURED = 5


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
    """The sentences of a plain text, in their order, with single spaces."""
    return [" ".join(part.split()) for part in _END.split(text) if part.strip()]


def compare(before: str, after: str) -> list[TextChange]:
    """What became of a text, sentence by sentence, in the order of the new text. Empty when no word changed.

    A sentence that only stands elsewhere is no change.
    """
    old, new = sentences(before), sentences(after)
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    return list(_paired(_last(old, gone), _last(new, come)))


def _last(texts: list[str], some: Counter[str]) -> list[str]:
    """Those of the sentences that are among some, as often as they are there, in their order."""
    left, found = Counter(some), []
    for text in reversed(texts):
        if left[text] > 0:
            left[text] -= 1
            found.append(text)
    return found[::-1]


def _paired(old: list[str], new: list[str]) -> Iterator[TextChange]:
    """Sentences that say the same but for their numbers belong together; the others went and came."""
    left = list(old)
    for sentence in new:
        same = next((other for other in left if _frame(other) == _frame(sentence)), "")
        if same:
            left.remove(same)
        yield TextChange(same, sentence)
    yield from (TextChange(sentence, "") for sentence in left)


def _frame(sentence: str) -> str:
    return _NUMBER.sub("0", sentence)


def _of_number(before: str, after: str) -> str:
    """In words, that one number of a sentence is another one; empty where more than one is, or where it is a year."""
    pairs = list(zip(_NUMBER.finditer(before), _NUMBER.finditer(after), strict=False))
    changed = [(old, new) for old, new in pairs if old[0] != new[0]]
    if len(changed) != 1:
        return ""
    old, new = changed[0]
    measured, rest = after[: new.start()].strip(), after[new.end() :].strip().rstrip(".")
    if not (copula := _COPULA.search(measured)) or len(measured.split()) > MOST_WORDS_MEASURED or len(rest.split()) > 1:
        return _("“%(sentence)s” Before: %(number)s.") % {"sentence": after, "number": old[0]}
    told = {"what": measured[: copula.start()], "old": old[0], "new": new[0], "unit": rest}
    if _YEAR.fullmatch(old[0]) or _YEAR.fullmatch(new[0]):
        sentence = _("%(what)s: from %(old)s to %(new)s %(unit)s")
    elif _amount(new[0]) < _amount(old[0]):
        sentence = _("%(what)s is lowered from %(old)s to %(new)s %(unit)s")
    else:
        sentence = _("%(what)s is raised from %(old)s to %(new)s %(unit)s")
    return (sentence % told).strip() + "."


def _amount(number: str) -> float:
    return float(re.sub(r"[ \u00a0]", "", number).replace(",", "."))
