"""However two editors' saves, autosaves and approvals fall together, no word is lost and none is public unread."""

import pytest

from news.models import NewsItem
from tests.flow.two_editors import TwoEditors
from tests.portal.people import desk
from tests.portal.refused import complete

# A tenth of what `python -m tests.benchmarks two_editors` does.
HISTORIES, ACTS = 20, 12


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.one_database
def test_random_histories_of_two_editors_lose_no_word():
    people = desk("anna", chief=True), desk("bo", chief=True)
    faults, refused, public = [], 0, 0
    for seed in range(HISTORIES):
        history = TwoEditors(seed, complete(NewsItem, publish=False), people)
        for _ in range(ACTS):
            history.act()
        faults += [f"{seed}: {fault}" for fault in history.faults]
        refused += history.refused
        public += history.is_public
    assert not faults, "\n".join(faults)
    assert refused, "two editors never met"
    assert public, "nothing was ever published"
