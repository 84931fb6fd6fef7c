"""The registry of functions that read the text of an uploaded document. Apps fill it in AppConfig.ready."""

from collections.abc import Callable
from typing import Any

_readers: list[Callable[[Any], str]] = []


def register_document_text(read: Callable[[Any], str]) -> None:
    """Add a function that returns the text of a document, or "" when it can't read it."""
    _readers.append(read)


def text_of(document: Any) -> str:
    """The text of a document's file; empty when no function can read it."""
    return next((text for read in _readers if (text := read(document))), "")
