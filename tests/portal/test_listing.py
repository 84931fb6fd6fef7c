"""Numbered pages of a list: which numbers can be asked for, and which are offered."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from portal.publications.listing import Rows, requested_page


def rows(asked: str, number_of_rows: int) -> Rows:
    return requested_page(RequestFactory().get("/", {"page": asked}), range(number_of_rows), 20)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("1", [1, 2, "…", 500]),
        ("250", [1, "…", 249, 250, 251, "…", 500]),
        ("500", [1, "…", 499, 500]),
    ],
)
def test_a_long_list_offers_its_ends_and_the_neighbours_of_the_page(asked, offered):
    assert list(rows(asked, 10_000).numbers) == offered


def test_a_short_list_offers_all_its_pages():
    assert list(rows("2", 60).numbers) == [1, 2, 3]


@pytest.mark.parametrize("asked", ["0", "501", "999999"])
def test_a_page_that_does_not_exist_is_not_found(asked):
    with pytest.raises(Http404):
        rows(asked, 10_000)


@pytest.mark.parametrize("asked", ["abc", "-1", "1.5", "9" * 50, "\x00"])
def test_what_is_no_number_asks_for_the_first_page(asked):
    assert rows(asked, 10_000).number == 1
