"""The Swedish catalogue says what the code says: no string without words, no entry without a string."""

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from portal.management.commands.makemessages import CATALOGUE, as_mo, as_po, strings_of_code, untranslated, updated

RUN_IT = "run manage.py makemessages"


def keys(catalogue: Catalog) -> set[tuple[str, str]]:
    return {(message.context or "", str(message.id)) for message in catalogue if message.id}


def written() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="sv")


def test_every_string_of_the_code_has_an_entry():
    assert keys(strings_of_code()) - keys(written()) == set(), RUN_IT


def test_no_entry_is_dead():
    assert keys(written()) - keys(strings_of_code()) == set(), RUN_IT


def test_every_entry_has_swedish_words():
    assert untranslated(written()) == []


def test_what_is_compiled_is_what_is_written():
    assert CATALOGUE.with_suffix(".mo").read_bytes() == as_mo(written()), RUN_IT


def test_the_command_changes_nothing_where_nothing_has_changed():
    assert CATALOGUE.read_bytes() == as_po(updated()), RUN_IT


def test_strings_are_found_in_modules_in_templates_and_in_what_they_hand_to_scripts():
    found = keys(strings_of_code())
    assert ("", "This is needed before the page can be published.") in found
    assert ("case stage", "Decided") in found
    assert ("", "('%(days)s day left', '%(days)s days left')") in found
    assert ("", "{n} of the hits below are new since your last visit.") in found
