"""The common tasks take few clicks, and the guide's words and pictures are those of the screens."""

import pytest
from django.conf import settings

from tests.flow.office import Office
from tests.flow.ten_tasks import TASKS
from tests.flow.walk import Walk

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.needs_chromium,
]
PICTURES = settings.BASE_DIR / "portal" / "static" / "guide"
LARGEST_PICTURE = 60_000
MOST_CLICKS = {
    "new": 5,
    "submit": 3,
    "approve": 2,
    "return": 5,
    "decision": 8,
    "new-version": 5,
    "translate": 9,
    "release": 7,
    "withdraw": 8,
    "overdue": 1,
    "who-changed": 4,
}


def test_each_task_takes_few_clicks_by_the_words_of_the_guide(live_server, chromium) -> None:
    walk = Walk(chromium, str(live_server.url), Office())
    for task in TASKS:
        task(walk)
    walk.leave()
    assert {code: cost.clicks for code, cost in walk.costs.items()} == MOST_CLICKS
    assert walk.told == []


def test_pictures_are_small_and_each_stands_in_the_guide() -> None:
    assert not [path.name for path in PICTURES.iterdir() if path.stat().st_size > LARGEST_PICTURE]
