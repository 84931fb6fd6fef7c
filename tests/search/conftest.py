"""A site to search."""

from pathlib import Path

import pytest

from search.index import site_analyzer
from search.index.indexer import rebuild
from tests.factories import make_site
from tests.search.elastic_server import elastic_settings, server_folder  # noqa: F401
from tests.search.handmade import elastic, plainly, tantivy, used  # noqa: F401


@pytest.fixture(autouse=True)
def _own_words(own_index: Path) -> None:
    # The concepts of another test would be trusted for some seconds.
    site_analyzer.forget()


@pytest.fixture
def site(db):
    home = make_site()
    rebuild()
    return home
