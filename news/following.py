"""Which entries a feed of a selection has: what is public and matches, and what was and is withdrawn.

An English feed has every publication: where there is no English page, the Swedish one stands for it with
its summary in English. The id belongs to the publication and the feed's language, so that an English page
that comes later carries the same entry on.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, Subquery

from news.current import as_they_are, withdrawn_as_told
from news.models import FeedEntry
from portal.models import Publication
from portal.publications.page_types import withholding
from portal.selections.concerned import Places
from portal.selections.facets import has
from portal.selections.selection import Selection

MOST_ENTRIES = 50
# Withdrawals are few; of more than this only the newest are looked through.
MOST_WITHDRAWN = 500


def languages_of(selection: Selection) -> list[str]:
    """The languages of the pages that the selection's feed draws on, the feed's own first."""
    return list(dict.fromkeys([selection.language, settings.LANGUAGE_CODE]))


def last_change(selection: Selection) -> datetime | None:
    """When anything that may stand in the feed last changed."""
    rows = FeedEntry.objects.filter(language__in=languages_of(selection))
    moment: datetime | None = rows.aggregate(last=Max("changed_at"))["last"]
    return moment


def entries(selection: Selection, page_ids: Iterable[int] | None, places: Places) -> list[FeedEntry]:
    """The newest entries of the feed. `page_ids` answer the selection in its own language; None asks the database."""
    own, *others = languages_of(selection)
    public = Publication.objects.published()
    answered = public.select(selection) if page_ids is None else public.filter(pk__in=list(page_ids))
    wanted = Q(language=own, page_id__in=answered.values("pk"))
    for language in others:
        pages = public.select(replace(selection, language=language, q=""))
        wanted |= Q(_mentioned(selection.q), language=language, page_id__in=pages.values("pk"))
    in_own = FeedEntry.objects.filter(translation_key=OuterRef("translation_key"), language=own)
    shown = FeedEntry.objects.filter(wanted, ~Exists(_secret(by="live_revision_id")), is_withdrawn=False).exclude(
        ~Q(language=own) & Q(Exists(in_own.filter(is_withdrawn=False)))
    )
    # A translation that was withdrawn gives way to its original: later than the withdrawal to readers.
    shown = shown.annotate(gave_way_at=Subquery(in_own.filter(is_withdrawn=True).values("updated_at")[:1]))
    found: list[FeedEntry] = []
    for entry in shown.order_by("-updated_at", "-published_at", "-pk")[:MOST_ENTRIES]:
        entry.updated_at = max(entry.updated_at, entry.gave_way_at or entry.updated_at)
        found.append(entry)
    found = as_they_are(found)
    found += withdrawn(selection, places)
    found.sort(key=lambda entry: (entry.updated_at, entry.published_at, entry.pk), reverse=True)
    return found[:MOST_ENTRIES]


def not_yet_secret(page_ids: Iterable[int]) -> set[int]:
    """Of these pages, those that outsiders are to read less of than the feeds know of."""
    ids = list(page_ids)
    stale = FeedEntry.objects.filter(Exists(_secret(by="live_revision_id")), page_id__in=ids)
    return set(stale.values_list("page_id", flat=True)) if ids else set()


def _secret(by: str) -> Any:
    """The page of an entry that was written before outsiders were to read less of the page: it has another `by`."""
    keeps_back = Q(*((column, True) for column in withholding()), _connector=Q.OR)
    noted = {"live_revision_id": "revision_id", "title": "title"}[by]
    return Publication.objects.filter(keeps_back, pk=OuterRef("page_id")).exclude(**{by: OuterRef(noted)})


def withdrawn(selection: Selection, places: Places) -> list[FeedEntry]:
    """Withdrawals of publications that the selection had; none that is still public in another of its languages."""
    languages = languages_of(selection)
    public = FeedEntry.objects.filter(
        translation_key=OuterRef("translation_key"), language__in=languages, is_withdrawn=False
    )
    untold = Exists(public) | Exists(_secret(by="title"))
    rows = FeedEntry.objects.filter(~untold, _mentioned(selection.q), language__in=languages, is_withdrawn=True)
    found: dict[Any, FeedEntry] = {}
    for entry in rows.order_by("-updated_at")[:MOST_WITHDRAWN]:
        if has(entry.facets, selection.chosen_facets, places):
            first = found.setdefault(entry.translation_key, entry)
            if entry.language == selection.language and first is not entry:
                found[entry.translation_key] = entry
    told = withdrawn_as_told(list(found.values()))
    # Who asks by its words gets nothing of what has no name any more: the answer would tell that it had them.
    return [entry for entry in told if entry.title or not selection.q]


def _mentioned(question: str) -> Q:
    """The words of free text, each in title or summary; of a withdrawn entry only the title is left."""
    rule = Q()
    for word in question.split():
        rule &= Q(title__icontains=word) | Q(summary__icontains=word) | Q(summary_en__icontains=word)
    return rule
