"""Real feed readers follow a live server: each event is announced once, and what is no event is not announced."""

from collections.abc import Iterator

import json

import pytest

from tests.factories import ProductAreaFactory, make_site
from tests.flow.editing import Editor
from tests.flow.feed_readers import READERS, Sfeed
from tests.flow.telling import followed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.needs_feed_readers,
]

# A tenth of what `python -m tests.benchmarks readers` does: each act of the editor about once.
EDITS = 21
SEED = 14


@pytest.fixture
def editor() -> Iterator[Editor]:
    make_site()
    yield Editor(SEED, (ProductAreaFactory(slug="hjarta"), ProductAreaFactory(slug="hud")))


def test_every_event_is_announced_once_in_both_languages_by_each_reader(live_server, tmp_path, editor):
    figures = followed(live_server.url, tmp_path, editor, EDITS)
    print(json.dumps(figures, indent=1, ensure_ascii=False), editor.done)
    for reader, told in figures.items():
        assert told["expected"] == told["announced"] > EDITS and told["lost"] == 0, (reader, told)
        if reader != Sfeed.name:
            assert told["doubled"] == 0, (reader, told)
    assert set(figures) == {reader.name for reader in READERS}
    print(figures, editor.done)


@pytest.mark.xfail(strict=True, reason="to sfeed an entry with another title or address is another entry")
def test_sfeed_announces_nothing_twice(live_server, tmp_path, editor):
    told = followed(live_server.url, tmp_path, editor, EDITS, (Sfeed,))[Sfeed.name]
    assert told["announced"] > EDITS
    assert told["doubled"] == 0, told
