"""Finnish words that the stemmer leaves apart: what changes within them is at the end of the stem.

"leikkaus" has the stems "leikkaus", "leikkauks(en)" and "leikkaust(en)"; "hoito" has "hoito" and "hoido(n)".
Consonant gradation and the declension of nouns in -us, -in and -nti, read backwards and roughly: what comes of it is
compared with nothing but its like.
"""

import re

_SHORTEST = 5
_VOWELS = "aeiouyäö"
# In this order: a later rule sees what an earlier one has made.
_RULES = tuple(
    (re.compile(pattern), with_what)
    for pattern, with_what in (
        (rf"(?<=[^{_VOWELS}])[{_VOWELS}]$", ""),
        (rf"(?<=[{_VOWELS}])k?st?$", "s"),
        (rf"(?:(?<=[^{_VOWELS}])|[aä])im$", ""),
        (r"(.)\1$", r"\1"),
        (r"nt$", "n"),
        (r"(?<=.{5})in$", ""),
        (r"(?<=[uy])[td]$", "s"),
        (r"d$", "t"),
        (rf"(?<=[{_VOWELS}])st$", "s"),
        (r"(?<=yö)[pv]$", ""),
    )
)


def common_form(stem: str) -> str:
    """What the stems of one word have in common; empty for what is too short to tell."""
    for pattern, with_what in _RULES:
        stem = pattern.sub(with_what, stem)
    return stem if len(stem) >= _SHORTEST else ""
