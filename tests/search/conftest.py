"""An index of its own for every test, and a site to search."""

from pathlib import Path

import pytest

from search.indexing import rebuild
from tests.factories import make_site


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> Path:
    settings.SEARCH_INDEX = tmp_path / "search"
    return settings.SEARCH_INDEX


@pytest.fixture
def site(db):
    home = make_site()
    rebuild()
    return home
