"""A newsletter goes by mail to those who have asked for it: as it was approved, once, and no longer than it may."""

import logging
import smtplib
import threading
from functools import partial
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connections
from django.utils import timezone

from news.mailings import ledger, sending
from news.mailings.ordering import order, recipients
from news.mailings.sending import is_due, send_mailings
from news.mailings.stopping import cancel, pause, resume
from news.models import Consent, HandOver, Mailing, Newsletter, Subscriber, Suppression
from news.models.suppression import hash_of
from portal.outbox.leases import LEASE
from tests.factories import republish
from tests.news.mailed import Sink, due_now, letter, no_server, ordered, sink, state_of, states, subscribe

pytestmark = pytest.mark.django_db
__all__ = ["no_server", "sink"]


def is_taken(message_id: str) -> bool:
    """MAILING_ASK of a server that has taken everything."""
    return message_id.startswith("<")


def fails(message_id: str) -> bool:
    """MAILING_ASK that can't be asked."""
    raise OSError(message_id)


def test_what_the_server_does_not_take_yet_goes_later(sink: Sink) -> None:
    mailing = ordered(letter(), "anna", "bo")
    sink.answers["anna@region.example"] = ["451 later: anna@region.example"]
    send_mailings()
    row = HandOver.objects.get(subscriber__email__startswith="anna")
    assert (row.state, row.code, row.attempts, row.held_by) == ("waiting", "451", 1, "")
    assert row.next_try_at > timezone.now() and row.done_at is None
    assert sink.to == ["bo@region.example"] and state_of(mailing) == ("sending", "")
    due_now()
    send_mailings()
    assert states(mailing) == {"anna": "done", "bo": "done"} and state_of(mailing) == ("done", "")


def test_what_the_server_never_takes_is_given_up_after_days(sink: Sink) -> None:
    mailing = ordered(letter(), "anna")
    Mailing.objects.update(begins_at=timezone.now() - sending.GIVE_UP_AFTER)
    sink.answers["anna@region.example"] = ["452 full"]
    send_mailings()
    assert states(mailing) == {"anna": "refused"}


def test_who_is_refused_is_not_tried_again_and_no_address_is_kept(sink: Sink, caplog: Any) -> None:
    mailing = ordered(letter(), "anna", "bo")
    sink.answers["anna@region.example"] = ["550 5.1.1 <anna@region.example> unknown"]
    with caplog.at_level(logging.DEBUG, "news"):
        send_mailings()
    assert states(mailing) == {"anna": "refused", "bo": "done"} and state_of(mailing) == ("done", "")
    assert HandOver.objects.get(state="refused").code == "550"
    ours = [line.getMessage() for line in caplog.records if line.name != "mail.log"]
    assert not [line for line in ours if "anna" in line]


def test_an_address_that_the_server_knows_to_be_gone_is_written_to_no_more_once_another_is_taken(sink: Sink) -> None:
    ordered(letter(), "anna", "bo", "cecilia", "dan")
    sink.answers["anna@region.example"] = ["550 5.1.1 no such user"]
    sink.answers["bo@region.example"] = ["550 5.7.1 relaying denied"]
    sink.answers["dan@region.example"] = ["550 5.1.10 null mx"]
    send_mailings()
    # Nothing was taken after Dan's.
    assert sorted(row.email.partition("@")[0] for row in Subscriber.objects.getting_mail()) == ["bo", "cecilia", "dan"]
    assert Suppression.objects.get().address == hash_of("anna@region.example")
    assert set(Consent.objects.values_list("act", flat=True)) == {"bounced"}


def test_a_server_that_refuses_everybody_pauses_it(sink: Sink, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "MOST_REFUSED", 3)
    names = [f"p{number}" for number in range(5)]
    mailing = ordered(letter(), *names)
    sink.answers = {f"{name}@region.example": ["550 5.1.1 no"] for name in names}
    send_mailings()
    assert state_of(mailing) == ("paused", "refusing") and not Suppression.objects.exists()
    assert sorted(states(mailing).values()) == ["refused"] * 3 + ["waiting"] * 2


def test_a_server_that_is_down_costs_one_wait_for_all(no_server: None) -> None:
    mailing = ordered(letter(), "anna", "bo")
    send_mailings()
    first, second = HandOver.objects.order_by("pk")
    assert (first.attempts, second.attempts) == (1, 0) and first.next_try_at == second.next_try_at
    assert first.next_try_at > timezone.now() and states(mailing) == {"anna": "waiting", "bo": "waiting"}
    due_now()
    send_mailings()
    assert HandOver.objects.get(pk=first.pk).attempts == 2
    assert not is_due() and state_of(mailing) == ("sending", "")


def test_a_server_that_comes_back_gets_what_waits(no_server: None, settings: Any) -> None:
    mailing = ordered(letter(), "anna", "bo")
    send_mailings()
    box = Sink()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    due_now()
    send_mailings()
    server.stop()
    assert len(box.mails) == 2 and state_of(mailing) == ("done", "")


def test_whoever_has_ended_is_erased_or_reads_another_language_meanwhile_gets_nothing(sink: Sink) -> None:
    mailing = ordered(letter(), "anna", "bo", "cia", "dan")
    Subscriber.objects.filter(email__startswith="anna").update(ended_at=timezone.now())
    Subscriber.objects.filter(email__startswith="bo").delete()
    Subscriber.objects.filter(email__startswith="cia").update(language="en")
    send_mailings()
    assert sink.to == ["dan@region.example"]
    assert states(mailing) == {"anna": "left_out", "": "left_out", "cia": "left_out", "dan": "done"}


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (lambda page: page.unpublish(), ("stopped", "withdrawn")),
        (lambda page: republish(page, title="Rättat"), ("stopped", "changed")),
        (lambda page: page.delete(), ("stopped", "gone")),
        (lambda page: pause(Mailing.objects.get()), ("paused", "")),
        (lambda page: cancel(Mailing.objects.get()), ("cancelled", "")),
    ],
)
def test_it_stops_at_once_in_the_middle(sink: Sink, monkeypatch: Any, act: Any, outcome: Any) -> None:
    page = letter()
    mailing = ordered(page, "anna", "bo", "cia")
    done = ledger.done

    def then_act(row: HandOver) -> None:
        done(row)
        act(Newsletter.objects.get(pk=page.pk))

    monkeypatch.setattr(ledger, "done", then_act)
    send_mailings()
    assert state_of(mailing) == outcome
    assert sink.to == ["anna@region.example"]
    assert states(mailing) == {"anna": "done", "bo": "waiting", "cia": "waiting"}
    assert HandOver.objects.filter(attempts=0).count() == 2


def test_what_is_paused_goes_on_where_it_was(sink: Sink) -> None:
    mailing = ordered(letter(), "anna")
    assert pause(mailing) and not pause(mailing)
    send_mailings()
    assert not sink.mails
    assert resume(mailing) and not resume(mailing)
    send_mailings()
    assert sink.to == ["anna@region.example"]
    assert not cancel(mailing)


@pytest.mark.parametrize(("ask", "state", "mails"), [("", "done", 1), ("is_taken", "done", 0), ("fails", "claimed", 0)])
def test_what_a_killed_worker_had_in_hand_is_asked_about(
    sink: Sink, settings: Any, ask: str, state: str, mails: int
) -> None:
    settings.MAILING_ASK = f"{__name__}.{ask}" if ask else ""
    mailing = ordered(letter(), "anna")
    HandOver.objects.update(state="claimed", held_by="elsewhere:1:x", attempts=1, next_try_at=timezone.now() + LEASE)
    send_mailings()
    assert not sink.mails and states(mailing) == {"anna": "claimed"}  # its lease has not run out
    due_now()
    send_mailings()
    assert states(mailing) == {"anna": state} and len(sink.mails) == mails


def test_a_server_that_goes_silent_leaves_it_in_doubt(sink: Sink, monkeypatch: Any) -> None:
    mailing = ordered(letter(), "anna", "bo")
    hand_over = smtplib.SMTP.sendmail

    def silent(server: Any, sender: str, to: list[str], content: bytes) -> Any:
        if to[0].startswith("anna"):
            raise TimeoutError(to[0])
        return hand_over(server, sender, to, content)

    monkeypatch.setattr("smtplib.SMTP.sendmail", silent)
    send_mailings()
    assert states(mailing) == {"anna": "claimed", "bo": "waiting"} and not is_due()
    HandOver.objects.filter(state="claimed").update(attempts=sending.MOST_SILENT)
    due_now()
    send_mailings()
    assert states(mailing) == {"anna": "claimed", "bo": "done"}  # the others wait for it no longer
    assert not recipients(Newsletter.objects.get(pk=mailing.page_id)).exists()


def test_an_address_that_no_mail_can_be_made_for_holds_up_nobody(sink: Sink) -> None:
    mailing = ordered(letter(), "anna", "bo")
    Subscriber.objects.filter(email__startswith="anna").update(email="anna\n@region.example")
    send_mailings()
    assert sorted(states(mailing).values()) == ["done", "refused"] and sink.to == ["bo@region.example"]


def test_a_domain_gets_no_more_than_its_share_and_others_do_not_wait(
    sink: Sink, settings: Any, monkeypatch: Any
) -> None:
    settings.MAILING_DOMAIN_RATE = 2
    subscribe("a", "b", "c", "d")
    mailing = ordered(letter(), "anna", "bo", "cia")
    subscribe("sent", domain="other.example")
    cancel(mailing)
    page = letter()
    order(page, None)
    # It would wait for a minute.
    monkeypatch.setattr(sending, "due_mailings", iter([list(Mailing.objects.filter(page_id=page.pk)), []]).__next__)
    send_mailings()
    assert sink.to == ["a@region.example", "b@region.example", "sent@other.example"]
    assert HandOver.objects.filter(state="waiting", attempts=0, mailing__page_id=page.pk).count() == 5


@pytest.mark.parametrize("broken", ["news.mailings.message.html_mail", "news.subscriptions.links.link"])
def test_a_letter_that_can_not_be_made_pauses_it(sink: Sink, monkeypatch: Any, broken: str) -> None:
    mailing = ordered(letter(), "anna")
    monkeypatch.setattr(broken, lambda *given: 1 / 0)
    send_mailings()
    assert state_of(mailing) == ("paused", "broken") and not sink.mails
    assert states(mailing) == {"anna": "waiting"} and not HandOver.objects.filter(attempts__gt=0)


def test_a_letter_costs_few_queries(sink: Sink, django_assert_max_num_queries: Any) -> None:
    ordered(letter(), *(f"p{number}" for number in range(20)))
    with django_assert_max_num_queries(20 * 3 + 60):
        send_mailings()
    assert len(sink.mails) == 20


class TestSideBySide:
    """Two workers, which commit."""

    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

    def send_by_two(self) -> None:
        def run() -> None:
            try:
                send_mailings()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def test_two_workers_send_no_letter_twice(self, sink: Sink) -> None:
        mailing = ordered(letter(), *(f"p{number}" for number in range(60)))
        self.send_by_two()
        assert len(sink.mails) == 60 == len(set(sink.to))
        assert set(states(mailing).values()) == {"done"} and state_of(mailing) == ("done", "")

    def test_two_workers_keep_the_rate_together(self, sink: Sink, settings: Any) -> None:
        settings.MAILING_RATE = 10
        ordered(letter(), *(f"p{number}" for number in range(30)))
        self.send_by_two()
        assert len(sink.mails) == 30
        times = sorted(sink.times)
        assert min(later - earlier for earlier, later in zip(times, times[10:], strict=False)) > 0.9


def test_a_worker_that_ends_brings_to_its_end_what_it_has_in_hand(monkeypatch: Any) -> None:
    ended, in_hand = threading.Event(), {1}
    monkeypatch.setattr(sending, "_ending", ended)
    monkeypatch.setattr(sending, "_in_hand", in_hand)
    threading.Timer(0.2, partial(in_hand.discard, 1)).start()
    sending._end()
    assert ended.is_set() and not in_hand
