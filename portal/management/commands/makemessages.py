"""Brings the Swedish catalogue in line with the code. Needs only Babel, where Django's command needs gettext's
programs.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "sv" / "LC_MESSAGES" / "django.po"
# Babel's list of functions that mark strings, with Django's lazy ones added; these take the same arguments.
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")},
    "gettext_noop": None,
}
# Catalogues of strings of Wagtail that it has no Swedish for. Written by hand; a test names what a new Wagtail adds.
OF_WAGTAIL = tuple(sorted((Path(settings.LOCALE_PATHS[1]) / "sv" / "LC_MESSAGES").glob("*.po")))


class Command(BaseCommand):
    help = "Brings the Swedish catalogue in line with the code and the templates, and compiles it."

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = updated()
        CATALOGUE.write_bytes(as_po(catalogue))
        CATALOGUE.with_suffix(".mo").write_bytes(as_mo(catalogue))
        for path in OF_WAGTAIL:
            path.with_suffix(".mo").write_bytes(as_mo(read(path)))
        for message in untranslated(catalogue):
            self.stderr.write(f"Without Swedish words: {message}")


def read(path: Path) -> Catalog:
    """A catalogue from a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale="sv")


def updated() -> Catalog:
    """The catalogue as it should be: one entry for each string in the code, no others, with the Swedish words kept."""
    catalogue = read(CATALOGUE)
    # Dates in the header would change with each run.
    catalogue.update(strings_of_code(), no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def strings_of_code() -> Catalog:
    """Every string that Python modules and templates mark for translation. Scripts get theirs from templates."""
    found = Catalog()
    for path in _sources():
        text = path.read_text()
        if path.suffix != ".py":
            # Django turns a template into text that Babel can read as Python, once its lines are not indented.
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
        for _line, message, comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            found.add(message, auto_comments=comments, context=context)
    return found


def _sources() -> Iterator[Path]:
    for app in apps.get_app_configs():
        if Path(app.path).parent == settings.BASE_DIR:
            yield from (path for path in sorted(Path(app.path).rglob("*.py")) if "migrations" not in path.parts)
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".mjml", ".txt"))


def untranslated(catalogue: Catalog) -> list[str]:
    """The strings that lack Swedish words, in the singular or the plural."""
    return [str(message.id) for message in catalogue if message.id and not all(_words(message.string))]


def _words(string: Any) -> list[str]:
    return list(string) if isinstance(string, tuple | list) else [str(string or "")]


def as_po(catalogue: Catalog) -> bytes:
    """The .po file, for people to edit: sorted, one line for each text, no line numbers of the code, which change
    often.
    """
    file = BytesIO()
    write_po(file, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled catalogue that Django reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()
