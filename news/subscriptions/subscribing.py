"""What becomes of a subscription: asked for, confirmed, ended, resumed, erased. Each leaves its consent record."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from news.alerts.matching import selection_of
from news.alerts.naming import followed
from news.models import Alert, AlertEvent, Consent, Subscriber, Subscription, Suppression
from news.models.suppression import hash_of
from news.subscriptions.links import LIFE, Purpose
from news.subscriptions.mails import write
from portal.models import OutgoingMail, PublicationEvent

KINDS: tuple[type[Subscription], ...] = (Subscriber, Alert)
# Between two mails with links for one subscription, whoever asks for them.
BETWEEN_MAILS = timedelta(minutes=10)
# So many mails to confirm get to one address in an hour, whatever it is asked to subscribe to.
HOUR, MOST_MAILS = timedelta(hours=1), 5
# Between two such mails to an address that is gone, or whose owner has complained.
REST: dict[str, timedelta] = {
    Suppression.Reason.GONE: timedelta(days=1),
    Suppression.Reason.COMPLAINT: timedelta(days=30),
}
# Words of a search that are no link and no letter.
HARMLESS = re.compile(r"[\w\s”\"'()+-]{0,60}")
# So long can the end be taken back, and a delivery be late; then what it was is deleted.
KEPT_AFTER_END = timedelta(days=30)


def consent_words() -> str:
    """What stands beside the button of the form, in the active language: what somebody agrees to."""
    return _(
        "We keep your address to send you what you ask for here, and for nothing else. You can end it in every mail. "
        "We do not record whether you open a mail or what you read in it."
    )


def found_by(key: str) -> Subscription | None:
    """The subscription of whichever kind that a link names; None where it has been deleted."""
    return next((row for kind in KINDS if (row := kind._default_manager.filter(key=key).first())), None)


def canonical(email: str) -> str:
    """An address with its domain in the one form that stands for all that lead to the same mailbox (RFC 3490).

    Raises UnicodeError for a domain that there can't be.
    """
    local, at, domain = email.strip().rpartition("@")
    return local + at + domain.encode("idna").decode("ascii").encode("ascii").decode("idna")


def all_of(email: str) -> list[Any]:
    """All that an address has asked for, the newsletter first."""
    with suppress(UnicodeError):
        email = canonical(email)
    return [row for kind in KINDS for row in kind._default_manager.filter(email__iexact=email).order_by("pk")]


def ask_for_newsletter(email: str, language: str) -> None:
    """Send a link to this address: to confirm, or to manage where it gets the newsletter already.

    Nobody but its owner learns which. A second mail within ten minutes is not sent.
    """
    _ask(Subscriber, email, {}, {"language": language})


def ask_for_alert(email: str, language: str, frequency: str, *, query: str = "", number: int = 0) -> None:
    """The same to be told of what happens in a selection (its query string), or to one publication (its number)."""
    _ask(Alert, email, {"query": query, "number": number, "language": language}, {"frequency": frequency})


@transaction.atomic
def _ask(kind: type[Subscription], email: str, what: dict[str, Any], chosen: dict[str, Any]) -> None:
    rows = kind._default_manager
    subscription, _made = rows.get_or_create(email__iexact=email, **what, defaults={"email": email, **chosen})
    now = timezone.now()
    is_free = Q(written_at__isnull=True) | Q(written_at__lt=now - BETWEEN_MAILS)
    known = all_of(email)
    lately = [row for row in known if row.written_at and row.written_at > now - HOUR and not row.is_getting_mail]
    # Nobody keeps an owner from the link to manage by asking for much.
    if len(lately) >= MOST_MAILS and not subscription.is_getting_mail:
        return
    if not _may_be_written_to(email) or not rows.filter(is_free, pk=subscription.pk).update(written_at=now):
        return
    if subscription.is_getting_mail:
        write(subscription, Purpose.MANAGE)
        return
    # Whoever asks again has a fortnight again.
    rows.filter(pk=subscription.pk).update(created_at=now, **chosen)
    subscription.refresh_from_db()
    _record(subscription, Consent.Act.ASKED)
    # What the owner has or had beside it is changed by a link of its own.
    owned = next((row.key for row in known if row.confirmed_at), "")
    write(subscription, Purpose.CONFIRM, _followed(subscription), owned)


@transaction.atomic
def confirm(subscription: Subscription) -> None:
    """Let what was asked for come from now on. Nothing changes where that is so."""
    rows = type(subscription)._default_manager.filter(pk=subscription.pk)
    if rows.exclude(confirmed_at__isnull=False, ended_at=None).update(confirmed_at=timezone.now(), ended_at=None):
        if isinstance(subscription, Alert):
            newest = PublicationEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
            Alert.objects.filter(pk=subscription.pk).update(since_event=newest)
        _record(subscription, Consent.Act.CONFIRMED)
        # Its owner reads mail there, and has asked for it.
        Suppression.objects.filter(address=hash_of(subscription.email)).delete()


@transaction.atomic
def end(subscription: Subscription) -> None:
    """Send nothing more, from this moment. Nothing changes where that is so."""
    rows = type(subscription)._default_manager.filter(pk=subscription.pk, ended_at=None)
    if rows.update(ended_at=timezone.now()):
        _record(subscription, Consent.Act.ENDED)


@transaction.atomic
def resume(subscription: Subscription) -> None:
    """Take the end back, of one that was confirmed."""
    rows = type(subscription)._default_manager.filter(pk=subscription.pk).exclude(confirmed_at=None)
    if rows.exclude(ended_at=None).update(ended_at=None):
        _record(subscription, Consent.Act.RESUMED)


@transaction.atomic
def erase(email: str) -> int:
    """Delete the address wherever it is: its subscriptions, their consents, and mail that waits. Ledgers keep a number.

    Returns how many subscriptions it had.
    """
    found = all_of(email)
    for written in {email.strip(), *(row.email for row in found)}:
        OutgoingMail.objects.filter(content__to=[written]).delete()
    for row in found:
        row.delete()
    return len(found)


def stored_of(email: str) -> list[dict[str, Any]]:
    """All that is stored of an address, to be given out (GDPR, article 15): a dictionary for each subscription."""
    return [_stored(row) for row in all_of(email)]


def _stored(row: Any) -> dict[str, Any]:
    common = {
        "email": row.email,
        "language": row.language,
        "asked": row.created_at,
        "confirmed": row.confirmed_at,
        "ended": row.ended_at,
        "consents": list(row.consents.values("act", "at", "words")),
    }
    if isinstance(row, Alert):
        told = list(row.events.order_by("pk").values("event_id", "mailed_at"))
        return {"alert": followed(row), "frequency": row.frequency, **common, "events": told}
    sent = row.hand_overs.filter(done_at__isnull=False).order_by("pk").values_list("mailing__title", "done_at")
    return {"newsletter": True, **common, "letters": [{"title": title, "sent": at} for title, at in sent]}


def forget_old() -> int:
    """Delete what was never confirmed, what ended long ago, and which events alerts told then. Returns how many rows
    that was. Done by the clock.
    """
    now, life = timezone.now(), LIFE[Purpose.CONFIRM]
    assert life is not None
    forgotten = Q(confirmed_at=None, created_at__lt=now - life) | Q(ended_at__lt=now - KEPT_AFTER_END)
    old: list[Any] = [kind._default_manager.filter(forgotten) for kind in KINDS]
    old.append(AlertEvent.objects.filter(mailed_at__lt=now - KEPT_AFTER_END))
    return sum(int(rows.delete()[0]) for rows in old if rows.exists())


def _may_be_written_to(email: str) -> bool:
    """Whether an address may get a mail to confirm: one that is suppressed once in a while.

    A stranger may have given it.
    """
    found = Suppression.objects.filter(address=hash_of(email)).first()
    if found is None:
        return True
    is_rested = found.at < timezone.now() - REST[found.reason]
    if is_rested:
        Suppression.objects.filter(pk=found.pk).update(at=timezone.now())
    return is_rested


def _followed(subscription: Subscription) -> str:
    """What is to be confirmed, in words that a stranger can't make a message of: any address can be given."""
    if not isinstance(subscription, Alert):
        return ""
    with override(subscription.language):
        words = selection_of(subscription.query, subscription.language).q
        return followed(subscription) if HARMLESS.fullmatch(words) else _("a search in the portal")


def _record(subscription: Any, act: Consent.Act) -> None:
    with override(subscription.language):
        words = consent_words() if act in (Consent.Act.ASKED, Consent.Act.CONFIRMED) else ""
    subscription.consents.create(act=act, words=words)
