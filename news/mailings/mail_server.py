"""The mail server that letters are handed over to, and its answers without the words, which may name the address."""

import re
import smtplib
import time
from contextlib import suppress
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

# Some relays end a connection after so many mails, others one on which nothing is said for so many seconds.
MOST_IN_A_ROW = 100
SILENCE = 5.0
# The server's goodbye: it concerns all mail, not this one.
GOODBYE = 421
# There is no such mailbox or domain, or it takes no mail (RFC 3463, section 3.2; RFC 7505).
NO_SUCH_ADDRESS = re.compile(rb"5\.1\.(?:1|2|3|6|10)\b")


class NotReached(Exception):
    """The server does not answer, and has got nothing."""


class NoAnswer(Exception):
    """The server went silent with the letter in its hands: it may have taken it or not."""


class TurnedDown(Exception):
    """The server's answer was no. `code` is its number, or a word of ours."""

    def __init__(
        self, code: int | str, *, is_passing: bool = False, is_for_all: bool = False, is_gone: bool = False
    ) -> None:
        super().__init__(str(code))
        self.code = str(code)
        # It passes (RFC 5321, section 4.2.1): the same mail may be taken later.
        self.is_passing = is_passing or (isinstance(code, int) and 400 <= code < 500)
        self.is_for_all = is_for_all or code == GOODBYE
        # The server says that the address does not exist.
        self.is_gone = is_gone


class MailServer:
    """A connection that is kept open from one letter to the next."""

    def __init__(self) -> None:
        self._connection: Any = get_connection(settings.MAIL_TRANSPORT)
        self._handed_over, self._last = 0, 0.0

    def open(self) -> None:
        """Have a connection. Raises NotReached."""
        if self._handed_over >= MOST_IN_A_ROW or time.monotonic() - self._last > SILENCE:
            self.close()
        try:
            self._connection.open()
        except Exception as error:
            self.close()
            raise NotReached(type(error).__name__) from None

    def hand_over(self, mail: EmailMessage) -> None:
        """Hand a mail over, on the open connection. Raises TurnedDown or NoAnswer."""
        try:
            self._hand_over(mail)
        except TurnedDown as answer:
            if answer.is_for_all:
                self.close()
            raise
        except Exception as error:
            self.close()
            raise NoAnswer(type(error).__name__) from None
        self._handed_over += 1
        self._last = time.monotonic()

    def _hand_over(self, mail: EmailMessage) -> None:
        # The cause of each is left out: its text has the server's words.
        try:
            self._connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise TurnedDown(code, is_gone=bool(NO_SUCH_ADDRESS.match(words))) from None
        except smtplib.SMTPSenderRefused as error:
            raise TurnedDown(error.smtp_code, is_for_all=True) from None
        except smtplib.SMTPDataError as error:
            raise TurnedDown(error.smtp_code) from None
        except ValueError:
            # No mail can be made of it; nothing has been said to the server.
            raise TurnedDown("address") from None
        except AnymailRecipientsRefused:
            raise TurnedDown("recipient") from None
        except AnymailAPIError as error:
            if error.status_code is None:
                raise
            raise _answer_of_provider(error.status_code) from None

    def close(self) -> None:
        """End the connection; whether the server says goodbye is its own affair."""
        self._handed_over, self._last = 0, time.monotonic()
        with suppress(Exception):
            self._connection.close()


def _answer_of_provider(status: int) -> TurnedDown:
    """A provider's answer (RFC 9110): too many or an outage passes; that it does not know us concerns all mail."""
    is_passing = status == 429 or status >= 500
    return TurnedDown(f"HTTP {status}", is_passing=is_passing, is_for_all=is_passing or status in (401, 403))
