"""The mails of alerts: what has happened since the last one, in the words of the event feed. None is empty.

They are made by the clock: a run that was missed is caught up at the next, and what is told is marked in the
transaction that queues the mail, so that nothing is told twice.
"""

import logging
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from news.alerts.digest_mail import Digest, mail_of
from news.alerts.matching import selection_of
from news.alerts.naming import address_of, followed
from news.entries import FeedVocabulary
from news.events.event_entries import event_entries
from news.events.event_feed import Told, told_to_outsiders
from news.events.event_log import log_of, with_the_one_before
from news.feeds import Entry
from news.models import Alert, AlertEvent
from news.subscriptions.links import Purpose, link
from news.subscriptions.mails import sender
from portal.selections.selection import Selection

logger = logging.getLogger(__name__)

# In local time: what happened before it is in the mail of that morning.
MORNING = 7
# So many mails share what was read for the first of them: what is closed meanwhile is closed for the next.
TOGETHER = 200


def send_due() -> int:
    """Queue the mails whose time has come. Returns how many. Done by the clock, beside the worker's other work."""
    sent = 0
    due = _due()
    for begin in range(0, len(due), TOGETHER):
        run = MailRun()
        for pk in due[begin : begin + TOGETHER]:
            try:
                sent += _mail(pk, run)
            except Exception:
                # The others do not wait for one that can't be made.
                logger.exception("The mail of alert %s was not made", pk)
    return sent


def is_due() -> bool:
    """Whether any alert has something to tell, now or in the morning: one short query."""
    return AlertEvent.objects.filter(mailed_at=None, alert__ended_at=None).exists()


def _due() -> list[int]:
    found: list[int] = []
    for frequency in Alert.Frequency.values:
        until = last_time(frequency, timezone.localtime())
        waiting = AlertEvent.objects.filter(mailed_at=None, at__lte=until).values("alert")
        found += Alert.objects.getting_mail().filter(frequency=frequency, pk__in=waiting).values_list("pk", flat=True)
    return found


def last_time(frequency: str, now: datetime) -> datetime:
    """The last moment at which mails of this frequency were to go out. `now` is in local time."""
    if frequency == Alert.Frequency.AT_ONCE:
        return now
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning > now:
        morning -= timedelta(days=1)
    return morning - timedelta(days=morning.weekday() if frequency == Alert.Frequency.WEEKLY else 0)


class MailRun:
    """What the mails of one run share: words, the sender, and the entries of the same events in the same language."""

    def __init__(self) -> None:
        self.sender = cache(sender)
        self._vocabularies: dict[str, FeedVocabulary] = {}
        self._entries: dict[Any, tuple[Entry, ...]] = {}

    def vocabulary(self, language: str) -> FeedVocabulary:
        """The words in a language, which is the active one."""
        if language not in self._vocabularies:
            self._vocabularies[language] = FeedVocabulary.load()
        return self._vocabularies[language]

    def entries(self, alert: Alert, kinds: dict[int, str]) -> tuple[Entry, ...]:
        """What may be told now of these events (event id → what it is called), the newest first."""
        selection = selection_of(alert.query, alert.language)
        listed = Selection(language=selection.language, lang=selection.codes("lang"))
        same = (listed, bool(selection.q), *sorted(kinds.items()))
        if same not in self._entries:
            events = with_the_one_before(log_of(listed).filter(pk__in=kinds))
            found = [Told(one, before, kinds[one.pk], one.title, one.note, one.note_en) for one, before in events]
            told = told_to_outsiders(found, has_words=bool(selection.q))
            self._entries[same] = event_entries(listed, told, self.vocabulary(alert.language))
        return self._entries[same]


@transaction.atomic
def _mail(pk: int, run: MailRun) -> bool:
    """Queue the mail of one alert, and mark what it tells. Returns whether there was anything to tell."""
    alert = Alert.objects.getting_mail().select_for_update().filter(pk=pk).first()
    if alert is None:
        return False
    rows = alert.events.filter(mailed_at=None)
    kinds = dict(rows.values_list("event_id", "kind"))
    with override(alert.language):
        entries = run.entries(alert, kinds) if kinds else ()
        if entries:
            rows.filter(event_id__in=kinds).update(mailed_at=timezone.now())
            mail_of(alert, _digest(alert, entries, run)).send()
        else:
            # What its owner can ask for says what was mailed.
            rows.filter(event_id__in=kinds).delete()
    return bool(entries)


def _digest(alert: Alert, entries: tuple[Entry, ...], run: MailRun) -> Digest:
    return Digest(
        name=followed(alert, run.vocabulary(alert.language)),
        address=address_of(alert),
        often=str(alert.get_frequency_display()).lower(),
        entries=entries,
        end_url=link(Purpose.END, alert.key, alert.language),
        settings_url=settings.BASE_URL + reverse("subscriptions:subscribe"),
        portal_url=settings.BASE_URL + reverse("wagtail_serve", args=[""]),
        site=run.sender(),
    )
