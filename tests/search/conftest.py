"""An index of its own for every test, and a site to search."""

from pathlib import Path

import pytest

from search import words
from search.indexing import rebuild
from tests.factories import make_site
from tests.search.elastic_server import elastic_settings, server_folder  # noqa: F401
from tests.search.handmade import elastic, plainly, tantivy, used  # noqa: F401


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path: Path) -> Path:
    settings.SEARCH_INDEX = tmp_path / "search"
    # The concepts of another test would be trusted for some seconds.
    words.forget()
    return settings.SEARCH_INDEX


@pytest.fixture
def site(db):
    home = make_site()
    rebuild()
    return home
