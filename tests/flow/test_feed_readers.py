"""Real feed readers follow a live server: each event is announced once, and what is no event is not announced."""

from collections.abc import Iterator

import pytest

from tests.factories import ProductAreaFactory, make_site
from tests.flow.editing import Editor
from tests.flow.feed_readers import READERS
from tests.flow.telling import followed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.one_database]

EDITS = 20


@pytest.fixture
def editor() -> Iterator[Editor]:
    make_site()
    yield Editor(14, (ProductAreaFactory(slug="hjarta"), ProductAreaFactory(slug="hud")))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_event_is_announced_once_in_both_languages(live_server, tmp_path, editor, reader):
    if not reader.is_installed():
        pytest.skip(f"no {reader.needs} here")
    figures = followed(live_server.url, tmp_path, editor, EDITS, (reader,))[reader.name]
    assert figures["expected"] == figures["announced"] > EDITS
    assert not figures["faults"]
