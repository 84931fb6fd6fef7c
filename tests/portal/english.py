"""Finds English words in what a screen of the admin says."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from django.apps import apps
from django.conf import settings
from lxml import html

from portal.management.commands.makemessages import read

WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
# No words: fields of a message, elements, addresses, names of models and of time zones.
CODE = re.compile(
    r"%\(\w+\)[ds]|%[ds]|\{\w*\}|<[^>]*>|&\w+;"
    r"|https?://\S+|\b\w+\.\w+|\b[A-Z]\w+(?:/[A-Z]\w+)+|\b\w+-[A-Z_]+\b|\b[A-Z]+_[A-Z]+\b"
)
SAID = ("title", "aria-label", "aria-description", "placeholder", "alt", "label", "data-w-progress-active-value")
UNSAID = ["script", "style", "svg", "code"]
ALLOWED = Path(__file__).with_name("english.txt")


@cache
def english() -> frozenset[str]:
    """The words of all English strings of this installation that have a translation, but for those that Swedish
    strings have, too. So the list grows with the code, and “status” is not on it.
    """
    source: set[str] = set()
    target: set[str] = set()
    for message in _messages():
        ours, theirs = _words_of(message.id), _words_of(message.string)
        source |= ours
        # A whole sentence that is the same in both languages has not been translated.
        if ours != theirs or len(theirs) == 1:
            target |= theirs
    return frozenset(word for word in source - target if len(word) > 1)


@cache
def _allowed() -> list[tuple[str, str]]:
    lines = [line for line in ALLOWED.read_text().splitlines() if line and not line.startswith("#")]
    return [(start, phrase) for start, _space, phrase in (line.partition(" ") for line in lines)]


def _messages() -> Iterator[Any]:
    folders = [Path(app.path) / "locale" for app in apps.get_app_configs()]
    folders += [Path(path) for path in settings.LOCALE_PATHS]
    for folder in folders:
        for path in sorted((folder / "sv" / "LC_MESSAGES").glob("*.po")):
            catalogue: Catalog = read(path)
            yield from (message for message in catalogue if message.id)


def _words_of(strings: Any) -> set[str]:
    texts = [strings] if isinstance(strings, str) else list(strings or ())
    return {word for text in texts for word in words(text or "")}


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [word.lower() for word in WORD.findall(CODE.sub(" ", text.replace("’", "'")))]


def english_in(text: str, address: str = "", names: Iterable[str] = ()) -> list[str]:
    """The English words that a text at an address has beside names and the phrases of english.txt."""
    for phrase in [*names, *(phrase for start, phrase in _allowed() if address.startswith(start))]:
        if phrase in text:  # quicker than to look for a whole word at once
            text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", text)
    return [word for word in words(text) if word in english()]


def said(answer: Any) -> set[str]:
    """What an answer of the admin says to its reader in Swedish: running text, and attributes that are shown or read
    out. What is marked as English is left out, such as the preview of a translation.
    """
    if answer.streaming:
        return set()
    kind, body = answer.headers.get("Content-Type", ""), answer.content.decode(errors="ignore")
    if "json" in kind:
        given = json.loads(body)
        body = given.get("html") or "" if isinstance(given, dict) else ""
    elif "html" not in kind:
        return set()
    if not body.strip():
        return set()
    tree = html.document_fromstring(body)
    if tree.get("lang", "").startswith("en"):
        return set()
    for element in [*tree.iter(*UNSAID), *tree.xpath("//*[starts-with(@lang, 'en')]")]:
        # One may be inside another.
        if element.getparent() is not None:
            element.drop_tree()
    texts = {text.strip() for text in tree.itertext()}
    texts |= {str(text) for name in SAID for text in tree.xpath(f"//@{name}")}
    return texts | {str(text) for text in tree.xpath("//input[@type='submit' or @type='button']/@value")}
