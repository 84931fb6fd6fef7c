"""The mail queue: a mail is stored in the transaction that it reports on, and the worker sends it."""

import logging
import re
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from email.utils import getaddresses, make_msgid
from math import inf
from typing import Any

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.models import OutgoingMail

logger = logging.getLogger(__name__)

# Mail older than this is not sent any more; its row stays, and administrators see it on their first page.
GIVE_UP_AFTER = timedelta(days=3)
# Errors that concern one mail only. Any other OSError means that the server can't be reached.
ABOUT_THIS_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
# The header that marks one of many (RFC 2369, section 3.2).
BULK = "List-Unsubscribe"
# Whatever a server may call an address, also in a link.
AN_ADDRESS = re.compile(r"[^\s<>()\[\]{},;:'\"]+(?:@|%40)[^\s<>()\[\]{},;:'\"]+")


class QueueBackend(BaseEmailBackend):
    """Django's mail backend (EMAIL_BACKEND) that stores mail. The backend that sends it is settings.MAIL_TRANSPORT."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store these mails. Returns how many. Raises ValueError for a mail with attachments, which the queue can't
        hold.
        """
        queued = [
            OutgoingMail(subject=mail.subject[:998], content=_as_data(mail), is_bulk=BULK in mail.extra_headers)
            for mail in email_messages
        ]
        OutgoingMail.objects.bulk_create(queued)
        return len(queued)


def _as_data(mail: EmailMessage) -> dict[str, Any]:
    if mail.attachments:
        raise ValueError("The queue carries no attachments")
    # Made here and not at each attempt, so that a receiver recognises a mail that was sent twice.
    headers = {"Message-ID": make_msgid(domain=str(DNS_NAME)), **mail.extra_headers}
    return {
        "subject": str(mail.subject),
        "body": str(mail.body),
        "from_email": mail.from_email,
        **{name: list(getattr(mail, name)) for name in ("to", "cc", "bcc", "reply_to")},
        "headers": headers,
        "alternatives": [[part[0], part[1]] for part in getattr(mail, "alternatives", [])],
    }


def send_waiting(most: float = inf) -> int:
    """Send mail that is due, so many at the most. Returns how many were sent. A failure is stored and tried later."""
    sent = 0
    transport = get_connection(settings.MAIL_TRANSPORT)
    waiting = OutgoingMail.objects.filter(created_at__gt=timezone.now() - GIVE_UP_AFTER)
    while sent < most and (mail := waiting.due().claim()):
        try:
            transport.send_messages([EmailMultiAlternatives(**mail.content)])
        except Exception as error:
            said = _without_addresses(f"{type(error).__name__}: {_answer(error)}", mail)
            logger.warning("Mail %s was not sent: %s", mail.pk, said)
            transport.close()
            if not _postpone(mail, error, said):
                break
        else:
            mail.delete()
            sent += 1
    transport.close()
    return sent


def _answer(error: Exception) -> str:
    """What a server said, without the names that the error has it under."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return str(error)
    answers = [(code, text.decode(errors="replace")) for code, text in error.recipients.values()]
    return "; ".join(f"{code} {text}" for code, text in dict.fromkeys(answers))


def _without_addresses(said: str, mail: OutgoingMail) -> str:
    """What a server said of a mail, without anybody's address: logs and errors are kept, and read by others."""
    named = getaddresses([str(one) for name in ("to", "cc", "bcc") for one in mail.content.get(name, [])])
    for _name, address in named:
        if address:
            said = re.sub(re.escape(address), "…", said, flags=re.IGNORECASE)
    return AN_ADDRESS.sub("…", said)


def _postpone(mail: OutgoingMail, error: Exception, said: str) -> bool:
    """Put a mail off after a failed attempt. Returns whether the next mail is worth trying.

    It is not when the server can't be reached: then all waiting mail is put off as well.
    """
    mail.put_off(error=said[:2000])
    if _is_about_all(error):
        OutgoingMail.objects.due().update(next_try_at=timezone.now() + mail.wait)
        return False
    return True


def _is_about_all(error: Exception) -> bool:
    """Whether another mail would fare no better: the server is out of reach, or a provider's API does not know us."""
    if status := getattr(error, "status_code", None):
        return status in (401, 403, 429) or status >= 500
    return isinstance(error, OSError) and not isinstance(error, ABOUT_THIS_MAIL)
