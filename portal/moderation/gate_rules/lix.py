"""LIX, how hard a Swedish text is to read. A plain function without a database.

Source: C. H. Björnsson, Läsbarhet (1968): words for each sentence, plus the percentage of words longer than six
letters. Below 30 is very easy, 40 is as in a newspaper, 50 as in an authority's text.
"""

import re

LONG = 7
_WORD = re.compile(r"[^\W_]+(?:[-'’:./,][^\W_]+)*")
_END = re.compile(r"[.!?:…]+[\"'”’»)]*(?=\s+(.)|\s*$)", re.DOTALL)
# Those after which a sentence goes on. After “m.m.” or “osv.” a capital letter does begin a new one.
_ABBREVIATIONS = frozenset(
    (
        *("ang", "bl.a", "ca", "dnr", "d.v.s", "dvs", "ev", "exkl", "f.d", "fr.o.m", "inkl", "jfr", "kl", "max", "min"),
        *("nr", "p.g.a", "pga", "resp", "s.k", "st", "t.ex", "t.o.m", "tel"),
    )
)


# In so few words one long word makes a third of the value.
FEWEST_WORDS = 10


def lix(text: str) -> float | None:
    """The LIX of a plain text; None when it has too few words for one."""
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    long_words = sum(sum(map(str.isalpha, word)) >= LONG for word in words)
    return len(words) / sentences(text) + 100 * long_words / len(words)


def sentences(text: str) -> int:
    """How many sentences a text has, at least one.

    A point ends a sentence when a space follows and no small letter after it, and it is not that of an abbreviation.
    """
    ends = 0
    for end in _END.finditer(text):
        before = text[: end.start()].rsplit(maxsplit=1)
        follows = end[1] or ""
        is_short = end[0] == "." and before and before[-1].lstrip("(\"'”").lower() in _ABBREVIATIONS and follows
        ends += bool(before) and not follows.islower() and not is_short
    after_last = text.rstrip()[-1:] not in ".!?:…\"'”’»)"
    return max(1, ends + (after_last and bool(text.strip())))
