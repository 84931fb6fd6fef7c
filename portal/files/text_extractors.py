"""The registry of who can read the text of a document's file. Apps register in AppConfig.ready."""

from collections.abc import Callable
from typing import Any

_readers: list[Callable[[Any], str]] = []


def register_document_text(read: Callable[[Any], str]) -> None:
    _readers.append(read)


def text_of(document: Any) -> str:
    """The text of a document's file; empty where nobody can read it."""
    return next((text for read in _readers if (text := read(document))), "")
