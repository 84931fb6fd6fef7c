"""The channel "feed": keeps one stored entry (FeedEntry) for each publication as the publication is now.

An entry that is written is a change of what readers see: feeds that were built before are old.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from news.current import left_of
from news.models import FeedEntry, Newsletter
from news.snapshot import snapshot
from portal.models import Publication, PublicationEvent
from portal.outbox.changes import note_change

Kind = PublicationEvent.Kind

# Events after which feed readers show the entry as new, even if its text is the same.
NEWSWORTHY = {Kind.REVISED, Kind.REPLACED, Kind.WITHDRAWN}
# Fields whose change makes an entry new to feed readers. A changed address or filing alone does not.
TOLD = (
    *("title", "summary", "summary_en", "html", "note", "verdict", "original_change"),
    *("dated_on", "date_precision", "is_example", "is_withdrawn"),
)


def deliver(event: PublicationEvent) -> None:
    """Make the entry show the event's page as it is now.

    Of the event only the time is used, and whether its kind is newsworthy. Times never go back, so delivering an event
    twice changes nothing.
    """
    _show(event.page_id, event.created_at, newsworthy=event.kind in NEWSWORTHY)
    _show_translations(event.page_id, event.created_at)


def shown() -> dict[int, int]:
    """Page id → id of the revision that the feeds show, for Channel.shown."""
    return dict(FeedEntry.objects.filter(is_withdrawn=False).values_list("page_id", "revision_id"))


def heard() -> dict[int, int]:
    """Page id → id of the newest event that the feeds have taken in, for Channel.heard."""
    return dict(FeedEntry.objects.filter(is_withdrawn=False).values_list("page_id", "event_id"))


def repair(page_ids: Iterable[int]) -> None:
    """Make the entries of these pages show them as they are. Their time is that of the page's last event."""
    for page_id in page_ids:
        last = PublicationEvent.objects.filter(page_id=page_id).order_by("-pk").first()
        page = Publication.objects.filter(pk=page_id).first()
        told = last.created_at if last else (page and page.last_published_at)
        _show(page_id, told or timezone.now())
        _show_translations(page_id, told or timezone.now())


def _show_translations(page_id: int, at: datetime) -> None:
    """Write the entries of a page's translations again: they tell how this page, their original, has changed."""
    own = FeedEntry.objects.filter(page_id=page_id, language=settings.LANGUAGE_CODE).values("translation_key")
    others = FeedEntry.objects.filter(translation_key__in=own, is_withdrawn=False).exclude(page_id=page_id)
    for other in others.values_list("page_id", flat=True):
        _show(other, at)


@transaction.atomic
def _show(page_id: int, at: datetime, *, newsworthy: bool = False) -> None:
    """Write the entry of a page that is public, or withdraw the entry of one that is not."""
    # The row is locked before the page is read, so that of two workers the later one writes the newer state.
    entry = FeedEntry.objects.select_for_update().filter(page_id=page_id).first()
    latest = PublicationEvent.objects.filter(page_id=page_id).aggregate(latest=Max("pk"))["latest"] or 0
    page = Publication.objects.published().filter(pk=page_id).first()
    if page is not None:
        _show_page(page.specific, at, newsworthy=newsworthy)
    elif entry is not None:
        _withdraw(entry, at)
    FeedEntry.objects.filter(page_id=page_id).update(event_id=latest)


def _show_page(page: Publication, at: datetime, *, newsworthy: bool) -> None:
    values = snapshot(page)
    # By translation key, too: a translation that was deleted and made again is the same publication.
    same = Q(page_id=page.pk) | Q(translation_key=page.translation_key, language=values["language"])
    entry = FeedEntry.objects.select_for_update().filter(same).order_by("pk").first()
    if entry is None:
        FeedEntry.objects.create(
            page_id=page.pk,
            translation_key=page.translation_key,
            published_at=page.first_published_at or at,
            updated_at=at,
            **values,
        )
        note_change()
        return
    values |= {"page_id": page.pk, "translation_key": page.translation_key}
    _write(entry, values, at, newsworthy=newsworthy)


def _withdraw(entry: FeedEntry, at: datetime) -> None:
    """Keep the entry without its text, so that subscribers see that the publication was withdrawn.

    The title stays, since it was public; not when the public may no longer be told of the page (left_of).
    """
    values: dict[str, object] = dict.fromkeys(("summary", "summary_en", "html", "note", "verdict"), "")
    values |= {"original_change": {}, "data": {}}
    values |= left_of([entry]).get(entry.page_id, {})
    _write(entry, {**values, "is_withdrawn": True}, at)


def _write(entry: FeedEntry, values: dict[str, object], at: datetime, *, newsworthy: bool = False) -> None:
    """Save the values that differ. `updated_at` moves on only when feed readers are to show the entry as new."""
    changed = {name: value for name, value in values.items() if getattr(entry, name) != value}
    facets = changed.get("facets")
    new_status = isinstance(facets, dict) and facets.get("status") != entry.facets.get("status")
    files = isinstance(data := changed.get("data"), dict) and data.get("documents") != entry.data.get("documents")
    told = new_status or files or bool(changed.keys() & set(TOLD))
    if at > entry.updated_at and (newsworthy or told):
        changed["updated_at"] = at
    elif told:
        # An event that comes late, or a repair. Readers get another text than before, so the time must still move on.
        changed["updated_at"] = timezone.now()
    for name, value in changed.items():
        setattr(entry, name, value)
    if changed:
        entry.save()
        note_change()
    if changed.keys() & {"title", "summary", "is_withdrawn"}:
        _renew_letters(entry.page_id)


def _renew_letters(page_id: int) -> None:
    """Write the text of newsletters again that list this page, since they show its title and ingress.

    It is no news to feed readers. Pages that are not public are left out when an entry is given out
    (portal.publications.page_links).
    """
    letters: Any = Newsletter.objects.published().annotate(told=Cast("topics", TextField()))
    for page in letters.filter(told__contains=f'"page": {page_id}'):
        html = snapshot(page)["html"]
        rows = FeedEntry.objects.filter(page_id=page.pk).exclude(html=html)
        if rows.update(html=html):
            note_change()
