"""Whether a text gives away what a secret case is about. Plain functions, no database."""

from collections.abc import Iterable

from django.utils.text import slugify

# Shorter words ("the", "AB", "2") stand in too many texts to say anything.
SHORTEST_WORD = 4


def names_a_secret(text: str, names: Iterable[str]) -> bool:
    """Whether the text holds one of the names or a telling word of it, whatever its case, accents and hyphens.

    >>> names_a_secret("nytt-arende-om-novosenss", ["NovoSenss X1"])
    True
    >>> names_a_secret("Ett ärende om glukosmätare", ["NovoSenss X1 glukosmätare"])
    False
    """
    told = slugify(text)
    return any(word in told for name in names for word in _telling(name))


def _telling(name: str) -> list[str]:
    """What gives a name away: the whole of it, and its longer words that are written like names."""
    words = [slugify(word) for word in name.split() if any(sign.isupper() or sign.isdigit() for sign in word)]
    whole = slugify(name)
    return [word for word in words if len(word) >= SHORTEST_WORD] + ([whole] if len(whole) > 2 else [])
