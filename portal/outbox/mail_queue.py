"""Mail is queued in the database, in the transaction that it tells of, and sent by the worker."""

import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.models import OutgoingMail

logger = logging.getLogger(__name__)

# Older news is no news; the mail stays as a row for administrators to see.
GIVE_UP_AFTER = timedelta(days=3)
# What the server says of one mail. Any other OSError means that it can't be reached, whoever the mail is for.
ABOUT_THIS_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


class QueueBackend(BaseEmailBackend):
    """Django's mail backend: writes rows. The one that sends is settings.MAIL_TRANSPORT."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        queued = [OutgoingMail(subject=mail.subject[:998], content=_as_data(mail)) for mail in email_messages]
        OutgoingMail.objects.bulk_create(queued)
        return len(queued)


def _as_data(mail: EmailMessage) -> dict[str, Any]:
    if mail.attachments:
        raise ValueError("The queue carries no attachments")
    # The same identity at each attempt, so that a receiver knows a mail that was sent twice.
    headers = {"Message-ID": make_msgid(domain=str(DNS_NAME)), **mail.extra_headers}
    return {
        "subject": str(mail.subject),
        "body": str(mail.body),
        "from_email": mail.from_email,
        **{name: list(getattr(mail, name)) for name in ("to", "cc", "bcc", "reply_to")},
        "headers": headers,
        "alternatives": [[part[0], part[1]] for part in getattr(mail, "alternatives", [])],
    }


def send_waiting() -> int:
    """Send all mail that is due; returns how many went out. A failure is written down and tried again later."""
    sent = 0
    transport = get_connection(settings.MAIL_TRANSPORT)
    waiting = OutgoingMail.objects.filter(created_at__gt=timezone.now() - GIVE_UP_AFTER)
    while mail := waiting.due().claim():
        try:
            transport.send_messages([EmailMultiAlternatives(**mail.content)])
        except Exception as error:
            logger.warning("Mail %s was not sent: %s", mail.pk, error)
            transport.close()
            if not _postpone(mail, error):
                break
        else:
            mail.delete()
            sent += 1
    transport.close()
    return sent


def _postpone(mail: OutgoingMail, error: Exception) -> bool:
    """Put the mail off. Returns whether the next one is worth a try; if not, all wait as long as this one."""
    mail.put_off(error=f"{type(error).__name__}: {error}"[:2000])
    if isinstance(error, OSError) and not isinstance(error, ABOUT_THIS_MAIL):
        OutgoingMail.objects.due().update(next_try_at=timezone.now() + mail.wait)
        return False
    return True
