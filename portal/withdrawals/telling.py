"""What readers are told of the publication that is being withdrawn. The event log and the addresses ask for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings

# The withdrawal that is being carried out now.
_current: ContextVar[Any] = ContextVar("withdrawal", default=None)


@contextmanager
def telling(withdrawal: Any) -> Iterator[None]:
    """What is unpublished inside this context, of the publication in any language, is withdrawn for its reason."""
    token = _current.set(withdrawal)
    try:
        yield
    finally:
        _current.reset(token)


def _of(page: Any) -> Any:
    withdrawal = _current.get()
    return withdrawal if withdrawal and withdrawal.page.translation_key == page.translation_key else None


def is_being_withdrawn(page: Any) -> bool:
    """Whether the page goes, at this moment, as part of a withdrawal."""
    return _of(page) is not None


def reasons_for(page: Any) -> tuple[str, str]:
    """The reason in the page's language and in English; empty when none is given, or the page keeps a secret."""
    withdrawal = _of(page)
    if withdrawal is None or page.for_outsiders().is_abridged:
        return "", ""
    is_original = page.locale.language_code == settings.LANGUAGE_CODE
    own = withdrawal.reason if is_original else withdrawal.reason_en or withdrawal.reason
    return own, withdrawal.reason_en


def read_instead_of(page: Any) -> int | None:
    """The id of the page to read instead; None when none was chosen."""
    withdrawal = _of(page)
    return withdrawal.read_instead_id if withdrawal else None
