"""What changed in the fields and rows of a page between two versions, in words: old → new, come and gone."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, DateField, Field, ForeignKey, IntegerField, TextField
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from portal.moderation.obstacles import name_of
from portal.publications.comparison import compare
from portal.publications.partial_dates import words_of
from portal.publications.published_data import in_reader_s

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# A text of a row that may be longer than this is compared sentence by sentence.
_LONG = 200


class FieldChange(NamedTuple):
    """What changed in one field, as lines in words. Lines that name the field themselves have no label."""

    label: str
    lines: list[str]


def of_words(label: str, old: list[str], new: list[str]) -> Iterator[str]:
    """What became of a field that has one value or several."""
    gone = [word for word in old if word not in new]
    come = [word for word in new if word not in old]
    if len(gone) == len(come) == 1:
        yield _("%(what)s: from %(old)s to %(new)s.") % {"what": label, "old": gone[0], "new": come[0]}
        return
    for word in come:
        yield _("%(what)s: %(word)s is new.") % {"what": label, "word": word}
    for word in gone:
        yield _("%(what)s: %(word)s is taken away.") % {"what": label, "word": word}


def of_values(before: Any, after: Any, told: set[str]) -> Iterator[FieldChange]:
    """The values of `published_data()` under their headings in open data, but for the names that are told already."""
    from portal.open_data.tables import in_language, value_of

    codes = type(after).code_words()
    data = [page.published_data() for page in (before, after)]
    for name, label in in_language().items():
        if name.partition(".")[0] not in data[1] or name.removesuffix("_name") in told or name in told:
            continue
        old, new = ([*_words_of(value_of(said, name), codes.get(name.rpartition(".")[2], {}))] for said in data)
        yield FieldChange("", list(of_words(capfirst(str(label)), old, new)))


def _words_of(value: Any, codes: Mapping[Any, Any]) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _words_of(each, codes)
    elif isinstance(value, bool):
        yield _("Yes") if value else _("No")
    elif isinstance(value, dict):
        name = in_reader_s(value)
        yield f"{name} ({value['emdn']})" if value.get("emdn") else name
    elif value not in (None, ""):
        is_day = isinstance(value, str) and _DAY.fullmatch(value)
        yield words_of(value) if is_day else str(codes.get(value, value))


def of_links(before: Any, after: Any) -> Iterator[FieldChange]:
    """Publications that the page links to. Those that readers can't see are not told, since notes reach everybody."""
    fields = [field for field in after._meta.get_fields() if _is_link(field)]
    keys = [{field.name: _keys(page, field) for field in fields} for page in (before, after)]
    titles = public_titles(key for side in keys for found in side.values() for key in found)
    for field in fields:
        old, new = ([titles[key] for key in side[field.name] if key in titles] for side in keys)
        yield FieldChange("", list(of_words(name_of(after, field.name), old, new)))


def _is_link(field: Any) -> bool:
    is_own = isinstance(field, Field) and field.is_relation and field.model is not Page
    return is_own and issubclass(field.related_model, Page) and not getattr(field.remote_field, "parent_link", False)


def _keys(page: Any, field: Any) -> list[int]:
    if isinstance(field, ForeignKey):
        return [key] if (key := getattr(page, field.attname)) else []
    return [linked.pk for linked in getattr(page, field.name).all()]


def public_titles(keys: Iterable[int]) -> dict[int, str]:
    """Of the publications with these ids the titles of those that are public and keep nothing back."""
    from portal.models import Publication
    from portal.publications.page_types import is_withholding

    asked = set(keys)
    pages = Publication.objects.published().filter(pk__in=asked).exclude(is_withholding()) if asked else []
    return {page.pk: page.title for page in pages}


def row_relations(model: Any) -> list[Any]:
    """The rows of a page type that readers see, that is those with a heading: first its own, then those of all."""
    from portal.open_data.tables import in_language

    found = [relation for relation in get_all_child_relations(model) if relation.get_accessor_name() in in_language()]
    return sorted(found, key=lambda relation: relation.model is not model)


def of_rows(before: Any, after: Any, relation: Any) -> Iterator[FieldChange]:
    """What became of the rows of a relation, such as the results of an assessment."""
    from portal.open_data.tables import in_language

    name = relation.get_accessor_name()
    old, new = ([RowInWords(row) for row in getattr(page, name).all()] for page in (before, after))
    yield FieldChange("", list(_of_rows(capfirst(str(in_language()[name])), old, new)))


class RowInWords:
    """A row of a page in words. Its first field is its name, such as the outcome of a result.

    Of a document readers see its label alone.
    """

    def __init__(self, row: Any) -> None:
        from portal.models import PublicationDocument

        fields = [field for field in row._meta.concrete_fields if field.editable and not field.auto_created]
        self.fields = [field for field in fields if not isinstance(field, ParentalKey)]
        self.words = tuple(_word(row, field) for field in self.fields)
        if isinstance(row, PublicationDocument):
            self.fields, self.words = self.fields[:1], (row.label,)
        self.name = self.words[0]

    def __str__(self) -> str:
        return ", ".join(
            filter(None, (_in_a_row(*each).rstrip(".") for each in zip(self.fields, self.words, strict=True)))
        )


def _word(row: Any, field: Any) -> str:
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return ""
    if isinstance(field, DateField):
        return date_format(value, "j F Y")
    return str(getattr(row, f"get_{field.name}_display")() if field.choices else value)


def _in_a_row(field: Any, word: str) -> str:
    """A word of a row beside the others: a day and a number need their labels, a tick is its label."""
    if isinstance(field, BooleanField):
        return str(field.verbose_name) if word == _("Yes") else ""
    needs_label = word and isinstance(field, DateField | IntegerField)
    return f"{field.verbose_name} {word}" if needs_label else word


def _of_rows(label: str, old: list[RowInWords], new: list[RowInWords]) -> Iterator[str]:
    """Rows of one name belong together where no other row has it: else nobody knows which became which."""
    gone, come = _without(old, new), _without(new, old)
    if not gone and not come and [row.words for row in old] != [row.words for row in new]:
        yield _("%(what)s: the same rows stand in another order.") % {"what": label}
    if len(gone) == len(come) == 1 and gone[0].words[1:] == come[0].words[1:] and any(come[0].words[1:]):
        yield from _of_parts(label, gone.pop(), come.pop(), named=False)
    times = [Counter(row.name for row in rows) for rows in (old, new)]
    for row in come:
        pair = next((other for other in gone if other.name == row.name), None)
        if pair and times[0][row.name] == times[1][row.name] == 1:
            gone.remove(pair)
            yield from _of_parts(label, pair, row)
        else:
            yield _("%(what)s, new row: “%(row)s”") % {"what": label, "row": row}
    for row in gone:
        yield _("%(what)s, row taken away: “%(row)s”") % {"what": label, "row": row}


def _without(rows: list[RowInWords], others: list[RowInWords]) -> list[RowInWords]:
    """Those of the rows that are not among the others, where equal ones are counted."""
    left = Counter(row.words for row in others)
    left.subtract(row.words for row in rows)
    found = []
    for row in reversed(rows):
        if left[row.words] < 0:
            left[row.words] += 1
            found.append(row)
    return found[::-1]


def _of_parts(label: str, before: RowInWords, after: RowInWords, *, named: bool = True) -> Iterator[str]:
    """What differs between two rows. A line names the row, unless it is the name that differs."""
    for field, old, new in zip(after.fields, before.words, after.words, strict=True):
        what = f"{capfirst(str(field.verbose_name))}, {after.name}" if named else label
        lines = [change.in_words() for change in compare(old, new)] if _is_text(field) else []
        yield from (_("%(what)s: %(change)s") % {"what": what, "change": line} for line in lines)
        if not lines:
            yield from of_words(what, [old] if old else [], [new] if new else [])


def _is_text(field: Any) -> bool:
    return isinstance(field, TextField) or (isinstance(field, CharField) and (field.max_length or 0) > _LONG)
