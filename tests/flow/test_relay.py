"""Letters and alerts by a real Postfix: what is taken arrives as it was, and what comes back ends what is gone."""

import mailbox
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from smtplib import SMTP
from typing import Any

import pytest
from django.utils import timezone

from news.bounces.reading import ASIDE, has_bounces, read_bounces
from news.mailings.sending import send_mailings
from news.models import Alert, Consent, Subscriber, Suppression
from news.subscriptions.subscribing import ask_for_newsletter
from portal.outbox.mail_queue import send_waiting
from tests.factories import make_site
from tests.flow.postfix import relay
from tests.news.mailed import Sink, letter, no_server, ordered, sink, state_of, states

__all__ = ["no_server", "sink"]
pytestmark = [pytest.mark.django_db, pytest.mark.needs_postfix, pytest.mark.one_database]
PATIENCE = 20


@pytest.fixture
def box(sink: Sink, settings: Any) -> Iterator[Path]:
    """Where the relay puts what comes back; the portal hands its mail over to the relay."""
    make_site()
    with relay(settings.EMAIL_PORT) as (port, folder):
        settings.EMAIL_PORT = port
        settings.BOUNCE_ADDRESS, settings.BOUNCE_MAILDIR = "bounces@portal.example", str(folder)
        yield folder


def wait_for(happened: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_letter_goes_by_the_relay_and_one_that_comes_back_ends_the_subscription(box: Path, sink: Sink) -> None:
    Alert.objects.create(email="bo@region.example", language="sv", confirmed_at=timezone.now())
    sink.answers["bo@region.example"] = ["550 5.1.1 <bo@region.example>: no such mailbox"]
    sink.answers["cecilia@region.example"] = ["451 4.7.1 greylisted"]
    mailing = ordered(letter(), "anna", "bo", "cecilia")
    send_mailings()
    # The relay has taken all three; whom it can't reach it tells by mail, and whom it can't reach yet not at all.
    assert states(mailing) == {"anna": "done", "bo": "done", "cecilia": "done"} and state_of(mailing) == ("done", "")
    wait_for(lambda: sink.mails and has_bounces())
    got = sink.letter()
    assert sink.to == ["anna@region.example"] and sink.senders[0].startswith("bounces+")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and got["List-Unsubscribe"].startswith("<http")
    assert "bounces+" not in str(got["From"])
    assert read_bounces() == 1 and not has_bounces()
    assert sorted(row.email for row in Subscriber.objects.getting_mail()) == [
        "anna@region.example",
        "cecilia@region.example",
    ]
    assert not Alert.objects.getting_mail().exists()
    assert [row.reason for row in Suppression.objects.all()] == ["gone"]
    assert set(Consent.objects.values_list("act", flat=True)) == {"bounced"}


def test_a_mail_to_confirm_that_comes_back_is_asked_for_no_more_that_day(box: Path, sink: Sink) -> None:
    sink.answers["eva@region.example"] = ["550 5.1.1 unknown"]
    ask_for_newsletter("eva@region.example", "sv")
    assert send_waiting() == 1
    wait_for(has_bounces)
    assert read_bounces() == 1 and Suppression.objects.get().reason == "gone"
    ask_for_newsletter("eva@region.example", "sv")
    assert send_waiting() == 0


def test_an_answer_to_the_address_for_bounces_is_set_aside_for_people(box: Path, sink: Sink, settings: Any) -> None:
    mailing = ordered(letter(), "anna")
    send_mailings()
    key = mailing.hand_overs.get().message_key
    with SMTP("127.0.0.1", settings.EMAIL_PORT) as relayed:
        relayed.sendmail(
            "anna@region.example", f"bounces+{key}@portal.example", "Subject: Tack\n\nJag är bortrest.".encode()
        )
    wait_for(has_bounces)
    assert read_bounces() == 0 and len(mailbox.Maildir(str(box)).get_folder(ASIDE)) == 1
    assert Subscriber.objects.getting_mail().count() == 1
