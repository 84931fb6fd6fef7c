"""A newsletter, its subscribers, and a mail server that answers as a test wants it to."""

import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from news.mailings.ordering import order
from news.models import HandOver, Mailing, Newsletter, Subscriber
from tests.factories import make
from tests.running import free_port


class Sink:
    """Keeps what it takes. `answers` has for an address what it says to it, one after the other; then it takes it."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.senders: list[str] = []
        self.times: list[float] = []
        self.answers: dict[str, list[str]] = {}
        self.after: Callable[[], None] | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        self.senders.append(envelope.mail_from)
        self.times.append(time.monotonic())
        if self.after:
            self.after()
        return "250 OK"

    @property
    def to(self) -> list[str]:
        """Who has got a letter."""
        return sorted(address for address, _content in self.mails)

    def letter(self) -> EmailMessage:
        """The first letter."""
        return message_from_bytes(self.mails[0][1], policy=default)


@pytest.fixture
def no_server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that is down, and links to pages that need not be there."""
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.MAILING_RATE = 0
    monkeypatch.setattr("news.subscriptions.links.link", lambda purpose, key, language: f"http://x/{purpose}/{key}/")


@pytest.fixture
def sink(no_server: None, settings: Any) -> Iterator[Sink]:
    """A mail server that answers."""
    made = Sink()
    controller = Controller(made, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield made
    controller.stop()


def letter(**values: Any) -> Newsletter:
    """A published newsletter."""
    made: Newsletter = make(Newsletter, **{"title": "Brevet", "number": 4, **values})
    return made


def subscribe(*names: str, language: str = "sv", domain: str = "region.example") -> list[Subscriber]:
    """Confirmed subscribers."""
    return [
        Subscriber.objects.create(email=f"{name}@{domain}", language=language, confirmed_at=timezone.now())
        for name in names
    ]


def ordered(page: Newsletter, *names: str) -> Mailing:
    """A mailing of it to these."""
    subscribe(*names)
    return order(page, None)


def states(mailing: Mailing) -> dict[str, str]:
    """Name → what has become of the letter."""
    rows = HandOver.objects.filter(mailing=mailing).select_related("subscriber")
    return {row.subscriber.email.partition("@")[0] if row.subscriber else "": row.state for row in rows}


def due_now() -> None:
    """Let no row wait any more."""
    HandOver.objects.filter(state__in=("waiting", "claimed")).update(next_try_at=timezone.now())


def state_of(mailing: Mailing) -> tuple[str, str]:
    """How far it is, and why it is not further."""
    mailing.refresh_from_db()
    return mailing.state, mailing.reason
