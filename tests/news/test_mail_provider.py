"""Mail by a provider's API goes out as by a mail server, and what the provider tells ends what is gone."""

import json
import subprocess
import sys
from base64 import b64encode
from typing import Any

import pytest
from anymail.signals import EventType, RejectReason, tracking
from django.conf import settings as project
from django.core.mail import send_mail
from django.utils import timezone

from news.bounces import webhook
from news.bounces.classifying import Said
from news.mailings.sending import send_mailings
from news.models import Alert, Subscriber, Suppression
from portal.models import OutgoingMail
from portal.outbox.mail_queue import send_waiting
from tests.news.mailed import due_now, letter, ordered, state_of, states, subscribe
from tests.news.provider import Provider, provider
from tests.running import environment

__all__ = ["provider"]
pytestmark = pytest.mark.django_db
EVA = "eva@region.example"
ADDRESS = "/postmark/tracking/"


def test_a_letter_goes_with_its_headers_and_nothing_that_is_opened_is_followed(provider: Provider) -> None:
    mailing = ordered(letter(), "anna")
    send_mailings()
    assert states(mailing) == {"anna": "done"} and state_of(mailing) == ("done", "")
    [mail] = provider.mails
    headers = {each["Name"]: each["Value"] for each in mail["Headers"]}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http") and "Message-ID" in headers
    assert (mail["TrackOpens"], mail["TrackLinks"]) == (False, "None")
    assert "portalen@samverkansportalen.example" in mail["From"] and mail["HtmlBody"] and mail["TextBody"]


def test_what_the_provider_says_is_heard_as_a_mail_servers_answer(provider: Provider) -> None:
    mailing = ordered(letter(), "anna", "bo", "cecilia")
    provider.answers = {
        "anna@region.example": [(429, 0), (503, 0)],
        "bo@region.example": [(422, 406)],
        "cecilia@region.example": [(404, 0)],
    }
    for _time in range(3):
        send_mailings()
        due_now()
    assert states(mailing) == {"anna": "done", "bo": "refused", "cecilia": "refused"}
    assert provider.to == ["anna@region.example"] and state_of(mailing) == ("done", "")


def test_a_provider_that_does_not_know_the_portal_pauses_a_mailing_and_keeps_all_letters(provider: Provider) -> None:
    mailing = ordered(letter(), "anna", "bo")
    provider.answers["anna@region.example"] = [(401, 0)]
    send_mailings()
    assert state_of(mailing) == ("paused", "refusing") and set(states(mailing).values()) == {"waiting"}


def test_one_mail_that_the_provider_will_not_have_does_not_hold_up_the_others(provider: Provider) -> None:
    for name in ("anna", "bo"):
        send_mail("Bekräfta", "Länken", None, [f"{name}@region.example"])
    provider.answers["anna@region.example"] = [(422, 1)]
    assert send_waiting() == 1 and provider.to == ["bo@region.example"]
    left = OutgoingMail.objects.get()
    assert "anna@region.example" not in left.error
    OutgoingMail.objects.update(next_try_at=timezone.now())
    provider.answers["anna@region.example"] = [(500, 0)]
    send_mail("Bekräfta", "Länken", None, [EVA])
    # An outage is about all of them.
    assert send_waiting() == 0 and not OutgoingMail.objects.due().exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"event_type": EventType.COMPLAINED, "reject_reason": RejectReason.SPAM}, Said.COMPLAINT),
        ({"event_type": EventType.BOUNCED, "reject_reason": RejectReason.BOUNCED}, Said.HARD),
        ({"event_type": EventType.REJECTED, "reject_reason": RejectReason.INVALID}, Said.HARD),
        (
            {
                "event_type": EventType.BOUNCED,
                "reject_reason": RejectReason.BOUNCED,
                "mta_response": "552 5.2.2 over quota",
            },
            Said.SOFT,
        ),
        ({"event_type": EventType.BOUNCED, "reject_reason": RejectReason.BLOCKED}, Said.SOFT),
        ({"event_type": EventType.DEFERRED}, Said.NOTHING),
        ({"event_type": EventType.OPENED}, Said.NOTHING),
        ({"event_type": EventType.CLICKED}, Said.NOTHING),
    ],
)
def test_each_event_is_understood(told: dict[str, Any], said: Said) -> None:
    from anymail.signals import AnymailTrackingEvent

    assert webhook.said_by_event(AnymailTrackingEvent(**told)) == said


def told_by_provider(client: Any, secret: str = "provider:secret", **values: Any) -> int:
    told = {"RecordType": "Bounce", "Type": "HardBounce", "Email": EVA, "BouncedAt": "2026-03-01T10:00:00Z", **values}
    return int(
        client.post(
            ADDRESS,
            json.dumps(told),
            content_type="application/json",
            HTTP_AUTHORIZATION="Basic " + b64encode(secret.encode()).decode(),
        ).status_code
    )


@pytest.fixture
def listening(provider: Provider, settings: Any) -> Any:
    """The webhook as production has it."""
    settings.ROOT_URLCONF = "anymail.urls"
    webhook.connect()
    yield
    tracking.disconnect(dispatch_uid="news.bounces.webhook")


def test_the_provider_ends_what_is_gone_and_nobody_else_can(listening: None, client: Any) -> None:
    subscribe("eva")
    Alert.objects.create(email=EVA, language="sv", confirmed_at=timezone.now())
    client.raise_request_exception = False
    assert told_by_provider(client, "provider:guess") == 400
    assert told_by_provider(client, Email="stranger@region.example") == 200
    assert Subscriber.objects.getting_mail().exists() and not Suppression.objects.exists()
    assert told_by_provider(client, Email=EVA.upper()) == 200
    assert not Subscriber.objects.getting_mail().exists() and not Alert.objects.getting_mail().exists()
    assert Suppression.objects.get().reason == "gone"
    # Told twice, as providers do.
    assert told_by_provider(client) == 200 and Suppression.objects.count() == 1


def test_who_has_ended_it_at_the_provider_gets_no_more_and_may_come_back(listening: None, client: Any) -> None:
    subscribe("eva")
    told: dict[str, Any] = {
        "RecordType": "SubscriptionChange",
        "SuppressSending": True,
        "SuppressionReason": "ManualSuppression",
    }
    assert told_by_provider(client, **told) == 200
    assert not Subscriber.objects.getting_mail().exists() and not Suppression.objects.exists()


@pytest.mark.parametrize(("secret", "expected"), [("a:b", True), ("", False)])
def test_the_webhook_is_there_with_a_secret_alone(tmp_path: Any, secret: str, expected: bool) -> None:
    code = (
        "import django; django.setup()\n"
        "from anymail.signals import tracking\n"
        "from django.urls import resolve\n"
        "print('postmark' in resolve('/anymail/postmark/tracking/').view_name and bool(tracking.receivers))"
    )
    changes = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "MAIL_TRANSPORT": "anymail.backends.postmark.EmailBackend",
        "ANYMAIL": json.dumps({"POSTMARK_SERVER_TOKEN": "token", "WEBHOOK_SECRET": secret}),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.BASE_DIR,
        env={**environment(tmp_path), **changes},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(expected)
