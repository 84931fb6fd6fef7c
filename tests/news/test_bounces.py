"""What comes back is understood, an address that is gone gets no more, and nobody is cut off by a full mailbox."""

import mailbox
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from news.bounces.reading import ASIDE, has_bounces, hear, read_bounces
from news.bounces.suppressing import MOST_SOFT
from news.bounces.verp import keys_in, return_path
from news.mailings.sending import send_mailings
from news.models import Alert, Consent, HandOver, Subscriber, Suppression
from news.subscriptions import subscribing
from tests.factories import make_site
from tests.news.bounce_samples import SAMPLES
from tests.news.mailed import Sink, letter, no_server, ordered, sink

__all__ = ["no_server", "sink"]
pytestmark = pytest.mark.django_db
EVA = "eva@region.example"
BY_NAME = {name: sample for name, _said, sample in SAMPLES}


@pytest.fixture(autouse=True)
def box(settings: Any, tmp_path: Path) -> mailbox.Maildir:
    make_site()
    settings.BOUNCE_ADDRESS, settings.BOUNCE_MAILDIR = "studs@portal.example", str(tmp_path / "box")
    return mailbox.Maildir(settings.BOUNCE_MAILDIR)


def subscriber() -> Subscriber:
    return Subscriber.objects.create(email=EVA, language="sv", confirmed_at=timezone.now())


def sent_back(name: str, key: str) -> bytes:
    return BY_NAME[name].format(to=return_path(key), who=EVA).encode()


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, said, _sample in SAMPLES])
def test_each_sample_is_understood(name: str, said: str) -> None:
    row = subscriber()
    assert hear(sent_back(name, row.key)) == (said != "nothing")
    row.refresh_from_db()
    assert (row.ended_at is not None) == (said in ("hard", "complaint"))
    assert row.soft_bounces == (said == "soft")
    reasons = list(Suppression.objects.values_list("reason", flat=True))
    assert reasons == {"hard": ["gone"], "complaint": ["complaint"]}.get(said, [])


def test_a_letter_carries_its_key_on_the_envelope_alone(sink: Sink, settings: Any) -> None:
    settings.BOUNCE_ADDRESS = "studs@portal.example"
    ordered(letter(), "anna")
    send_mailings()
    key = HandOver.objects.get().message_key
    assert sink.senders == [f"studs+{key}@portal.example"] and "studs" not in sink.letter()["From"]
    assert hear(sent_back("postfix, unknown user", key.upper()))
    assert not Subscriber.objects.getting_mail().exists()


def test_all_that_an_address_has_ends_when_it_is_gone_and_its_record_says_why() -> None:
    row = subscriber()
    Alert.objects.create(email=EVA.upper(), language="sv", confirmed_at=timezone.now())
    hear(sent_back("gmail, no account", row.key))
    assert not Alert.objects.getting_mail().exists() and not Subscriber.objects.getting_mail().exists()
    assert set(Consent.objects.values_list("act", flat=True)) == {"bounced"}


def test_a_full_mailbox_cuts_nobody_off_before_the_fifth_time() -> None:
    row = subscriber()
    for _time in range(MOST_SOFT - 1):
        hear(sent_back("dovecot, quota", row.key))
    assert Subscriber.objects.getting_mail().exists()
    hear(sent_back("dovecot, quota", row.key))
    assert not Subscriber.objects.getting_mail().exists()


def test_the_mailbox_is_read_once_and_what_says_nothing_is_set_aside(box: mailbox.Maildir) -> None:
    row = subscriber()
    assert not has_bounces() and read_bounces() == 0
    for content in (sent_back("exim, does not exist", row.key), sent_back("a person's answer", row.key), b"\xff\0"):
        box.add(content)
    assert has_bounces() and read_bounces() == 1
    assert not has_bounces() and len(box.get_folder(ASIDE)) == 2
    assert not Subscriber.objects.getting_mail().exists()


def test_nothing_is_read_where_no_mailbox_is_set(settings: Any) -> None:
    settings.BOUNCE_MAILDIR = ""
    assert not has_bounces()
    settings.BOUNCE_ADDRESS = ""
    assert return_path("x") == "" and keys_in(["studs+x@portal.example"]) == []


def test_a_stranger_ends_nothing_without_the_key() -> None:
    subscriber()
    assert not hear(sent_back("postfix, unknown user", "gissning"))
    assert Subscriber.objects.getting_mail().exists() and not Suppression.objects.exists()


def test_a_gone_address_is_asked_once_a_day_and_is_back_when_its_owner_confirms() -> None:
    row = subscriber()
    hear(sent_back("postfix, unknown user", row.key))
    subscribing.ask_for_newsletter(EVA, "sv")
    assert not mail.outbox
    Suppression.objects.update(at=timezone.now() - subscribing.REST["gone"])
    subscribing.ask_for_newsletter(EVA, "sv")
    assert len(mail.outbox) == 1 and mail.outbox[0].from_email == f"studs+{row.key}@portal.example"
    assert mail.outbox[0].message()["From"] == "portalen@samverkansportalen.example"
    subscribing.confirm(row)
    assert not Suppression.objects.exists() and Subscriber.objects.getting_mail().exists()


def test_an_erased_address_stays_suppressed_without_being_there() -> None:
    row = subscriber()
    hear(sent_back("complaint of abuse", row.key))
    subscribing.erase(EVA)
    subscribing.ask_for_newsletter(EVA, "sv")
    assert not mail.outbox and EVA not in str(Suppression.objects.values())


class AnyMail(TestCase):
    @given(st.binary(max_size=400))
    def test_whatever_comes_is_read(self, content: bytes) -> None:
        assert not hear(b"To: studs+x@portal.example\n" + content)
