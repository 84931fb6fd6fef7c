"""The channel "feed": keeps the feeds' snapshot of every publication in step with what is public."""

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

Kind = PublicationEvent.Kind

# What readers are told of as something new even where no text differs.
NEWSWORTHY = {Kind.REVISED, Kind.CORRECTED, Kind.REPLACED, Kind.WITHDRAWN}
# A difference in one of these makes an entry new to readers. An address or a filing alone does not.
TOLD = (
    *("title", "summary", "summary_en", "html", "note", "verdict", "original_change"),
    *("dated_on", "date_precision", "is_example", "is_withdrawn"),
)


def deliver(event: PublicationEvent) -> None:
    """Make the feeds show the event's page as it is now; the event gives only the time and whether it is news.

    Times never go back, so delivering an event again changes nothing.
    """
    _show(event.page_id, event.created_at, newsworthy=event.kind in NEWSWORTHY)
    _show_translations(event.page_id, event.created_at)


def shown() -> dict[int, int]:
    return dict(FeedEntry.objects.filter(is_withdrawn=False).values_list("page_id", "revision_id"))


def heard() -> dict[int, int]:
    return dict(FeedEntry.objects.filter(is_withdrawn=False).values_list("page_id", "event_id"))


def repair(page_ids: Iterable[int]) -> None:
    """Show these pages as they are, dated by the last thing that happened to them."""
    for page_id in page_ids:
        last = PublicationEvent.objects.filter(page_id=page_id).order_by("-pk").first()
        page = Publication.objects.filter(pk=page_id).first()
        told = last.created_at if last else (page and page.last_published_at)
        _show(page_id, told or timezone.now())
        _show_translations(page_id, told or timezone.now())


def _show_translations(page_id: int, at: datetime) -> None:
    """Have the entries of a page's translations tell what has become of it, their original."""
    own = FeedEntry.objects.filter(page_id=page_id, language=settings.LANGUAGE_CODE).values("translation_key")
    others = FeedEntry.objects.filter(translation_key__in=own, is_withdrawn=False).exclude(page_id=page_id)
    for other in others.values_list("page_id", flat=True):
        _show(other, at)


@transaction.atomic
def _show(page_id: int, at: datetime, *, newsworthy: bool = False) -> None:
    # The row is locked before the page is read: of two workers the later writes what is so now.
    entry = FeedEntry.objects.select_for_update().filter(page_id=page_id).first()
    latest = PublicationEvent.objects.filter(page_id=page_id).aggregate(latest=Max("pk"))["latest"] or 0
    page = Publication.objects.published().filter(pk=page_id).first()
    if page is not None:
        _show_page(page.specific, at, newsworthy=newsworthy)
    elif entry is not None:
        _withdraw(entry, at)
    # Not by save(), which would note a change of what readers see.
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
        return
    values |= {"page_id": page.pk, "translation_key": page.translation_key}
    _write(entry, values, at, newsworthy=newsworthy)


def _withdraw(entry: FeedEntry, at: datetime) -> None:
    """Keep the entry, so that subscribers see the withdrawal, without its text.

    Its title was public and stays, unless the public may no longer be told of it: then nothing of it may be read here.
    """
    values: dict[str, object] = dict.fromkeys(("summary", "summary_en", "html", "note", "verdict"), "")
    values["original_change"] = {}
    values |= left_of([entry]).get(entry.page_id, {})
    _write(entry, {**values, "is_withdrawn": True}, at)


def _write(entry: FeedEntry, values: dict[str, object], at: datetime, *, newsworthy: bool = False) -> None:
    """Save what differs; move the time of update when that is something new to readers."""
    changed = {name: value for name, value in values.items() if getattr(entry, name) != value}
    facets = changed.get("facets")
    new_status = isinstance(facets, dict) and facets.get("status") != entry.facets.get("status")
    told = new_status or bool(changed.keys() & set(TOLD))
    if at > entry.updated_at and (newsworthy or told):
        changed["updated_at"] = at
    elif told:
        # An event that comes late, or a repair: readers get something else than before, so the time moves on.
        changed["updated_at"] = timezone.now()
    for name, value in changed.items():
        setattr(entry, name, value)
    if changed:
        entry.save()
    if changed.keys() & {"title", "summary", "is_withdrawn"}:
        _renew_letters(entry.page_id)


def _renew_letters(page_id: int) -> None:
    """Newsletters name other publications: what these are called must hold in their entries, too.

    What is not public is left out when an entry is given out (portal.publications.page_links).
    Readers are not told of it as news.
    """
    letters: Any = Newsletter.objects.published().annotate(told=Cast("topics", TextField()))
    for page in letters.filter(told__contains=f'"page": {page_id}'):
        html = snapshot(page)["html"]
        FeedEntry.objects.filter(page_id=page.pk).exclude(html=html).update(html=html, changed_at=timezone.now())
