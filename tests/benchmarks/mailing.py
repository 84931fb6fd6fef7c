"""How fast a newsletter is mailed, and what kill -9 of its sender costs: nobody is left out, few get it twice."""

import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import COPY, again, copied, free_address
from tests.flow.killed_mailing import Taking, begin

# For each kill.
RECIPIENTS = 15
AT_FULL_SPEED, AT_A_RATE, RATE = 1500, 100, 20
MANY = 50_000
PATIENCE = 600


def figures(options: Options) -> dict[str, Any]:
    """Letters lost and sent twice by so many kills, without and with a server that can be asked; letters in a second;
    what it takes to order a mailing to many.
    """
    if not os.environ.get(COPY):
        with copied() as var:
            return again(var, "mailing", "--rounds", str(options.rounds))
    return {
        "killed": _killed(options.rounds, ""),
        "killed_and_asked": _killed(options.rounds, "tests.flow.killed_mailing.was_taken"),
        "letters_a_second": _rate(AT_FULL_SPEED, 0),
        f"most_in_a_second_of_{RATE}": most_in_a_second(_times(AT_A_RATE, RATE)),
        f"order_of_{MANY}": _order_of_many(),
    }


@contextmanager
def served(kind: type[Taking] = Taking) -> Iterator[Controller]:
    """A mail server of this kind."""
    taken = Path(settings.VAR, "taken")
    controller = Controller(kind(taken), hostname="127.0.0.1", port=int(free_address().rpartition(":")[2]))
    controller.start()
    yield controller
    controller.stop()


def ordered(number: int) -> Any:
    """A mailing of a newsletter to so many, who are new."""
    from news.mailings.ordering import order
    from news.models import Newsletter, Subscriber

    page = Newsletter.objects.published().filter(locale__language_code="sv", live_revision__isnull=False).first()
    if page is None:
        raise CommandError("There is no newsletter in this var/: load the demo content.")
    Subscriber.objects.all().delete()
    people = (Subscriber(email=f"p{n}@r{n % 21}.example", language="sv") for n in range(number))
    Subscriber.objects.bulk_create(people, batch_size=1000)
    Subscriber.objects.update(confirmed_at=timezone.now())
    return order(page, None)


def _killed(kills: int, ask: str) -> dict[str, Any]:
    ordered(kills * RECIPIENTS)
    with served() as server, ExitStack() as senders:
        taking = server.handler

        def sender() -> Any:
            process = begin(server.port, taking.taken, MAILING_ASK=ask)
            senders.callback(process.kill)
            return process

        for number in range(kills):
            at = len(taking.to) + RECIPIENTS * 3 // 4
            taking.kill_sender(sender, at, in_hand=number % 2 == 0)
        taking.kill_at = 0
        sender().wait(PATIENCE)
        got = Counter(taking.to)
    return {
        "letters": kills * RECIPIENTS,
        "kills": kills,
        "lost": kills * RECIPIENTS - len(got),
        "sent_again": got.total() - len(got),
        "most_to_one": max(got.values()),
    }


def _times(number: int, rate: int) -> list[float]:
    ordered(number)
    with served() as server:
        begin(server.port, server.handler.taken, MAILING_RATE=str(rate)).wait(PATIENCE)
        return server.handler.times


def _rate(number: int, rate: int) -> float:
    times = _times(number, rate)
    return round((len(times) - 1) / (times[-1] - times[0]), 1)


def most_in_a_second(times: list[float]) -> int:
    """The most of these moments that lie within a second."""
    return max(sum(begun <= moment < begun + 1 for moment in times) for begun in times)


def _order_of_many() -> dict[str, Any]:
    from news.mailings.stopping import cancel

    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    mailing = ordered(MANY)
    taken = time.monotonic() - begun
    cancel(mailing)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds_with_the_subscribers": round(taken, 1), "more_memory_in_mb": (after - before) // 1024}
