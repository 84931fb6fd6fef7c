"""Reviewers get a mail when a page waits for them, and no mail server ever makes an editor wait."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage, send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from portal.models import OutgoingMail
from portal.outbox.mail_queue import send_waiting
from tests.portal.people import desk, roles
from tests.portal.test_moderation import draft, fresh

pytestmark = pytest.mark.django_db


class Letterbox:
    """A mail server's handler that keeps what it gets, and may refuse an address."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []
        self.refused = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refused:
            return f"550 No <{address.upper()}> here, ask post%40region.example"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def queue(settings) -> None:
    """Mail as in production, with a server that nobody answers at."""
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


@pytest.fixture
def letterbox(queue, settings) -> Iterator[Letterbox]:
    box = Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    yield box
    server.stop()


def due_now() -> None:
    OutgoingMail.objects.update(next_try_at=timezone.now())


def test_each_step_tells_its_readers_in_swedish(letterbox) -> None:
    officer, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    publisher = desk("pia", roles.PUBLISHERS)
    page = draft(officer)
    officer.edit(page, "submit")
    assert not letterbox.mails  # nothing remote happens in the request
    assert send_waiting() == 1
    [(to, mail)] = letterbox.mails
    assert to == [reader.user.email]
    assert _subject(mail) == "Att läsa: Ett första utkast (Andra läsaren)"
    text = _body(mail)
    assert text.startswith("Hej rut!\n")
    assert f"http://testserver{reverse('wagtailadmin_pages:edit', args=[page.pk])}" in text
    assert "\n\n\n" not in text
    reader.approve(page)
    send_waiting()
    assert letterbox.mails[1][0] == [publisher.user.email]
    assert _subject(letterbox.mails[1][1]) == "Att läsa: Ett första utkast (Publicering)"
    publisher.approve(page)
    send_waiting()
    assert letterbox.mails[2][0] == [officer.user.email]
    assert _subject(letterbox.mails[2][1]) == "Godkänd: Ett första utkast"
    assert not OutgoingMail.objects.exists()


def test_in_english_for_whoever_reads_english(letterbox) -> None:
    officer, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    profile = UserProfile.get_for_user(reader.user)
    profile.preferred_language = "en"
    profile.save()
    page = draft(officer)
    officer.edit(page, "submit")
    send_waiting()
    assert _subject(letterbox.mails[0][1]) == "To read: Ett första utkast (Andra läsaren)"


def test_a_page_sent_back_says_why(letterbox) -> None:
    officer, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    page = draft(officer)
    officer.edit(page, "submit")
    state = fresh(page).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    reader.client.post(url, {"comment": "Datumet & källan saknas"})
    send_waiting()
    to, mail = letterbox.mails[-1]
    assert to == [officer.user.email]
    assert "Läsaren skriver: Datumet & källan saknas" in _body(mail)


def test_a_dead_server_stops_nobody_and_loses_nothing(queue, settings) -> None:
    officer, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    page = draft(officer)
    officer.edit(page, "submit")
    assert fresh(page).current_workflow_task.name == "Andra läsaren"
    send_mail("Ett till", "Text", None, ["annan@region.example"])
    assert send_waiting() == 0
    first, second = OutgoingMail.objects.all()
    assert (first.attempts, second.attempts) == (1, 0)  # one wait for the server, not one for each mail
    assert "Connection" in first.error
    assert first.next_try_at > timezone.now() and second.next_try_at > timezone.now()
    box = Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    due_now()
    assert send_waiting() == 2
    server.stop()
    assert box.mails[0][0] == [reader.user.email]


def test_an_unknown_host_stops_nobody_either(queue, settings) -> None:
    settings.EMAIL_HOST = "no-such-host.invalid"
    send_mail("Rubrik", "Text", None, ["a@region.example"])
    assert send_waiting() == 0
    assert OutgoingMail.objects.get().attempts == 1


def test_one_refused_address_holds_up_nobody_else(letterbox) -> None:
    letterbox.refused = "borta@region.example"
    for address in ("borta@region.example", "kvar@region.example"):
        send_mail("Rubrik", "Text", None, [address])
    assert send_waiting() == 1
    assert "550" in OutgoingMail.objects.get().error


def test_nobodys_address_stands_in_an_error_or_in_the_log(letterbox, caplog) -> None:
    letterbox.refused = "borta@region.example"
    send_mail("Rubrik", "Text", None, ["Berta Borta <borta@region.example>"])
    assert send_waiting() == 0
    said = OutgoingMail.objects.get().error
    assert "550" in said and "No <…> here, ask …" in said and said in caplog.text
    assert not any(part in (said + caplog.text).lower() for part in ("@", "%40", "borta"))


def test_a_mail_is_queued_with_what_it_tells_of(queue) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("Rubrik", "Text", None, ["a@region.example"])
        raise RuntimeError("the change failed")
    assert not OutgoingMail.objects.exists()


def test_an_old_mail_is_no_longer_tried(queue) -> None:
    send_mail("Rubrik", "Text", None, ["a@region.example"])
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert send_waiting() == 0
    assert OutgoingMail.objects.get().attempts == 0


def test_attachments_are_refused_loudly(queue) -> None:
    mail = EmailMessage("Rubrik", "Text", None, ["a@region.example"])
    mail.attach("fil.txt", "innehåll")
    with pytest.raises(ValueError, match="attachments"):
        mail.send()


def _parsed(mail: bytes):
    return message_from_bytes(mail, policy=default)


def _subject(mail: bytes) -> str:
    return str(_parsed(mail)["Subject"]).strip()  # folding a header leaves a space


def _body(mail: bytes) -> str:
    return str(_parsed(mail).get_content()).replace("\r\n", "\n")
