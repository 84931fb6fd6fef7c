"""Publications as a table for spreadsheets: one row for each, in the reader's language, as Swedish Excel opens it."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.open_data.current import Item
from portal.spreadsheets import harmless

BETWEEN = " | "
# Columns about the publication, then those that its page in one language says: by the name of the value.
OF_ALL: dict[str, Any] = {"id": _("Id"), "url": _("Permanent address"), "type": _("Type")}
LINKS: dict[str, Any] = {"replaces": _("Replaces"), "replaced_by": _("Replaced by")}
IN_LANGUAGE: dict[str, Any] = {
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
    "products": _("Products"),
    "conditions": _("Conditions"),
    "product": _("product or method"),
    "manufacturer": _("Manufacturer"),
    "ce_marking": _("CE marking"),
    "nominated_by": _("nominated by"),
    "stages": _("Stages"),
    "reason": _("Reason"),
    "decider": _("Decided by"),
    "assessor": _("Assessor"),
    "kind": _("Kind"),
    "question": _("Question"),
    "results": _("Results"),
    "cost_per_qaly": _("cost per QALY"),
    "last_search_on": _("last literature search"),
    "report_url": _("full report"),
    "version": _("Version"),
    "review_by": _("Review by"),
    "product_areas": _("Product areas"),
    "level": pgettext_lazy("facet", "Level"),
    "healthcare_regions": _("healthcare regions"),
    "regions": _("Regions"),
    "programme_areas": _("programme areas"),
    "keywords": _("keywords"),
    "buyer": _("Buyer"),
    "buyer_name": _("buyer, in words"),
    "procurement_regions": _("procurement regions"),
    "procedure": _("procedure"),
    "cpv": _("CPV codes"),
    "ted_number": _("TED number"),
    "expected_on": _("expected announcement"),
    "announced_on": _("announced"),
    "tender_deadline": _("last day for tenders"),
    "contract_from": _("contract from"),
    "contract_to": _("contract to"),
    "options": _("options"),
    "contact": _("contact function"),
    "documents": _("Documents"),
    "address": _("Address"),
    "published": _("Published"),
    "updated": _("Updated"),
    "edition": _("Edition"),
    "is_example": _("Example"),
}


def table(items: Iterable[Item], language: str) -> bytes:
    """The table as a file: semicolons, a byte order mark, headings and words in the active language."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow([capfirst(label) for label in (*OF_ALL.values(), *IN_LANGUAGE.values(), *LINKS.values())])
    rows.writerows([harmless(cell) for cell in _cells(item, language)] for item in items)
    return text.getvalue().encode("utf-8-sig")


def chosen(item: Item, language: str) -> Item:
    """The publication's version in a language, else that of the original."""
    found: Item = next((each for each in item["languages"] if each["language"] == language), item["languages"][0])
    return found


def _cells(item: Item, language: str) -> Iterator[str]:
    said = chosen(item, language)
    yield from (cell_in(item[name], language) for name in OF_ALL)
    yield from (cell_in(said.get(name), language) for name in IN_LANGUAGE)
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
