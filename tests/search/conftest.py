"""A site to search."""

import pytest

from search.index.indexer import rebuild
from tests.factories import make_site
from tests.search.elastic_server import elastic_settings, server_folder  # noqa: F401
from tests.search.handmade import elastic, plainly, tantivy, used  # noqa: F401


@pytest.fixture
def site(db):
    home = make_site()
    rebuild()
    return home
