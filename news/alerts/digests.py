"""The mails of alerts: what has happened since the last one, in the words of the event feed. None is empty.

They are made by the clock: a run that was missed is caught up at the next, and what is told is marked in the
transaction that queues the mail, so that nothing is told twice.
"""

import logging
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from news.alerts.matching import selection_of
from news.alerts.naming import address_of, followed
from news.entries import FeedVocabulary
from news.events.event_entries import event_entries
from news.events.event_feed import Told, told_to_outsiders
from news.events.event_log import log_of, with_the_one_before
from news.feeds import Entry, clean
from news.letter.plain_text import WIDTH, filled
from news.models import Alert, AlertEvent
from news.subscriptions.links import Purpose, link
from news.subscriptions.mails import HEADERS, mail_to, sender
from portal.models import SiteSettings
from portal.selections.selection import Selection

logger = logging.getLogger(__name__)

# In local time: what happened before it is in the mail of that morning.
MORNING = 7
# Who follows everything gets a mail that can still be read; the rest stands on the page of what is followed.
MOST = 100
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
    rows.filter(event_id__in=kinds).update(mailed_at=timezone.now())
    with override(alert.language):
        entries = run.entries(alert, kinds) if kinds else ()
        if entries:
            _letter(alert, entries, run).send()
    return bool(entries)


def _letter(alert: Alert, entries: tuple[Entry, ...], run: MailRun) -> EmailMessage:
    name, end = followed(alert, run.vocabulary(alert.language)), link(Purpose.END, alert.key, alert.language)
    said = ngettext("One event: %(name)s", "%(number)s events: %(name)s", len(entries))
    subject = entries[0].title if len(entries) == 1 else said % {"number": len(entries), "name": name}
    one_click = {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    headers = {**HEADERS, **one_click, "Content-Language": alert.language}
    foot = _foot(alert, name, end, len(entries), run.sender())
    body = "\n\n".join([*_head(name), *map(_item, entries[:MOST]), *foot])
    return mail_to(alert, subject, clean(body) + "\n", headers)


def _head(name: str) -> list[str]:
    return [filled(name) + "\n" + "=" * min(len(name), WIDTH)]


def _item(entry: Entry) -> str:
    lines: list[Any] = [filled(entry.title, "* ", "  "), filled(entry.summary, "  ", "  "), f"  {entry.url}"]
    return "\n".join(filter(None, lines))


def _foot(alert: Alert, name: str, end: str, number: int, site: SiteSettings) -> list[str]:
    often = str(alert.get_frequency_display()).lower()
    told = _("You get this because you follow: %(name)s (%(often)s).") % {"name": name, "often": often}
    more = _("The newest %(most)s of %(number)s events stand here.") % {"most": MOST, "number": number}
    settings_page = settings.BASE_URL + reverse("subscriptions:subscribe")
    return [
        *([filled(more)] if number > MOST else []),
        "\n".join(["-- ", filled(told), address_of(alert), "", _("Follow it no more:"), end]),
        "\n".join([_("Change how often, or take out what is stored:"), settings_page]),
        "\n".join(filter(None, [site.contact_function, site.organisation, site.contact_email])),
    ]
