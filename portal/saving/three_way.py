"""Merging two versions of a page that began as one (diff3): no database, only the contents of revisions.

`base` is what both editors began with, `theirs` what was saved first, `mine` what comes second. What only one of them
changed is taken as it is; what both changed is for the second one to choose. A text of blocks, rows and choices are
compared part by part, where each part can be told from the others. Where `base` is not known, all differences are to
be chosen.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Final

from portal.moderation.four_eyes import plain

Content = dict[str, Any]


class Absent(Enum):
    """That a version does not have a part."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


class Side(StrEnum):
    """Whose version of a part is taken."""

    MINE = "mine"
    THEIRS = "theirs"


class Kind(Enum):
    """How a field is divided into parts."""

    WHOLE = "whole"  # not at all
    BLOCKS = "blocks"  # a StreamField: by the ids of its blocks
    ROWS = "rows"  # rows of a child relation: by their keys
    CHOICES = "choices"  # tags and many-to-many choices: by what is chosen


@dataclass(frozen=True)
class Part:
    """One thing in which the two versions differ. `key` tells it from other parts of its field; "" is all of it.

    A part with the key ORDER is the order of the others, each side a list of their keys.
    """

    field: str
    key: str
    base: Any
    theirs: Any
    mine: Any
    # Who alone changed it; None when both did.
    side: Side | None

    @property
    def name(self) -> str:
        """What the choice is called in the form."""
        return f"merge-{self.field}-{self.key}" if self.key else f"merge-{self.field}"

    def taken(self, choices: Mapping[str, str]) -> Any:
        """The value of the side that changed it, else of the chosen one. Raises KeyError when none was chosen."""
        return self.mine if (self.side or Side(choices[self.name])) is Side.MINE else self.theirs


ORDER = "order"
_Keyed = dict[str, Any]


class FieldMerge:
    """One field of the two versions. A base that is not known is ABSENT."""

    def __init__(self, name: str, kind: Kind, base: Any, theirs: Any, mine: Any) -> None:
        self.name, self._kind, self._is_known = name, kind, base is not ABSENT
        self._whole = (base, theirs, mine)
        self._keyed = _keyed(kind, base, theirs, mine)
        self._order = self._in_both_orders() if self._keyed else None
        self.parts = list(self._parts())

    def merged(self, choices: Mapping[str, str]) -> Any:
        """The field's value after the merge. Raises KeyError when a choice is missing."""
        taken = {part.key: part.taken(choices) for part in self.parts}
        if self._keyed is None or self._order is None:
            return taken[""] if taken else self._whole[1]
        _base, theirs, mine = self._keyed
        found: list[Any] = [taken.get(key, theirs.get(key, mine.get(key, ABSENT))) for key in self._order]
        items = [item for item in found if item is not ABSENT]
        if self._kind is Kind.BLOCKS:
            return json.dumps(items)
        if self._kind is Kind.ROWS:
            return [{**item, "sort_order": place} for place, item in enumerate(items)]
        return items

    def _parts(self) -> Iterator[Part]:
        if self._keyed is None or self._order is None:
            yield from self._differing("", *self._whole)
            return
        base, theirs, mine = self._keyed
        for key in self._order:
            yield from self._differing(key, *(version.get(key, ABSENT) for version in self._keyed))
        if self._kind is not Kind.CHOICES and (moved := _moved_by(base, theirs, mine)):
            yield Part(self.name, ORDER, list(base), list(theirs), list(mine), moved)

    def _differing(self, key: str, base: Any, theirs: Any, mine: Any) -> Iterator[Part]:
        before, first, second = (_said(value) for value in (base, theirs, mine))
        if first != second:
            side = Side.MINE if before == first else Side.THEIRS if before == second else None
            yield Part(self.name, key, base, theirs, mine, side if self._is_known else None)

    def _in_both_orders(self) -> list[str] | None:
        """The keys of both versions: in the order of who moved parts; what the other one added follows what it followed
        there. None when both moved parts, each in another way.
        """
        assert self._keyed is not None
        base, theirs, mine = self._keyed
        by = _moved_by(base, theirs, mine)
        if by and (not self._is_known or (_moved(base, theirs) and _moved(base, mine))):
            return None
        first, second = (mine, theirs) if by is Side.MINE else (theirs, mine)
        order, before = list(first), ""
        for key in second:
            if key not in order:
                order.insert(order.index(before) + 1 if before else 0, key)
            before = key
        return order


def merge(base: Content | None, theirs: Content, mine: Content, kinds: Mapping[str, Kind]) -> dict[str, FieldMerge]:
    """The fields in which two versions differ, each merged. `kinds` names the fields that are looked at."""
    fields = {}
    for name, kind in kinds.items():
        before = ABSENT if base is None else base.get(name)
        field = FieldMerge(name, kind, before, theirs.get(name), mine.get(name))
        if field.parts:
            fields[name] = field
    return fields


def _keyed(kind: Kind, *versions: Any) -> tuple[_Keyed, _Keyed, _Keyed] | None:
    """The parts of each version by their keys; None where they can't be told from each other."""
    base, theirs, mine = (_items(value) for value in versions) if kind is not Kind.WHOLE else ([], [], [])
    if kind is Kind.BLOCKS:
        found = [_by_id(version) for version in (base, theirs, mine)]
    elif kind is Kind.ROWS:
        found = [_by_row(base, version) for version in (base, theirs, mine)]
    elif kind is Kind.CHOICES:
        found = [{_digest(item): item for item in version} for version in (base, theirs, mine)]
    else:
        return None
    first, second, third = found
    return None if first is None or second is None or third is None else (first, second, third)


def _items(value: Any) -> list[Any]:
    if value is ABSENT:
        return []
    return list(json.loads(value or "[]") if isinstance(value, str) else value or [])


def _by_id(blocks: list[Any]) -> _Keyed | None:
    found = {str(block.get("id") or ""): block for block in blocks}
    return None if "" in found or len(found) != len(blocks) else found


def _by_row(base: list[Any], rows: list[Any]) -> _Keyed | None:
    """Rows by their key in the database. Those of a draft have none until it is published: there one with the words of
    a row of the base is that row. Of the others as many as are missing there are those, in their order; or all were
    added.
    """
    known = {row["pk"] for row in base}
    missing = {f"draft{place}": row for place, row in enumerate(base) if row["pk"] is None}
    keys: list[str] = []
    for row in rows:
        is_known = row["pk"] is not None and row["pk"] in known
        same = [key for key, before in missing.items() if not is_known and _said(before) == _said(row)][:1]
        keys += [str(row["pk"])] if is_known else same or [""]
        missing = {key: before for key, before in missing.items() if key not in same}
    changed = [place for place, key in enumerate(keys) if not key]
    if missing and changed and len(missing) != len(changed):
        return None  # which of them was changed, and which came or went?
    for number, place in enumerate(changed):
        new = rows[place]["pk"]
        keys[place] = list(missing)[number] if missing else _digest(rows[place]) if new is None else str(new)
    return dict(zip(keys, rows, strict=True)) if len(set(keys)) == len(rows) else None


def _digest(item: Any) -> str:
    return hashlib.sha256(json.dumps(_said(item), sort_keys=True, default=str).encode()).hexdigest()[:16]


def _said(value: Any) -> Any:
    """What is compared: without the place of a row, which is compared as the order of all."""
    if isinstance(value, dict) and "sort_order" in value:
        value = {name: part for name, part in value.items() if name != "sort_order"}
    # A block is part of a StreamField, in which every order is the editor's.
    return plain(value, in_stream=isinstance(value, dict) and "pk" not in value)


def _moved(base: _Keyed, version: _Keyed) -> bool:
    return [key for key in version if key in base] != [key for key in base if key in version]


def _moved_by(base: _Keyed, theirs: _Keyed, mine: _Keyed) -> Side | None:
    """Who changed the order of the parts that both have; None when it is the same."""
    if [key for key in theirs if key in mine] == [key for key in mine if key in theirs]:
        return None
    return Side.THEIRS if _moved(base, theirs) else Side.MINE
