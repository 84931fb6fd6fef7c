"""Two versions of a publication compared in words: field by field, what has changed between them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing

from portal.publications.comparison import CELL, compare, is_reordered
from portal.publications.field_comparison import (
    FieldChange,
    of_links,
    of_rows,
    of_values,
    of_words,
    public_titles,
    row_relations,
)
from portal.publications.page_links import stored_texts
from portal.publications.published_data import Fact

# Texts about the change itself, and what only search engines are told.
NOT_COMPARED = frozenset({"change_note", "change_note_en", "search_description"})
# What published_data() calls texts that are compared, or not, as texts.
TOLD_AS_TEXTS = frozenset({"note", "note_en", "question"})
# So many lines make a note that readers take in.
MOST_LINES_OF_A_NOTE = 3


def differences(before: Any, after: Any) -> list[FieldChange]:
    """What has changed between two versions of a page, in the active language: rows and facts first, then the texts.

    Both are pages of the same type, as their revisions have them. Empty when all that readers see of them is the same.
    """
    for page in (before, after):
        page.work_out()  # a draft holds the status of the version before it
    return [difference for difference in _differences(before, after) if difference.lines]


def _differences(before: Any, after: Any) -> Iterator[FieldChange]:
    relations = row_relations(type(after))
    own = [relation for relation in relations if relation.model is type(after)]
    for relation in own:
        yield from of_rows(before, after, relation)
    old, new = _facts(before), _facts(after)
    yield from _of_facts(old, new)
    texts = ["title", *(name for name, _text in stored_texts(after))]
    told = {*old, *new, *texts, *TOLD_AS_TEXTS, *(relation.get_accessor_name() for relation in relations)}
    yield from of_values(before, after, told)
    yield from of_links(before, after)
    for relation in relations[len(own) :]:
        yield from of_rows(before, after, relation)
    as_facts = {tuple(_joined(facts.get(name, [])) for facts in (old, new)) for name in (*old, *new)}
    for name in texts:
        words = plain_text(before, name), plain_text(after, name)
        if name not in NOT_COMPARED and words not in as_facts:
            yield _of_text(_heading(after, name), *words)


def proposed_note(found: list[FieldChange]) -> str:
    """One line for readers, made of the first differences, to be read and changed by an editor. Empty for none."""
    lines = [line for difference in found for line in difference.lines]
    return " ".join(lines[:MOST_LINES_OF_A_NOTE])


def _facts(page: Any) -> dict[str, list[Fact]]:
    """The facts that are values of the page itself, by name. Those of its rows are told with the rows."""
    found, data = defaultdict(list), page.published_data()
    for fact in type(page).facts(data):
        if fact.name in data and not fact.of:
            found[fact.name].append(fact)
    return found


def _of_facts(before: dict[str, list[Fact]], after: dict[str, list[Fact]]) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name, []), after.get(name, [])
        fact = (new or old)[0]
        if fact.is_text:
            yield _of_text(fact.label, _joined(old), _joined(new))
        else:
            yield FieldChange("", list(of_words(fact.label, [each.word for each in old], [each.word for each in new])))


def _joined(facts: list[Fact]) -> str:
    return "\n".join(fact.word for fact in facts)


def _heading(page: Any, name: str) -> str:
    return str(page.headings.get(name) or capfirst(str(page._meta.get_field(name).verbose_name)))


def _of_text(label: str, before: str, after: str) -> FieldChange:
    lines = [change.in_words() for change in compare(before, after)]
    if is_reordered(before, after):
        lines = [_("%(what)s: the same sentences stand in another order.") % {"what": label}]
    return FieldChange(label, lines)


def plain_text(page: Any, name: str) -> str:
    """The words of a field of a page: of its blocks, or of its rich text, without markup."""
    field, value = page._meta.get_field(name), getattr(page, name)
    if isinstance(field, StreamField):
        leaves = [*_leaves(field.stream_block, value or ())]
        titles = public_titles(chosen.pk for block, chosen in leaves if _is_page(block) and chosen)
        return "\n".join(line for block, said in leaves for line in _lines_of(block, said, titles))
    return get_text_for_indexing(value) if "<" in (value or "") else value or ""


def _leaves(block: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    """The blocks that have no others inside, each with its value."""
    if isinstance(block, blocks.StreamBlock):
        parts = [(child.block, child.value) for child in value]
    elif isinstance(block, blocks.ListBlock):
        parts = [(block.child_block, child) for child in value]
    elif isinstance(block, blocks.StructBlock):
        parts = [(child, value.get(name)) for name, child in block.child_blocks.items()]
    else:
        yield block, value
        return
    for part in parts:
        yield from _leaves(*part)


def _is_page(block: Any) -> bool:
    return isinstance(block, blocks.PageChooserBlock)


def _lines_of(block: Any, value: Any, titles: dict[int, str]) -> list[str]:
    """What a block says. A row of a table is one line: which cells stand beside each other is what it says.

    `titles` are those of public pages: others that were chosen are not told.
    """
    if isinstance(block, blocks.ChooserBlock):
        title = titles.get(value.pk if value else 0) if _is_page(block) else str(value or "")
        return [f"{capfirst(str(block.label))}: {title}"] if title else []
    if isinstance(block, blocks.URLBlock):
        return [value or ""]
    if not isinstance(block, TableBlock):
        return [str(text) for text in block.get_searchable_content(value) if value]
    table = value or {}
    rows = [CELL.join(" ".join(str(cell or "").split()) for cell in row) for row in table.get("data") or () if any(row)]
    return [table.get("table_caption") or "", *rows]
