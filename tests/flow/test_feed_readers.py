"""Real feed readers follow a live server: each event is announced once, and what is no event is not announced."""

import pytest

from tests.factories import ProductAreaFactory, make_site
from tests.flow.editing import ACTS, Editor
from tests.flow.feed_readers import READERS
from tests.flow.telling import followed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.needs_feed_readers,
]

# A tenth of what `python -m tests.benchmarks readers` does, each act of the editor at least once.
EDITS = 25


def test_every_event_is_announced_once_in_both_languages_by_each_reader(live_server, tmp_path):
    make_site()
    areas = (ProductAreaFactory(slug="hjarta"), ProductAreaFactory(slug="hud"))
    editor = Editor(4, areas)
    figures = followed(live_server.url, tmp_path, editor, EDITS)
    assert set(editor.done) == set(ACTS)
    assert set(figures) == {reader.name for reader in READERS}
    for reader, told in figures.items():
        assert told["expected"] == told["announced"] > EDITS and told["lost"] == 0, (reader, told)
        assert told["doubled"] == 0, (reader, told)
