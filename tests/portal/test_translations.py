"""The Swedish catalogue is whole, and what is compiled is what is written."""

from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "portal" / "locale" / "sv" / "LC_MESSAGES"


def test_every_message_has_swedish_words_and_is_compiled():
    with (FOLDER / "django.po").open("rb") as written, (FOLDER / "django.mo").open("rb") as compiled:
        source, result = read_po(written, locale="sv"), read_mo(compiled)
    missing = [message.id for message in source if message.id and not all(_words(message.string))]
    assert missing == []
    stale = [message.id for message in source if message.id and _words(_of(result, message)) != _words(message.string)]
    assert stale == []


def _words(string: object) -> list[str]:
    return list(string) if isinstance(string, tuple | list) else [str(string or "")]


def _of(catalogue: Catalog, message: Message) -> object:
    found = catalogue.get(message.id, message.context)
    return found.string if found else None
