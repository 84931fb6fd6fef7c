"""A site to search."""

from typing import Any

import pytest

from search.index.indexer import rebuild
from tests.factories import make_site
from tests.search.elastic_server import elastic_settings, server_folder  # noqa: F401
from tests.search.handmade import BOTH, elastic, plainly, tantivy, used  # noqa: F401


@pytest.fixture(params=BOTH)
def named(request: pytest.FixtureRequest, settings: Any) -> str:
    """The engine that the portal uses, each in turn."""
    settings.SEARCH_ENGINE = request.param
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH = request.getfixturevalue("elastic_settings")
    return str(request.param)


@pytest.fixture
def site(db):
    home = make_site()
    rebuild()
    return home
