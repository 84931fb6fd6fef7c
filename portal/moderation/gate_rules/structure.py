"""Rules of the running text's structure, for those who hear it or move through it by headings.

Source: WCAG 2.2, success criteria 1.3.1 and 2.4.6. That an image has a text is asked by its block itself.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.moderation.gate_rules.rule import Rule
from portal.moderation.obstacles import Obstacle


class HeadingOrder(Rule):
    """A smaller heading in the text stands below a larger one."""

    code = "heading_order"
    label = _("Headings come in order")
    field = "body"

    def find(self, page: Any) -> Iterator[Obstacle]:
        for number, block in enumerate(page.body, 1):
            if block.block_type == "heading":
                return
            if block.block_type == "text" and "<h3" in block.value.source:
                told = gettext("Part %(number)s has a smaller heading before any heading. Put a heading above it.")
                yield Obstacle(told % {"number": number}, self.field)
                return


class TableHeaders(Rule):
    """A table says which of its cells are headings."""

    code = "table_headers"
    label = _("Tables have headings")
    field = "body"

    def concerns(self, page: Any) -> bool:
        return any(block.block_type == "table" for block in page.body)

    def find(self, page: Any) -> Iterator[Obstacle]:
        for number, block in enumerate(page.body, 1):
            if block.block_type == "table" and not self._has_headers(block.value or {}):
                told = gettext("The table in part %(number)s has no headings: choose its first row or column as such.")
                yield Obstacle(told % {"number": number}, self.field)

    @staticmethod
    def _has_headers(table: dict[str, Any]) -> bool:
        return bool(table.get("first_row_is_table_header") or table.get("first_col_is_header"))
