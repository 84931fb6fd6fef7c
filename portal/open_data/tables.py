"""Publications as a table for spreadsheets: one row for each, in the reader's language, as Swedish Excel opens it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.open_data.current import Item
from portal.publications.page_types import page_types
from portal.spreadsheets import as_csv

BETWEEN = " | "
# Columns about the publication, then those that its page in one language says: by the name of the value.
OF_ALL: dict[str, Any] = {"id": _("Id"), "url": _("Permanent address"), "type": _("Type")}
LINKS: dict[str, Any] = {"replaces": _("Replaces"), "replaced_by": _("Replaced by")}
_FIRST: dict[str, Any] = {
    "language": _("Language"),
    "title": _("Title"),
    "verdict": _("Verdict"),
    "status": _("Status"),
    "original": _("Swedish original"),
    "date": _("Date"),
    "case_number": _("Case number"),
    "ingress": _("ingress"),
    "summary_en": _("Summary in English"),
    "note": _("What changed"),
    "note_en": _("What changed, in English"),
}
_LAST: dict[str, Any] = {
    "review_by": _("Review by"),
    "product_areas": _("Product areas"),
    "level": pgettext_lazy("facet", "Level"),
    "healthcare_regions": _("healthcare regions"),
    "regions": _("Regions"),
    "programme_areas": _("programme areas"),
    "keywords": _("keywords"),
    "contact": _("contact function"),
    "documents": _("Documents"),
    "address": _("Address"),
    "published": _("Published"),
    "updated": _("Updated"),
    "edition": _("Edition"),
    "is_example": _("Example"),
}


@lru_cache
def in_language() -> dict[str, Any]:
    """Value → heading, for all values that a page says in one language. Types give those of their own (data_labels)."""
    own: dict[str, Any] = {}
    for model in page_types().values():
        own = {**model.data_labels, **own}
    return {**_FIRST, **own, **_LAST}


def value_of(said: Item, name: str) -> Any:
    """A value by its name; `principles.severity` is a part of one. None for what is not said."""
    whole, _dot, part = name.partition(".")
    value = said.get(whole)
    return (value or {}).get(part) if part else value


def table(items: Iterable[Item], language: str, told: str = "") -> bytes:
    """The table as a file: semicolons, a byte order mark, headings and words in the active language.

    `told` is a line of its own at the end, such as that not all are in it.
    """
    headings = [capfirst(label) for label in (*OF_ALL.values(), *in_language().values(), *LINKS.values())]
    rows = (_cells(item, language) for item in items)
    return b"".join(as_csv([headings, *rows, *([[told]] if told else [])]))


def chosen(item: Item, language: str) -> Item:
    """The publication's version in a language, else that of the original."""
    found: Item = next((each for each in item["languages"] if each["language"] == language), item["languages"][0])
    return found


def _cells(item: Item, language: str) -> Iterator[str]:
    said = chosen(item, language)
    yield from (cell_in(item[name], language) for name in OF_ALL)
    yield from (cell_in(value_of(said, name), language) for name in in_language())
    yield from (cell_in(item[name], language) for name in LINKS)


def cell_in(value: Any, language: str) -> str:
    """A value of an item as text, its codes in words of this language; empty for what is not said."""
    if value is None or value is False:
        return ""
    if value is True:
        return str(_("Yes"))
    if isinstance(value, list):
        return BETWEEN.join(cell_in(each, language) for each in value)
    if isinstance(value, dict):
        return _in_one(value, language)
    return str(value)


def _in_one(value: dict[str, Any], language: str) -> str:
    """A value with parts in one cell: the word of a code, the address of a link, a product with its verdict."""
    if "code" in value:
        return f"{value[language]} ({value['emdn']})" if value.get("emdn") else str(value[language])
    if "url" in value:
        return str(value["url"])
    # Such as a product with its verdict. Marks, such as that a stage is a pause, have no word of their own here.
    parts = (cell_in(each, language) for each in value.values() if not isinstance(each, bool))
    return ", ".join(filter(None, parts))
