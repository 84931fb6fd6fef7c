"""How the differences of two versions are shown: by Wagtail's own comparisons, each version beside what it began as."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import model_from_serializable_data
from wagtail.admin.compare import ChildObjectComparison, FieldComparison, get_comparison_class_for_block

from portal.moderation.obstacles import name_of
from portal.permissions.compared import told
from portal.saving.page_merge import PageMerge
from portal.saving.three_way import ABSENT, ORDER, Part, Side


@dataclass(frozen=True)
class ShownPart:
    """One difference as the reader of the merge view sees it. `side` is who alone changed it, "" when both did."""

    name: str
    heading: str
    theirs: str
    mine: str
    side: str
    chosen: str


def shown_parts(merge: PageMerge, handler: Any, choices: Any) -> list[ShownPart]:
    """All differences, in the order of the fields. `handler` is the bound panel of the page's form."""
    show = _Shown(merge, handler)
    return [
        ShownPart(
            part.name,
            show.heading(part),
            show.side(part, Side.THEIRS),
            show.side(part, Side.MINE),
            part.side.value if part.side else "",
            choices.get(part.name, ""),
        )
        for part in merge.parts
    ]


class _Shown:
    def __init__(self, merge: PageMerge, handler: Any) -> None:
        self._pages = {"base": merge.base or merge.theirs, Side.THEIRS: merge.theirs, Side.MINE: merge.mine}
        self._meta = type(merge.mine)._meta
        # What Wagtail compares a field or the rows of a relation with; a row's panels are the second argument.
        self._comparisons = {_name(found): found for found in handler.get_comparison()}

    def heading(self, part: Part) -> str:
        name = name_of(self._pages[Side.MINE], part.field)
        if part.key == ORDER:
            return _("%(field)s: order") % {"field": name}
        block = self._block(part, Side.MINE) or self._block(part, Side.THEIRS)
        return f"{name}: {block.block.label}" if block else name

    def side(self, part: Part, side: Side) -> str:
        """One side of a part as HTML, with what differs from the base marked."""
        value = part.mine if side is Side.MINE else part.theirs
        if value is ABSENT:
            return format_html("<em>{}</em>", _("Taken away") if part.base is not ABSENT else _("Not there"))
        if part.key == ORDER:
            return _("In another order") if part.side in (None, side) else _("In the order as before")
        field = self._meta.get_field(part.field)
        if not field.auto_created:
            return self._block_html(part, side) if part.key else self._field_html(field, side)
        rows = [value] if part.key else value
        return format_html_join("", "{}", ((self._row_html(field, row, part),) for row in rows))

    def _field_html(self, field: Any, side: Side) -> str:
        found = self._comparisons.get(field.name)
        compare = found.func if found else FieldComparison
        return str(compare(field, self._pages["base"], self._pages[side]).htmldiff())

    def _block_html(self, part: Part, side: Side) -> str:
        field = self._meta.get_field(part.field)
        if not hasattr(field, "stream_block"):  # a choice
            value = part.mine if side is Side.MINE else part.theirs
            return conditional_escape(told(field.related_model._default_manager.filter(pk=value).first()))
        block, before = self._block(part, side), self._block(part, "base")
        assert block is not None
        compare = get_comparison_class_for_block(block.block)
        if before is None or before.block.name != block.block.name:
            return SafeString(compare(block.block, True, True, block.value, block.value).htmlvalue(block.value))
        return str(compare(block.block, True, True, before.value, block.value).htmldiff())

    def _block(self, part: Part, side: Any) -> Any:
        stream: Any = getattr(self._pages[side], part.field, None)
        if not part.key or not hasattr(stream, "stream_block"):
            return None
        return next((block for block in stream if str(block.id) == part.key), None)

    def _row_html(self, relation: Any, row: Any, part: Part) -> str:
        model = relation.related_model
        if tag := getattr(model, "tag", None):
            there = tag.field.related_model._default_manager.filter(pk=row["tag"]).first()
            return conditional_escape(there or "")
        before = part.base if part.key and part.base is not ABSENT else row
        made = [model_from_serializable_data(model, data, check_fks=False) for data in (before, row)]
        found = self._comparisons.get(relation.name)
        compared = ChildObjectComparison(model, found.args[1] if found else [], *made).get_field_comparisons()
        lines = ((comparison.field_label(), comparison.htmldiff()) for comparison in compared)
        return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", _filled(lines)))


def _filled(lines: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(capfirst(label), html) for label, html in lines if html not in ("", "None")]


def _name(comparison: Any) -> str:
    """The name of the field, or of the relation, that a comparison of Wagtail's panels is for."""
    field = comparison.args[0]
    return str(getattr(field, "related_name", None) or field.name) if field.auto_created else str(field.name)
