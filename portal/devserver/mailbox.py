"""The mailbox of this machine: where mail stays while no mail server is given, to be read in the admin."""

import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as Parsed
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.devserver.atomic_files import write_whole

BACKEND = "portal.devserver.mailbox.MailboxBackend"
MOST_KEPT = 200
# What a list reads of each file, and what is read of one that is opened: somebody may have put a large one there.
FOR_A_LIST, FOR_A_PAGE = 2**16, 10 * 2**20
RECIPIENTS = ("To", "Cc", "Bcc")
# A file's name is the time at which it was kept, in nanoseconds since 1970.
_NAME = re.compile(r"([1-9][0-9]{18})\.eml")


class MailboxBackend(BaseEmailBackend):
    """A backend of Django's for MAIL_TRANSPORT that keeps each mail as a file instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep these mails, and of all only the newest. Returns how many were kept. Raises OSError."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            message = mail.message()
            if mail.bcc:
                # Nobody sends it: here its reader is to see whom it would have gone to.
                message["Bcc"] = ", ".join(mail.bcc)
            write_whole(_new_path(), message.as_bytes(linesep="\r\n"))
        for number in _numbers()[MOST_KEPT:]:
            _path(number).unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True)
class KeptMail:
    """A mail as the admin shows it. In a list it has no parts."""

    number: int
    headers: list[tuple[str, str]]
    text: str = ""
    html: str = ""

    @property
    def kept_at(self) -> datetime:
        """When it would have been sent."""
        return datetime.fromtimestamp(self.number / 10**9, UTC)

    @property
    def subject(self) -> str:
        """Its subject, without the spaces that folding leaves."""
        return self._values("Subject").strip()

    @property
    def recipients(self) -> str:
        """Whom it is to, as its headers name them."""
        return ", ".join(filter(None, map(self._values, RECIPIENTS)))

    def addresses(self) -> set[str]:
        """The addresses of those whom it is to, in small letters."""
        return {address.lower() for _name, address in getaddresses([self.recipients]) if address}

    def _values(self, wanted: str) -> str:
        return ", ".join(value for name, value in self.headers if name.lower() == wanted.lower())


def is_here() -> bool:
    """Whether mail of this portal stays in the mailbox."""
    return bool(settings.MAIL_TRANSPORT == BACKEND)


def folder() -> Path:
    """Where the files are."""
    return Path(settings.VAR) / "mail"


def kept_mails() -> tuple[list[KeptMail], int]:
    """The mails, newest first, without their parts, and how many files could not be read."""
    numbers = _numbers()
    found = [mail for number in numbers if (mail := _read(number, FOR_A_LIST))]
    return found, len(numbers) - len(found)


def open_mail(number: int) -> KeptMail | None:
    """A mail with its parts; None where there is none, or none that can be read."""
    return _read(number, FOR_A_PAGE, with_parts=True)


def _read(number: int, most: int, *, with_parts: bool = False) -> KeptMail | None:
    path = _path(number)
    try:
        # Not one that lies elsewhere, nor one that would be waited for.
        if not _NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
            return None
        with path.open("rb") as file:
            mail = BytesParser(policy=default).parsebytes(file.read(most), headersonly=not with_parts)
        headers = [(_shown(name), _shown(value)) for name, value in mail.items()]
    # Nobody knows all that the parser stumbles over in a file that is no mail.
    except Exception:
        return None
    if not {"from", "to", "subject"} & {name.lower() for name, _value in headers}:
        return None
    parts = [_part(mail, kind) for kind in ("plain", "html")] if with_parts else []
    return KeptMail(number, headers, *parts)


def _part(mail: Parsed, kind: str) -> str:
    try:
        part = mail.get_body((kind,))
        return _shown(part.get_content()) if part else ""
    # As above: of a broken part the page shows nothing.
    except Exception:
        return ""


def _shown(text: object) -> str:
    """Without what no page can be encoded with."""
    return str(text).encode(errors="replace").decode()


def _numbers() -> list[int]:
    try:
        names = os.listdir(folder())
    except OSError:
        return []
    return sorted((int(match[1]) for match in map(_NAME.fullmatch, names) if match), reverse=True)


def _path(number: int) -> Path:
    return folder() / f"{number}.eml"


def _new_path() -> Path:
    number = time.time_ns()
    while _path(number).exists():
        number += 1
    return _path(number)
