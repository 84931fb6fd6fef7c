"""Refuses passwords that are easily guessed in Sweden. Django's own list of common passwords is English."""

import re
import unicodedata
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_WORDS = 2


class SwedishWords:
    """Refuses one common word, the same word repeated, or two words; digits and signs may stand anywhere."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for such a password."""
        letters = re.sub(r"[^a-z]", "", plain(password))
        if letters and _is_made_of(letters, MOST_WORDS):
            raise ValidationError(self.get_help_text(), code="common_swedish_words")

    def get_help_text(self) -> str:
        """The rule in words, for the form."""
        return _("Your password can't be one or two common words, such as a month or a place, with digits added.")


def plain(text: str) -> str:
    """The text in lower case without accents and dots, since å, ä and ö are often typed as a and o."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


@cache
def common() -> frozenset[str]:
    """The common words, from portal/data/common_passwords.txt."""
    lines = (settings.BASE_DIR / "portal" / "data" / "common_passwords.txt").read_text().split()
    return frozenset(map(plain, lines))


def _is_made_of(letters: str, most: int) -> bool:
    """Whether the letters are at most `most` common words, or one that is repeated."""
    words = common()
    if letters in words or any(letters == word * (len(letters) // len(word)) for word in words):
        return True
    return most > 1 and any(
        letters[:end] in words and _is_made_of(letters[end:], most - 1) for end in range(1, len(letters))
    )
