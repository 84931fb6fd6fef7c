"""Passwords that are easily guessed in Sweden; Django's own list is an English one."""

import re
import unicodedata
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_WORDS = 2


class SwedishWords:
    """Refuses what is one common word, a repeated one, or two, with whatever digits and signs between and around."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = re.sub(r"[^a-z]", "", plain(password))
        if letters and _is_made_of(letters, MOST_WORDS):
            raise ValidationError(self.get_help_text(), code="common_swedish_words")

    def get_help_text(self) -> str:
        return _("Your password can't be one or two common words, such as a month or a place, with digits added.")


def plain(text: str) -> str:
    """Without case, accents and dots: å, ä and ö are often typed as a and o."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


@cache
def common() -> frozenset[str]:
    lines = (settings.BASE_DIR / "portal" / "data" / "common_passwords.txt").read_text().split()
    return frozenset(map(plain, lines))


def _is_made_of(letters: str, most: int) -> bool:
    words = common()
    if letters in words or any(letters == word * (len(letters) // len(word)) for word in words):
        return True
    return most > 1 and any(
        letters[:end] in words and _is_made_of(letters[end:], most - 1) for end in range(1, len(letters))
    )
