"""The Swedish catalogue is whole, and what is compiled is what is written."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "portal" / "locale" / "sv" / "LC_MESSAGES"


def test_every_message_has_swedish_words_and_is_compiled():
    with (FOLDER / "django.po").open("rb") as written:
        source = read_po(written, locale="sv")
    assert [message.id for message in source if message.id and not all(_words(message.string))] == []
    compiled = BytesIO()
    write_mo(compiled, source)
    assert (FOLDER / "django.mo").read_bytes() == compiled.getvalue(), (
        "compile it: pybabel compile -D django -d portal/locale"
    )


def _words(string: object) -> list[str]:
    return list(string) if isinstance(string, tuple | list) else [str(string or "")]
