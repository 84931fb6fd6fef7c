"""Senders are killed with -9 in the middle of a mailing: nobody is left without the letter, next to nobody has two."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from news.mailings.ordering import order
from news.models import HandOver
from tests.flow.killed_mailing import Taking, begin
from tests.flow.test_worker_process import database_url
from tests.news.mailed import letter, state_of, subscribe
from tests.running import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RECIPIENTS, KILLS = 60, 2


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Controller]:
    controller = Controller(Taking(tmp_path / "taken"), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def sender(server: Controller) -> Iterator[Callable[..., Any]]:
    """Begins a sender that hands over to the server."""
    started: list[subprocess.Popen[bytes]] = []

    def run(ask: str = "") -> "subprocess.Popen[bytes]":
        started.append(begin(server.port, server.handler.taken, DATABASE_URL=database_url(), MAILING_ASK=ask))
        return started[-1]

    yield run
    for one in started:
        one.kill()
        one.wait()


@pytest.mark.parametrize("ask", ["", "tests.flow.killed_mailing.was_taken"], ids=["server unasked", "server asked"])
def test_a_kill_loses_no_letter_and_sends_one_twice_at_the_most(server: Controller, sender: Any, ask: str) -> None:
    subscribe(*(f"p{number}" for number in range(RECIPIENTS)))
    mailing = order(letter(), None)
    taking = server.handler
    for number in range(KILLS):
        at = (number + 1) * RECIPIENTS // (KILLS + 1)
        taking.kill_sender(lambda: sender(ask), at, in_hand=number % 2 == 0)
        assert HandOver.objects.filter(mailing=mailing, state="claimed").count() <= 1
    assert sender(ask).wait(60) == 0
    got = Counter(taking.to)
    assert len(got) == RECIPIENTS and state_of(mailing) == ("done", "")
    assert HandOver.objects.filter(mailing=mailing, state="done").count() == RECIPIENTS
    # The one that was in hand when it was killed goes again where nobody can say whether it was taken.
    assert max(got.values()) <= 2 and (0 if ask else 1) <= got.total() - RECIPIENTS <= (0 if ask else KILLS)
