"""Ordering a mailing: whether a newsletter can be mailed, to whom, and the ledger with a row for each of them."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.models import Page

from news.models import HandOver, Mailing, Newsletter, Subscriber
from news.models.subscription import SubscriptionQuerySet
from portal.publications.statuses import is_past

# Rows that are in memory at a time.
BATCH = 1000


class NotMailable(Exception):
    """A newsletter can't be mailed now; says why."""


def obstacle(page: Newsletter) -> str:
    """Why this newsletter can't be mailed now, as a sentence; empty when it can."""
    if why := not_public(page):
        return why
    if Mailing.objects.filter(page_id=page.pk, state__in=Mailing.OPEN).exists():
        return _("It is being sent already, or waits for its time.")
    return "" if recipients(page).exists() else _("Nobody is left to send it to.")


def not_public(page: Newsletter) -> str:
    """Why there is no public, approved version of it to send, as a sentence; empty when there is."""
    if page.alias_of_id:
        return _("It is a copy that follows another page. Send that one.")
    if not page.live or page.live_revision_id is None:
        return _("It is not published. Only what is approved and published can be sent.")
    if not Newsletter.objects.published().filter(pk=page.pk).exists():
        return _("It is closed to some readers. Only what everybody may read can be sent.")
    if is_past(page.status):
        return _("It is withdrawn or replaced.")
    return ""


def recipients(page: Newsletter) -> SubscriptionQuerySet:
    """The subscribers of its language who have not got it, and of whom it is not in doubt."""
    states = (HandOver.State.DONE, HandOver.State.CLAIMED)
    got = HandOver.objects.filter(subscriber=OuterRef("pk"), mailing__page_id=page.pk, state__in=states)
    return Subscriber.objects.getting_mail().filter(~Exists(got), language=page.locale.language_code)


def order(page: Newsletter, user: Any, begins_at: datetime | None = None) -> Mailing:
    """Have the revision that is public now sent to all of them, at once or at a time. Raises NotMailable."""
    with transaction.atomic():
        # One order at a time, and none while the page is being published.
        Page.objects.select_for_update().filter(pk=page.pk).values_list("pk").first()
        found = Newsletter.objects.select_related("locale").filter(pk=page.pk).first()
        if found is None or (why := obstacle(found)):
            raise NotMailable(why if found else _("The newsletter has been deleted."))
        now = timezone.now()
        mailing = Mailing.objects.create(
            page_id=found.pk,
            revision_id=found.live_revision_id,
            title=found.title,
            language=found.locale.language_code,
            made_at=now,
            begins_at=begins_at or now,
            made_by=user,
        )
        _write_ledger(mailing, recipients(found))
        return mailing


def _write_ledger(mailing: Mailing, people: SubscriptionQuerySet) -> None:
    rows = people.order_by("pk").values_list("pk", "email").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        HandOver.objects.bulk_create(
            HandOver(mailing=mailing, subscriber_id=pk, domain=domain_of(email)) for pk, email in batch
        )


def domain_of(email: str) -> str:
    """What the ledger calls the domain of an address: a keyed hash, which tells nobody which one it is."""
    domain = email.rpartition("@")[2].lower()
    return salted_hmac("news.mailings.domain", domain, algorithm="sha256").hexdigest()[:16]
