"""The Swedish catalogue has exactly the strings of the code, and a second one those that Wagtail does not translate."""

import re
from pathlib import Path

import pytest
import taggit
import wagtail
import wagtail_localize
import wagtail_modeladmin
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.urls import reverse

from portal.management.commands.makemessages import (
    CATALOGUE,
    OF_WAGTAIL,
    as_mo,
    as_po,
    read,
    strings_of_code,
    untranslated,
    updated,
)
from tests.portal.people import desk, roles

# What the admin is made of.
PACKAGES = [Path(package.__path__[0]) for package in (wagtail, wagtail_localize, wagtail_modeladmin, taggit)]
# Parts of Wagtail that no editor of the portal meets.
UNUSED = {"contrib/forms", "contrib/search_promotions", "contrib/styleguide", "contrib/simple_translation"}

RUN_IT = "run manage.py makemessages"


def keys(catalogue: Catalog) -> set[tuple[str, str]]:
    return {(message.context or "", str(message.id)) for message in catalogue if message.id}


def written() -> Catalog:
    return read(CATALOGUE)


def test_every_string_of_the_code_has_an_entry():
    assert keys(strings_of_code()) - keys(written()) == set(), RUN_IT


def test_no_entry_is_dead():
    assert keys(written()) - keys(strings_of_code()) == set(), RUN_IT


@pytest.mark.parametrize("path", [CATALOGUE, *OF_WAGTAIL], ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_every_entry_has_swedish_words_and_is_compiled(path: Path):
    assert untranslated(read(path)) == []
    assert path.with_suffix(".mo").read_bytes() == as_mo(read(path)), RUN_IT


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_no_word_of_the_admin_or_of_its_scripts_is_left_in_english(package: Path):
    ours = {path.name: path for path in OF_WAGTAIL}
    left = []
    for english in sorted(package.rglob("locale/en/LC_MESSAGES/*.po")):
        if english.relative_to(package).as_posix().partition("/locale/")[0] not in UNUSED:
            swedish = english.parents[2] / "sv" / "LC_MESSAGES" / english.name
            known = spoken(swedish) | spoken(ours[english.name]) | spoken(CATALOGUE)
            left += [key(message) for message in read(english) if message.id and key(message) not in known]
    assert left == []


def test_the_browser_is_given_the_words_that_wagtail_lacks_beside_its_own(db: None):
    words = desk("olle", roles.OFFICERS).client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert "\\u00c4ndringarna \\u00e4r sparade." in words
    assert '"Page": "Sida"' in words
    # Wagtail has these two the wrong way round.
    assert '"Expand all": "Expandera alla"' in words and '"Collapse all": "F\\u00e4ll ihop alla"' in words


def spoken(path: Path) -> set[tuple[str, str]]:
    """What a catalogue has whole Swedish words for."""
    if not path.exists():
        return set()
    silent = set(untranslated(read(path)))
    return {key(message) for message in read(path) if not message.fuzzy and str(message.id) not in silent}


def key(message: Message) -> tuple[str, str]:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def test_the_command_changes_nothing_where_nothing_has_changed():
    assert CATALOGUE.read_bytes() == as_po(updated()), RUN_IT


def test_strings_are_found_in_modules_in_templates_and_in_what_they_hand_to_scripts():
    found = keys(strings_of_code())
    assert ("", "This is needed before the page can be published.") in found
    assert ("case stage", "Decided") in found
    assert ("", "('%(days)s day left', '%(days)s days left')") in found
    assert ("", "{n} of the hits below are new since your last visit.") in found


# What is said in one word, and the other words that have been seen for it.
ONE_WORD = {
    # What is published is a publikation; a samlad publicering is what is done with several.
    "publikation": r"(?<![Ss]amlad )(?<![Ss]amlade )(?<!för )\bpublicering(?:en|ar|arna)?\b",
    "återkallad": r"dra(?:gits|s|git|gen) tillbaka",
    "avpubliceras": r"\b[Tt]as ned\b",
    "rubrik": r"\btitlar\b",
    "klassning": r"ämnesindelning",
    "e-postmeddelande": r"e-postbrev",
    "Horisontspaning": r"\b[Ss]panat\b",
    "Ej angivet": r"[Ii]nte (?:valt|angivet)\b|\bbelag[dt]\b",
    "nominerat": r"\b[Aa]nmäl[dt]\b",
}


@pytest.mark.parametrize("word", ONE_WORD)
def test_each_thing_has_one_word_in_swedish(word: str):
    found = [message.string for message in written() if message.id]
    strings = [text for one in found for text in ([one] if isinstance(one, str) else one or ())]
    assert [text for text in strings if re.search(ONE_WORD[word], text)] == []
    assert any(word.casefold()[:9] in text.casefold() for text in strings)


def test_a_page_is_sent_for_review_in_the_same_words_on_wagtails_buttons_in_its_mails_and_in_the_guide():
    other = re.compile(r"\b[Ll]ämna(?:r|s|de|t|ts)?(?: \w+)? in\b|[Ii]nlämna|\b[Ss]kick\w+ in\b|[Ii]nskick|[Mm]oderer")
    said = {key(message): str(message.string) for path in [*OF_WAGTAIL, CATALOGUE] for message in read(path)}
    for package in PACKAGES:
        for path in sorted(package.rglob("locale/sv/LC_MESSAGES/*.po")):
            if path.relative_to(package).as_posix().partition("/locale/")[0] not in UNUSED:
                said = {key(message): str(message.string) for message in read(path)} | said
    guide = {path.name: path.read_text() for path in (settings.BASE_DIR / "templates").rglob("guide/*.html")}
    assert [text for text in [*said.values(), *guide.values()] if other.search(text)] == []
    assert said["", "Submit to %(workflow_name)s"] in guide["submit.html"]
