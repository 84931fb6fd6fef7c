"""Sending: the worker hands each letter over, one by one, and stops as soon as it is no longer to be sent.

A row is claimed and committed, then what holds is read anew, then the letter is handed over, then the row is done. What
a killed worker had in hand is in doubt: MAILING_ASK knows, or the letter goes once more, under the same Message-ID.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from news.bounces.suppressing import suppress
from news.mailings import caps, ledger
from news.mailings.mail_server import MailServer, NoAnswer, NotReached, TurnedDown
from news.mailings.message import LetterMail, message_id
from news.mailings.stopping import StopReason, finish, pause, still_public, stop, why_stop
from news.models import HandOver, Mailing, Suppression

logger = logging.getLogger(__name__)

# Rows that are read at a time; after them the other mailings have their turn.
BATCH = 50
# So many answers of no in a row are about us, not about the recipients.
MOST_REFUSED = 20
# So many silences at one letter concern all.
MOST_SILENT = 5
# RFC 5321, section 4.5.4.1: what a server does not take for so long, it will not take.
GIVE_UP_AFTER = timedelta(days=4)
# Seconds.
STEP, PATIENCE, GOODBYE = 0.05, 1.0, 15.0

_ending = threading.Event()
# The rows that threads of this process have in hand.
_in_hand: set[int] = set()


def due_mailings() -> QuerySet[Mailing]:
    """The mailings with something to do now: a letter to hand over, or nobody left."""
    rows = HandOver.objects.filter(mailing=OuterRef("pk"), state__in=ledger.OPEN)
    something = Q(Exists(rows.filter(next_try_at__lte=timezone.now()))) | ~Q(Exists(rows))
    begun = Mailing.objects.filter(state=Mailing.State.SENDING, begins_at__lte=timezone.now())
    return begun.filter(something).order_by("pk")


def is_due() -> bool:
    """Whether there is anything to send: asked every few seconds."""
    return due_mailings().exists()


def send_mailings() -> None:
    """Hand over all letters that are due, a few of each mailing in turns. Done beside the worker's other work."""
    server, runs = MailServer(), dict[int, MailingRun]()
    try:
        while not _ending.is_set() and (mailings := list(due_mailings())):
            turns = [runs.setdefault(mailing.pk, MailingRun(mailing, server)).some() for mailing in mailings]
            if not any(turns):
                _ending.wait(4 * STEP)
    finally:
        server.close()


class MailingRun:
    """What one worker does for one mailing."""

    def __init__(self, mailing: Mailing, server: MailServer) -> None:
        self.mailing, self.server = mailing, server
        self.mail: LetterMail | None = None
        # Domain → until when it gets no more.
        self.full: dict[str, datetime] = {}
        self.refused = self.deferred = 0
        # Addresses that do not exist, by the server's word, since it last took a letter.
        self.gone: list[str] = []
        # Of the newest change that readers see, when the version was last looked for.
        self.stamp: int | None = -1

    def some(self) -> bool:
        """Hand over some of what is due. Returns whether anything was done."""
        if reason := why_stop(self.mailing):
            return self._stop(reason)
        if not self.mail and not self._lay_out():
            return True
        now = timezone.now()
        self.full = {domain: until for domain, until in self.full.items() if until > now}
        rows = ledger.due(self.mailing, self.full, BATCH)
        if not rows:
            is_open = HandOver.objects.filter(mailing=self.mailing, state__in=ledger.OPEN).exists()
            return False if is_open else finish(self.mailing)
        for row in rows:
            if row.domain not in self.full and not self._take(row):
                break
        return True

    def _lay_out(self) -> bool:
        page = still_public(self.mailing).select_related("locale").first()
        try:
            self.mail = LetterMail(page, self.mailing.pk) if page else None
        except Exception:
            return self._can_not_be_made()
        return self.mail is not None

    def _can_not_be_made(self) -> bool:
        logger.exception("Mailing %s: the letter could not be made", self.mailing.pk)
        pause(self.mailing, StopReason.BROKEN)
        return False

    def _stop(self, reason: str) -> bool:
        if stop(self.mailing, reason):
            logger.warning("Mailing %s is stopped: %s", self.mailing.pk, reason)
        return True

    def _take(self, row: HandOver) -> bool:
        """Claim a row and see it through. Returns whether to go on with the next."""
        if _ending.is_set():
            return False
        _in_hand.add(row.pk)
        try:
            return not ledger.claim(row) or self._see_through(row)
        finally:
            _in_hand.discard(row.pk)

    def _see_through(self, row: HandOver) -> bool:
        if row.state == HandOver.State.CLAIMED and settings.MAILING_ASK:
            try:
                was_taken = _ask()(message_id(row.message_key))
            except Exception as error:
                logger.warning("Mailing %s: MAILING_ASK failed: %s", self.mailing.pk, type(error).__name__)
                ledger.put_off(row, is_in_doubt=True)
                return True
            if was_taken:
                ledger.done(row)
                return True
        if until := caps.domain_is_full(row):
            self.full[row.domain] = until
            ledger.let_go(row)
            return True
        if not _wait_for_turn(row):
            ledger.let_go(row)
            return False
        return self._reach(row)

    def _reach(self, row: HandOver) -> bool:
        is_in_doubt = row.state == HandOver.State.CLAIMED
        try:
            self.server.open()
        except NotReached as error:
            logger.warning("Mailing %s: the mail server can't be reached: %s", self.mailing.pk, error)
            ledger.put_all_off(row, is_in_doubt=is_in_doubt)
            return False
        # As late as can be: whoever ends the subscription, takes the page down or pauses is heard until now.
        found = ledger.look(row)
        if not found or found["mailing__state"] != Mailing.State.SENDING or not self._is_public(found["stamp"]):
            ledger.let_go(row)
            return False
        is_wanted = found["subscriber__confirmed_at"] and not found["subscriber__ended_at"]
        if not is_wanted or found["subscriber__language"] != self.mailing.language:
            ledger.left_out(row)
            return True
        return self._hand_over(row, found["subscriber__email"], found["subscriber__key"])

    def _is_public(self, stamp: int | None) -> bool:
        """Whether it is the version that readers have; asked anew when anything that they see has changed."""
        if stamp != self.stamp:
            if why_stop(self.mailing):
                return False
            self.stamp = stamp
        return True

    def _hand_over(self, row: HandOver, email: str, key: str) -> bool:
        assert self.mail
        try:
            mail = self.mail.to(email, key, message_id(row.message_key))
        except Exception:
            # It would fare no better for the others. Nothing has been said to the server.
            ledger.let_go(row)
            return self._can_not_be_made()
        try:
            self.server.hand_over(mail)
        except TurnedDown as answer:
            if answer.is_gone:
                self.gone.append(email)
            return self._turned_down(row, answer)
        except NoAnswer as error:
            logger.warning("Mailing %s: the mail server went silent: %s", self.mailing.pk, error)
            # Where it is always this one that the server goes silent at, the others wait for it no longer.
            (ledger.put_all_off if row.attempts <= MOST_SILENT else ledger.put_off)(row, is_in_doubt=True)
            return False
        ledger.done(row)
        self.refused = self.deferred = 0
        self._believe()
        return True

    def _believe(self) -> None:
        """End what addresses that are gone have asked for: a server that takes a letter does not refuse everybody."""
        for email in self.gone:
            suppress(email, Suppression.Reason.GONE)
        self.gone.clear()

    def _turned_down(self, row: HandOver, answer: TurnedDown) -> bool:
        """Put it off or give it up; where it is about all letters, don't try the next. Returns whether to go on."""
        if answer.is_passing and self.mailing.begins_at > timezone.now() - GIVE_UP_AFTER:
            self.deferred += 1
            is_for_all = answer.is_for_all or self.deferred >= MOST_REFUSED
            if is_for_all:
                self.deferred = 0
            (ledger.put_all_off if is_for_all else ledger.put_off)(row, answer.code)
            return not is_for_all
        self.refused += 1
        if answer.is_for_all:
            # Who the letter is from is refused: that says nothing about this recipient.
            ledger.put_off(row, answer.code)
        else:
            ledger.refused(row, answer.code)
        if answer.is_for_all or self.refused >= MOST_REFUSED:
            logger.warning("Mailing %s is paused: the mail server refuses, %s", self.mailing.pk, answer.code)
            pause(self.mailing, StopReason.REFUSING)
            self.refused = 0
            self.gone.clear()
            return False
        return True


def _wait_for_turn(row: HandOver) -> bool:
    """Wait until it may go in this second. Returns whether it may; nobody who pauses waits long for it."""
    until = time.monotonic() + PATIENCE
    while not caps.may_go(row):
        if _ending.wait(STEP) or time.monotonic() > until:
            return False
    return True


def _ask() -> Callable[[str], bool]:
    asked: Callable[[str], bool] = import_string(settings.MAILING_ASK)
    return asked


@atexit.register
def _end() -> None:
    """Let a process that ends bring to its end what is in hand: what is cut off is in doubt afterwards."""
    _ending.set()
    until = time.monotonic() + GOODBYE
    while _in_hand and time.monotonic() < until:
        time.sleep(STEP)
