"""After every flow the page tree must be consistent: path, depth and number of children of each page agree."""

from collections.abc import Iterator

import pytest
from wagtail.models import Page

SOUND: tuple[list[str], ...] = ([], [], [], [], [])


@pytest.fixture(autouse=True)
def _whole_tree(request: pytest.FixtureRequest) -> Iterator[None]:
    uses_database = request.node.get_closest_marker("django_db") is not None
    if uses_database:
        # Asked for first, so that it is still there when the test is over.
        request.getfixturevalue("db")
    yield
    if uses_database:
        assert Page.find_problems() == SOUND
