"""One letter as the mail that goes to one subscriber: made once for a mailing, with each one's links put in."""

from collections.abc import Callable
from dataclasses import replace
from email.utils import formataddr, formatdate, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from news.bounces.verp import return_path
from news.letter.content import Letter, letter_of
from news.letter.html_mail import html_mail
from news.letter.text_mail import text_mail
from news.models import Newsletter
from news.subscriptions import links
from news.subscriptions.links import Purpose
from portal.models import SiteSettings

# Stand in the letter where a subscriber's own link and so on are to be; such hosts exist nowhere (RFC 6761).
_END = "https://end.invalid/letter"
_TO, _ID, _DATE = "to@recipient.invalid", "<id@message.invalid>", "Thu, 01 Jan 1970 00:00:00 -0000"


class LetterMail:
    """The mails of one newsletter, laid out once. What differs is the address, the links and the Message-ID."""

    def __init__(self, page: Newsletter, number: int) -> None:
        """`number` tells this mailing from others, for receivers that count complaints."""
        letter = replace(_letter(page), end_url=_END)
        with override(letter.language):
            # Not to what is stored of its reader, who may pass the letter on (news.subscriptions.links).
            letter = replace(letter, manage_url=settings.BASE_URL + reverse("subscriptions:subscribe"))
        self.language, self.subject = letter.language, letter.subject
        self.text, self.html = text_mail(letter), html_mail(letter)
        self.sender = _sender(letter)
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        self.headers = {
            # RFC 2919; the name is the list's own, in whichever language the letter is.
            "List-Id": f"Nyhetsbrev <nyhetsbrev.{host}>",
            "Feedback-ID": f"{number}:{letter.language}:nyhetsbrev:{host}",
            "Content-Language": letter.language,
            "Message-ID": _ID,
            "Date": _DATE,
            # RFC 8058: mail programs end the subscription with one click, and no page is opened.
            "List-Unsubscribe": f"<{_END}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        self.ready = self._made_ready()

    def to(self, email: str, key: str, message_id: str) -> "ReadyMail":
        """The mail to the subscriber with this address and key."""
        # None of these has a character that HTML would have to escape.
        own = {_END: links.link(Purpose.END, key, self.language), _ID: message_id, _DATE: formatdate()}

        def put_in(text: str) -> str:
            for placeholder, value in own.items():
                text = text.replace(placeholder, value)
            return text

        headers = {name: put_in(value) for name, value in self.headers.items()}
        mail = _mail(self.subject, put_in(self.text), put_in(self.html), self.sender, email, headers)
        mail.ready = self.ready
        for placeholder, value in own.items():
            mail.ready = mail.ready.replace(placeholder.encode(), value.encode())
        # On the envelope alone; readers see who writes.
        mail.from_email = return_path(message_id[1:].partition("@")[0]) or self.sender
        return mail

    def _made_ready(self) -> bytes:
        """The mail as it goes over the wire, with the placeholders; empty where they do not stand there as they are."""
        made = _mail(self.subject, self.text, self.html, self.sender, _TO, self.headers)
        content = made.message().as_bytes(linesep="\r\n")
        texts = "".join((self.text, self.html, _TO, *self.headers.values()))
        is_whole = all(content.count(each.encode()) == texts.count(each) for each in (_END, _TO, _ID, _DATE))
        # Because of a line that can't be broken.
        is_encoded = b"\nContent-Transfer-Encoding: quoted-printable" in content
        return content if is_whole and not is_encoded else b""


class ReadyMail(EmailMultiAlternatives):
    """A mail whose bytes may be there already: to put them together takes longer than all the rest of the sending."""

    ready = b""

    def message(self) -> Any:
        """The whole mail, for the connection. Raises ValueError where the address is none."""
        if not self.ready:
            return super().message()
        whole = self.ready.replace(_TO.encode(), sanitize_address(self.to[0], "utf-8").encode())
        return _Message(whole, super().message)


class _Message:
    """The bytes; whatever else is asked of it is put together as usual."""

    def __init__(self, ready: bytes, make: Callable[[], Any]) -> None:
        self._ready, self._make = ready, make

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return self._ready if linesep == "\r\n" else self._ready.replace(b"\r\n", linesep.encode())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)


def trial(page: Newsletter, email: str) -> EmailMultiAlternatives:
    """The letter as a subscriber would get it, to look at. Its links to end it lead to the letter on the web."""
    letter = _letter(page)
    letter = replace(letter, manage_url=letter.url, end_url=letter.url)
    with override(letter.language):
        subject = _("[Trial] %(subject)s") % {"subject": letter.subject}
    headers = {"Content-Language": letter.language}
    return _mail(subject, text_mail(letter), html_mail(letter), _sender(letter), email, headers)


def message_id(key: str) -> str:
    """The Message-ID of a hand-over's mail, with its angle brackets."""
    return f"<{key}@{_from().rpartition('@')[2]}>"


def _letter(page: Newsletter) -> Letter:
    return letter_of(page, SiteSettings.for_site(page.get_site()))


def _sender(letter: Letter) -> str:
    return formataddr((letter.organisation, _from()))


def _from() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _mail(subject: str, text: str, html: str, sender: str, email: str, headers: dict[str, str]) -> ReadyMail:
    mail = ReadyMail(subject, text, sender, [email], headers={**headers, "From": sender})
    mail.attach_alternative(html, "text/html")
    return mail
