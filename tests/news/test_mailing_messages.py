"""The mail to one subscriber: its headers, its links, and that its bytes are what they would be without haste."""

from email import message_from_bytes
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from news.letter.html_mail import short_lines
from news.mailings.message import LetterMail
from news.mailings.sending import send_mailings
from news.models import HandOver, Subscriber
from tests.news.mailed import Sink, letter, no_server, ordered, sink, subscribe

pytestmark = pytest.mark.django_db
__all__ = ["no_server", "sink"]


def test_the_mail_has_the_headers_that_receivers_ask_for(sink: Sink, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Portalen <brev@portal.example>"
    mailing = ordered(letter(ingress="Hej å hå."), "anna")
    key, row = Subscriber.objects.get().key, HandOver.objects.get()
    send_mailings()
    mail = sink.letter()
    assert mail["To"] == "anna@region.example" and mail["From"].endswith("<brev@portal.example>")
    assert mail["Message-ID"] == f"<{row.message_key}@portal.example>"
    assert mail["List-Id"] == "Nyhetsbrev <nyhetsbrev.testserver>"
    assert mail["List-Unsubscribe"] == f"<http://x/end/{key}/>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Feedback-ID"] == f"{mailing.pk}:sv:nyhetsbrev:testserver"
    assert mail["Content-Language"] == "sv" and mail["Precedence"] is None and mail["Date"]
    text, html = (part.get_content() for part in mail.iter_parts())
    assert f"Avsluta prenumerationen: http://x/end/{key}/" in text and "http://testserver/prenumerera/" in text
    assert f'href="http://x/end/{key}/"' in html and 'href="http://testserver/prenumerera/"' in html
    assert ".invalid" not in text + html


def test_each_gets_links_of_their_own(sink: Sink) -> None:
    ordered(letter(), "anna", "bo")
    send_mailings()
    keys = dict(Subscriber.objects.values_list("email", "key"))
    for address, content in sink.mails:
        others = {key for email, key in keys.items() if email != address}
        assert keys[address].encode() in content and not any(key.encode() in content for key in others)


@pytest.mark.parametrize("ingress", ["Hej å hå.", f"Se https://exempel.se/{'a' * 1200}"], ids=["short", "long"])
def test_a_mail_that_is_made_ready_is_the_mail_that_django_would_make(no_server: None, ingress: str) -> None:
    subscribe("anna")
    mails = LetterMail(letter(title="Åäö – brevet", ingress=ingress), 7)
    mail = mails.to("anna@räksmörgås.example", "nyckel", "<a@b>")
    assert bool(mail.ready) is (len(ingress) < 998)
    ready, made = message_from_bytes(mail.message().as_bytes()), EmailMultiAlternatives.message(mail)
    made.set_boundary(ready.get_boundary())
    assert ready.as_bytes() == made.as_bytes()
    assert b".invalid" not in ready.as_bytes() and mail.message().is_multipart()


def test_lines_are_short_and_the_conditions_of_outlook_whole() -> None:
    html = f'<!--[if mso | IE]><td class="a b">{"ord " * 900}</td><![endif]-->' * 3
    made = short_lines(html)
    assert max(map(len, made.splitlines())) < 500
    assert made.replace("\n", " ") == html and made.count("[if mso | IE]") == 3
