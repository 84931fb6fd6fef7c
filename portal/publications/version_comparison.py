"""Two versions of a publication compared in words: field by field, what has changed between them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing

from portal.publications.comparison import CELL, compare, is_reordered
from portal.publications.page_links import stored_texts
from portal.publications.published_data import Fact

# Texts about the change itself, and what only search engines are told.
NOT_COMPARED = frozenset({"change_note", "change_note_en", "search_description"})
# So many lines make a note that readers take in.
MOST_LINES_OF_A_NOTE = 3


class FieldChange(NamedTuple):
    """What changed in one field, as lines in words. The lines of a fact name it themselves, so it has no label."""

    label: str
    lines: list[str]


def differences(before: Any, after: Any) -> list[FieldChange]:
    """What has changed between two versions of a page, in the active language: first the facts, then the texts.

    Both are pages of the same type. Empty when what is compared says the same.
    """
    found = [*_of_facts(_facts(before), _facts(after)), *_of_texts(before, after)]
    return [difference for difference in found if difference.lines]


def proposed_note(found: list[FieldChange]) -> str:
    """One line for readers, made of the first differences, to be read and changed by an editor. Empty for none."""
    lines = [line for difference in found for line in difference.lines]
    return " ".join(lines[:MOST_LINES_OF_A_NOTE])


def _facts(page: Any) -> dict[tuple[str, str], list[Fact]]:
    """The facts of a page by their name and the product that they are about."""
    found = defaultdict(list)
    for fact in type(page).facts(page.published_data()):
        found[fact.name, fact.of].append(fact)
    return found


def _of_facts(
    before: dict[tuple[str, str], list[Fact]], after: dict[tuple[str, str], list[Fact]]
) -> Iterator[FieldChange]:
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key, []), after.get(key, [])
        fact = (new or old)[0]
        label = f"{fact.label}, {fact.of}" if fact.of else fact.label
        if fact.is_text:
            yield _of_text(label, "\n".join(each.word for each in old), "\n".join(each.word for each in new))
        else:
            yield FieldChange("", list(_of_words(label, [each.word for each in old], [each.word for each in new])))


def _of_words(label: str, old: list[str], new: list[str]) -> Iterator[str]:
    gone = [word for word in old if word not in new]
    come = [word for word in new if word not in old]
    if len(gone) == len(come) == 1:
        yield _("%(what)s: from %(old)s to %(new)s.") % {"what": label, "old": gone[0], "new": come[0]}
        return
    for word in come:
        yield _("%(what)s: %(word)s is new.") % {"what": label, "word": word}
    for word in gone:
        yield _("%(what)s: %(word)s is taken away.") % {"what": label, "word": word}


def _of_texts(before: Any, after: Any) -> Iterator[FieldChange]:
    told = {
        fact.name for page in (before, after) for (_n, of), facts in _facts(page).items() for fact in facts if not of
    }
    for name in ("title", *(name for name, _text in stored_texts(after))):
        if name in told or name in NOT_COMPARED:
            continue
        label = capfirst(str(after._meta.get_field(name).verbose_name))
        yield _of_text(label, plain_text(before, name), plain_text(after, name))


def _of_text(label: str, before: str, after: str) -> FieldChange:
    lines = [change.in_words() for change in compare(before, after)]
    if is_reordered(before, after):
        lines = [_("%(what)s: the same sentences stand in another order.") % {"what": label}]
    return FieldChange(label, lines)


def plain_text(page: Any, name: str) -> str:
    """The words of a field of a page: of its blocks, or of its rich text, without markup."""
    field, value = page._meta.get_field(name), getattr(page, name)
    if isinstance(field, StreamField):
        return "\n".join(line for block in value for line in _lines_of(block))
    return get_text_for_indexing(value) if "<" in (value or "") else value or ""


def _lines_of(block: Any) -> list[str]:
    """What a block says. A row of a table is one line: which cells stand beside each other is what it says."""
    if not isinstance(block.block, TableBlock):
        return [str(text) for text in block.block.get_searchable_content(block.value)]
    table = block.value or {}
    rows = [CELL.join(" ".join(str(cell or "").split()) for cell in row) for row in table.get("data") or () if any(row)]
    return [table.get("table_caption") or "", *rows]
