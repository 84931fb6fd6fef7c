"""How far forward a publication stands: what holds, what is decided and what is real before what is not."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from portal.publications.page_types import page_types
from portal.publications.precedence import FIRST, LAST, MOST_OF_TYPE, precedence

ORDER = ("recommendation", "assessment", "procurement", "case", "news", "newsletter")


def of(type_code: str, status: str = "", *, is_example: bool = False) -> int:
    page: Any = SimpleNamespace(specific_class=page_types()[type_code], status=status, is_example=is_example)
    return precedence(page)


def test_what_decides_stands_before_what_it_was_built_on_and_before_what_tells_of_it():
    steps = [of(code) for code in ORDER]
    assert steps == sorted(set(steps), reverse=True)
    assert steps[0] == FIRST


def test_what_holds_stands_before_what_may_not_and_that_before_other_types():
    in_force, unknown = of("recommendation", "in_force"), of("recommendation", "unknown")
    assert in_force > unknown > of("assessment")
    assert of("recommendation", "under_review") == in_force


def test_what_no_longer_holds_stands_last_of_all_example_or_not():
    for status in ("replaced", "withdrawn"):
        assert {of("recommendation", status), of("recommendation", status, is_example=True)} == {LAST}
    assert all(of(code, is_example=True) > LAST for code in ORDER)


def test_every_example_stands_behind_all_that_is_real_in_the_order_of_the_types():
    examples = [of(code, is_example=True) for code in ORDER]
    assert all(before >= after for before, after in pairwise(examples))
    assert max(examples) < min(of(code) for code in ORDER)


def test_every_type_says_how_much_it_decides_within_the_scale():
    assert all(1 <= model.precedence <= MOST_OF_TYPE for model in page_types().values())
