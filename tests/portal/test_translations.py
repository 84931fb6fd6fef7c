"""The Swedish catalogue is whole, Wagtail's gaps included, and what is compiled is what is written."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
import wagtail
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse

from tests.portal.people import desk, roles

FOLDER = Path(settings.BASE_DIR) / "portal" / "locale" / "sv" / "LC_MESSAGES"
WAGTAIL = Path(wagtail.__file__).parent


# Parts of Wagtail that no editor of the portal meets.
UNUSED = {"contrib/forms", "contrib/search_promotions", "contrib/styleguide", "contrib/simple_translation"}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_message_has_swedish_words_and_is_compiled(domain):
    source = _read(FOLDER / f"{domain}.po")
    assert [message.id for message in source if message.id and not all(_words(message.string))] == []
    compiled = BytesIO()
    write_mo(compiled, source)
    assert (FOLDER / f"{domain}.mo").read_bytes() == compiled.getvalue(), (
        f"compile it: pybabel compile -D {domain} -d portal/locale"
    )


@pytest.mark.skipif(wagtail.VERSION[:2] != (7, 4), reason="the words of another Wagtail than the pinned one")
def test_no_word_of_the_admin_is_left_in_english():
    """What Wagtail has no Swedish for has it in the portal's own catalogue."""
    left = []
    for english in sorted(WAGTAIL.rglob("locale/en/LC_MESSAGES/*.po")):
        if english.relative_to(WAGTAIL).as_posix().partition("/locale/")[0] not in UNUSED:
            swedish = english.parents[2] / "sv" / "LC_MESSAGES" / english.name
            spoken = _spoken(swedish) | _spoken(FOLDER / english.name)
            left += [key for message in _read(english) if message.id and (key := _key(message)) not in spoken]
    assert left == []


def test_the_browser_is_given_the_words_that_wagtail_lacks_beside_its_own(db):
    words = desk("olle", roles.OFFICERS).client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert "\\u00c4ndringarna \\u00e4r sparade." in words
    assert '"Page": "Sida"' in words


def _read(path: Path) -> Catalog:
    with path.open("rb") as written:
        return read_po(written, locale="sv")


def _spoken(path: Path) -> set[object]:
    messages: Iterable[Message] = _read(path) if path.exists() else ()
    return {_key(message) for message in messages if all(_words(message.string)) and not message.fuzzy}


def _key(message: Message) -> tuple[object, object]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _words(string: object) -> list[str]:
    return list(string) if isinstance(string, tuple | list) else [str(string or "")]
