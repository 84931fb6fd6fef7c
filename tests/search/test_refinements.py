"""The measure of what each refinement of search is worth: it still switches off what it names, and counts right."""

import pytest
from django.core.management.base import CommandError

from tests.benchmarks.refinement_table import refinements
from tests.benchmarks.refinements import _chosen, compared
from tests.search.golden import Question
from tests.search.switches import Around, part


def test_every_refinement_is_switched_off_and_on_again():
    known = list(refinements())
    assert len({each.name for each in known}) == len(known)
    for refinement in known:
        before = [getattr(owner, name) for owner, name, _value in refinement.instead]
        # A name that is no longer there raises.
        with refinement.off():
            now = [getattr(owner, name) for owner, name, _value in refinement.instead]
            assert all(new is not old for new, old in zip(now, before, strict=True)), refinement.name
        assert [getattr(owner, name) for owner, name, _value in refinement.instead] == before, refinement.name


def test_two_changes_of_the_same_function_hold_together():
    class Owner:
        def words(self, text: str) -> list[str]:
            return text.split()

    backwards = part("order", (Owner, "words", Around(lambda was, *given: was(*given)[::-1])))
    upper = part("case", (Owner, "words", Around(lambda was, *given: [word.upper() for word in was(*given)])))
    with backwards.off(), upper.off():
        assert Owner().words("a b") == ["B", "A"]
    assert Owner().words("a b") == ["a", "b"]


def test_what_is_lost_and_what_is_gained_is_counted_for_each_place_and_named_with_the_worst_first():
    tuned, unseen, gained = (
        Question("a", "form", ("x",)),
        Question("b", "form", ("x",), file="other"),
        Question("c", "", ()),
    )
    told = compared({tuned: 1, unseen: 2, gained: 4}, {tuned: 2, unseen: 0, gained: 3})
    assert told["tuned"] == {"ten": [0, 0], "three": [0, 1], "first": [1, 0]}
    assert told["unseen"] == {"ten": [1, 0], "three": [1, 0], "first": [0, 0]}
    assert told["moved"] == ["b (sv, 2 → 0)", "a (sv, 1 → 2)"]


def test_refinements_are_chosen_by_name_and_one_that_is_unknown_is_said_to_be():
    [(name, parts)] = _chosen(["folding", "stop words"])
    assert name == "folding + stop words"
    assert [each.name for each in parts] == ["folding", "stop words"]
    assert len(list(_chosen([]))) == len(list(refinements()))
    with pytest.raises(CommandError, match="No such refinement: nonsense"):
        list(_chosen(["nonsense"]))
