"""What the start page shows beside its own words. Apps register it in AppConfig.ready: this one knows no page type."""

from collections.abc import Callable
from typing import Any

from wagtail.models import Locale

_parts: dict[str, Callable[[Locale], Any]] = {}


def register_part(name: str, made: Callable[[Locale], Any]) -> None:
    """Have the start page's template get what `made` returns for the reader's language, under this name."""
    _parts[name] = made


def parts(locale: Locale) -> dict[str, Any]:
    """Name → what is shown under it, for a start page in this language."""
    return {name: made(locale) for name, made in _parts.items()}
