"""Reads what has come back, and lets addresses that are gone, or whose owners complain, get no more."""

import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings

from news.bounces.classifying import Said, said_by
from news.bounces.suppressing import heard
from news.bounces.verp import keys_in
from news.models import HandOver, Subscription
from news.subscriptions.subscribing import found_by

# Mails that are read in one turn, and the folder for those that say nothing to us.
A_TURN, ASIDE = 200, "aside"
# Where relays write the envelope's recipient.
WRITTEN_IN = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def has_bounces() -> bool:
    """Whether anything is in the mailbox; nothing where none is set."""
    new = Path(settings.BOUNCE_MAILDIR, "new")
    return bool(settings.BOUNCE_MAILDIR) and new.is_dir() and any(new.iterdir())


def read_bounces() -> int:
    """Read the mailbox. Returns how many mails said something. Done by the clock, beside the worker's other work."""
    box, number = mailbox.Maildir(settings.BOUNCE_MAILDIR, create=False), 0
    for name in sorted(box.keys())[:A_TURN]:
        content = box.get_bytes(name)
        if hear(content):
            number += 1
        else:
            box.add_folder(ASIDE).add(content)
        # Not before it is written: a worker that is killed here reads it again, which changes nothing.
        box.discard(name)
    return number


def hear(content: bytes) -> bool:
    """Do what a mail that came back asks for. Returns whether it said something about a subscription of ours."""
    mail: Any = BytesParser(policy=default).parsebytes(content)
    said = said_by(mail)
    row = next((row for key in keys_in(_addresses(mail)) if (row := _subscription(key))), None)
    if row is None or said == Said.NOTHING:
        return False
    heard(row, said)
    return True


def _addresses(mail: EmailMessage) -> Iterator[str]:
    """Where the key may stand: whom it came to, and the sender of the mail that it has with it."""
    for part in mail.walk():
        for name in (*WRITTEN_IN, "Return-Path", "Original-Mail-From"):
            yield from (str(value) for value in part.get_all(name, []))


def _subscription(key: str) -> Subscription | None:
    handed = HandOver.objects.filter(message_key=key).select_related("subscriber").first()
    return handed.subscriber if handed else found_by(key)
