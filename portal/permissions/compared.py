"""What a comparison of two versions calls the pages that they link to: nothing is named to those who may not see it.

Wagtail's comparisons print a page's title to everybody. These stand in their place wherever versions are compared.
"""

from typing import Any

from django.db import models
from django.utils.html import escape, format_html_join
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.compare import (
    BlockComparison,
    ForeignObjectComparison,
    ListBlockComparison,
    M2MFieldComparison,
    TextDiff,
    diff_text,
    get_comparison_class_for_block,
    register_comparison_class,
)
from wagtail.models import Page

from portal.permissions.page_permissions import InAdmin


def told(thing: Any) -> str:
    """What to call something that was chosen: a page as the admin may name it, all else by its own words; "" for
    nothing.
    """
    if not isinstance(thing, Page):
        return "" if thing is None else str(thing)
    page: Any = thing if isinstance(thing, InAdmin) else thing.specific_deferred
    return str(page.get_admin_display_title())


class SeenPageComparison(ForeignObjectComparison):
    """Of a field that holds a page."""

    def htmldiff(self) -> str:
        before, after = (told(page) for page in self.get_objects())
        if self.val_a == self.val_b:
            return str(escape(after))
        found = [(change, title) for change, title in (("deletion", before), ("addition", after)) if title]
        return str(TextDiff(found).to_html())


class SeenPagesComparison(M2MFieldComparison):
    """Of a field that holds several pages, or several of something else."""

    def get_item_display(self, item: Any) -> str:
        return told(item)


class SeenPageBlockComparison(BlockComparison):
    """Of a block that holds a page."""

    def htmlvalue(self, val: Any) -> str:
        return str(escape(told(val)))

    def htmldiff(self) -> str:
        return str(diff_text(told(self.val_a), told(self.val_b)).to_html())


class SeenRowsComparison(ListBlockComparison):
    """Of a list of blocks. Wagtail's shows a whole list without asking how each part of a row is to be shown."""

    def htmlvalue(self, val: Any) -> str:
        row = self.block.child_block
        compare = get_comparison_class_for_block(row)
        found = (compare(row, True, True, value, value).htmlvalue(value) for value in val)
        return format_html_join("", "<div>{}</div>", ((html,) for html in found))


def register() -> None:
    """Tell Wagtail. Called once, when the app is ready."""
    register_comparison_class(models.ForeignKey, to=Page, comparison_class=SeenPageComparison)
    register_comparison_class(ParentalManyToManyField, comparison_class=SeenPagesComparison)
