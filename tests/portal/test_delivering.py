"""A delivery takes effect once. One that fails is recorded, waits, and is tried again."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.models import Delivery
from portal.outbox import channels
from portal.outbox.delivery import deliver, drain
from portal.outbox.reconciliation import reconcile
from recommendations.models import Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(monkeypatch):
    """A channel that shows what it was last told, in a dict of page id → revision id."""
    shown: dict[int, int] = {}

    def show(page_ids):
        live = dict(Recommendation.objects.published().values_list("pk", "live_revision_id"))
        for pk in page_ids:
            shown.pop(pk, None)
            if pk in live:
                shown[pk] = live[pk]

    channel = channels.Channel(
        name="board",
        label="Board",
        deliver=lambda event: show([event.page_id]),
        shown=lambda: dict(shown),
        repair=show,
    )
    monkeypatch.setattr(channels, "_channels", {"board": channel})
    return shown


def test_what_is_published_is_shown_and_what_is_withdrawn_is_not(board):
    page = make(Recommendation)
    assert drain() == (1, 0)
    assert board == {page.pk: page.live_revision_id}
    page.unpublish()
    drain()
    assert board == {}


def test_a_channel_that_fails_is_recorded_and_tried_again_later(board, monkeypatch):
    def refuse(event):
        raise ConnectionError("nobody answers")

    make(Recommendation)
    monkeypatch.setattr(channels, "_channels", {"board": channels.Channel("board", "", refuse, dict, print)})
    assert drain() == (0, 1)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", 1)
    assert "nobody answers" in delivery.error
    assert delivery.next_try_at > timezone.now()


def test_a_failed_delivery_arrives_when_the_channel_is_back(board):
    page = make(Recommendation)
    Delivery.objects.update(state="failed", attempts=3, error="earlier")
    assert drain() == (1, 0)
    assert board == {page.pk: page.live_revision_id}
    assert Delivery.objects.get().error == ""


def test_a_killed_worker_is_followed_by_another(board):
    make(Recommendation)
    assert Delivery.objects.due().claim() is not None
    assert Delivery.objects.due().claim() is None, "the lease keeps a second worker away"
    Delivery.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert drain() == (1, 0), "when the lease has run out, the delivery is taken up again"


def test_the_same_delivery_twice_changes_nothing(board):
    page = make(Recommendation)
    delivery = Delivery.objects.due().claim()
    assert delivery and deliver(delivery) and deliver(delivery)
    assert board == {page.pk: page.live_revision_id}


def test_a_channel_that_takes_several_gets_one_by_one_what_fails_together(board, monkeypatch):
    pages = [make(Recommendation) for _number in range(3)]
    taken: list[int] = []
    senseless = {pages[1].pk}

    def take(events):
        taken.append(len(events))
        if senseless & {event.page_id for event in events}:
            raise ValueError("one of them makes no sense")

    [alone] = channels.channels()
    monkeypatch.setattr(channels, "_channels", {"board": dataclasses.replace(alone, deliver_all=take)})
    assert drain() == (0, 3) and taken == [3] and board == {}
    Delivery.objects.update(next_try_at=timezone.now())
    assert drain() == (3, 0) and taken == [3]
    assert board == {page.pk: page.live_revision_id for page in pages}
    senseless.clear()
    for page in pages[:2]:
        page.unpublish()
    assert drain() == (2, 0) and taken == [3, 2]


def test_back_off_grows_to_an_hour():
    waits = [Delivery(attempts=n).wait.total_seconds() for n in range(1, 40)]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits == sorted(waits)
    assert waits[-1] == 3600


def test_reconcile_finds_and_mends_what_a_channel_lacks_and_shows_too_much(board):
    page = make(Recommendation)
    board[99] = 1
    row = reconcile(repair=True)[0]
    assert (set(row.missing), set(row.surplus), set(row.stale)) == ({page.pk}, {99}, set())
    assert board == {page.pk: page.live_revision_id}
    board[page.pk] = 0
    assert reconcile()[0].stale == {page.pk}
    assert not reconcile()[0].all
