"""Two versions that began as one: what only one side changed is kept, what both changed is chosen."""

import json
from typing import Any

import pytest

from portal.saving.three_way import ABSENT, FieldMerge, Kind, Side


def blocks(*pairs: tuple[str, str]) -> str:
    return json.dumps([{"type": "heading", "value": value, "id": key} for key, value in pairs])


def row(name: str, pk: int | None = None, place: int = 0) -> dict[str, Any]:
    return {"pk": pk, "sort_order": place, "page": 1, "name": name}


def merged(kind: Kind, base: Any, theirs: Any, mine: Any, *chosen: Side) -> Any:
    """What comes of it when this is chosen, in turn."""
    field = FieldMerge("f", kind, base, theirs, mine)
    open_parts = [part for part in field.parts if part.side is None]
    assert len(open_parts) == len(chosen)
    result = field.merged({part.name: side for part, side in zip(open_parts, chosen, strict=True)})
    if kind is Kind.BLOCKS:
        return [block["value"] for block in json.loads(result)]
    return [one["name"] for one in result] if kind is Kind.ROWS else result


def test_what_one_side_changed_is_taken() -> None:
    assert merged(Kind.WHOLE, "a", "b", "a") == "b"
    assert merged(Kind.WHOLE, "a", "a", "b") == "b"
    assert not FieldMerge("f", Kind.WHOLE, "a", "b", "b").parts


def test_what_both_changed_must_be_chosen() -> None:
    assert merged(Kind.WHOLE, "a", "b", "c", Side.MINE) == "c"
    assert merged(Kind.WHOLE, "a", "b", "c", Side.THEIRS) == "b"
    with pytest.raises(KeyError):
        FieldMerge("f", Kind.WHOLE, "a", "b", "c").merged({})


def test_without_a_base_every_difference_is_chosen() -> None:
    assert merged(Kind.WHOLE, ABSENT, "a", "b", Side.MINE) == "b"
    first, second = blocks(("1", "a"), ("2", "b")), blocks(("1", "a"), ("3", "c"))
    assert merged(Kind.BLOCKS, ABSENT, first, second, Side.THEIRS, Side.MINE) == ["a"]
    assert merged(Kind.BLOCKS, ABSENT, first, second, Side.MINE, Side.THEIRS) == ["a", "c", "b"]


def test_blocks_are_merged_one_by_one() -> None:
    base = blocks(("1", "a"), ("2", "b"), ("3", "c"))
    theirs = blocks(("1", "A"), ("2", "b"), ("4", "ny"), ("3", "c"))
    mine = blocks(("1", "a"), ("2", "b"), ("3", "C"), ("5", "sist"))
    assert merged(Kind.BLOCKS, base, theirs, mine) == ["A", "b", "ny", "C", "sist"]


def test_a_block_that_one_removed_and_the_other_changed_must_be_chosen() -> None:
    base, theirs, mine = blocks(("1", "a"), ("2", "b")), blocks(("2", "b")), blocks(("1", "A"), ("2", "b"))
    assert merged(Kind.BLOCKS, base, theirs, mine, Side.MINE) == ["A", "b"]
    assert merged(Kind.BLOCKS, base, theirs, mine, Side.THEIRS) == ["b"]


def test_who_moved_blocks_decides_their_order_and_two_must_choose() -> None:
    base, moved = blocks(("1", "a"), ("2", "b"), ("3", "c")), blocks(("3", "c"), ("1", "a"), ("2", "b"))
    changed = blocks(("1", "a"), ("2", "B"), ("3", "c"))
    assert merged(Kind.BLOCKS, base, moved, changed) == ["c", "a", "B"]
    assert merged(Kind.BLOCKS, base, changed, moved) == ["c", "a", "B"]
    otherwise = blocks(("2", "b"), ("1", "a"), ("3", "c"))
    assert merged(Kind.BLOCKS, base, moved, otherwise, Side.MINE) == ["b", "a", "c"]


def test_cells_that_changed_places_are_a_change() -> None:
    def table(*cells: str) -> str:
        return json.dumps([{"type": "table", "value": {"data": [list(cells)]}, "id": "1"}])

    base, turned = table("Pump A", "Pump B"), table("Pump B", "Pump A")
    assert merged(Kind.BLOCKS, base, turned, base) == [{"data": [["Pump B", "Pump A"]]}]
    assert len(FieldMerge("f", Kind.BLOCKS, base, turned, table("Pump A", "Pump C")).parts) == 1


def test_rows_are_known_by_their_keys() -> None:
    base, theirs = [row("a", 1), row("b", 2, 1)], [row("b", 2), row("ny", 3, 1)]
    assert merged(Kind.ROWS, base, theirs, [row("a", 1), row("B", 2, 1)]) == ["B", "ny"]
    assert merged(Kind.ROWS, base, theirs, [row("A", 1), row("b", 2, 1)], Side.MINE) == ["A", "b", "ny"]


def test_rows_of_a_draft_get_keys_when_it_is_stored() -> None:
    base = [row("a", 7), row("b", None, 1)]
    theirs = [row("a", 7), row("b", 8, 1)]
    assert merged(Kind.ROWS, base, theirs, [row("a", 7), row("B", None, 1)]) == ["a", "B"]
    drafts = [row("a"), row("b", None, 1)]
    mine = [row("A"), row("B", None, 1)]
    assert merged(Kind.ROWS, drafts, [row("x", 1), row("y", 2, 1)], mine, Side.MINE, Side.MINE) == ["A", "B"]


def test_rows_of_a_draft_are_known_by_their_words() -> None:
    base = [row("a"), row("b", None, 1)]
    assert merged(Kind.ROWS, base, [row("A"), row("b", None, 1)], [row("a"), row("B", None, 1)]) == ["A", "B"]
    theirs, mine = [row("a"), row("b"), row("c")], [row("a"), row("b"), row("d")]
    assert sorted(merged(Kind.ROWS, base, theirs, mine)) == ["a", "b", "c", "d"]
    # One went and one was changed: nobody can tell which.
    assert merged(Kind.ROWS, base, [row("x")], [row("a"), row("B")], Side.THEIRS) == ["x"]


def test_choices_of_both_are_kept() -> None:
    assert sorted(merged(Kind.CHOICES, [1, 2], [1, 2, 3], [2, 4])) == [2, 3, 4]
