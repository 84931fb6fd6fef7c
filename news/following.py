"""Which entries the feed of a selection has: those of public pages that match it, and withdrawals of pages that did.

A feed has what the search page of the same address has (portal.publications.translations): every publication. Where
there is no page in the feed's language, the one that there is stands for it, in English feeds with its summary in
English. An entry's id is that of the publication, so that a translation which comes later carries the same entry on.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from news.current import as_they_are, withdrawn_as_told
from news.models import FeedEntry
from portal.models import Publication
from portal.publications.page_types import is_withholding
from portal.selections.concerned import Places
from portal.selections.facets import has
from portal.selections.selection import Selection
from portal.selections.words import titles_with_words

# Who asks once a fortnight is to miss nothing.
FEWEST_ENTRIES, DAYS, MOST_ENTRIES = 50, 14, 500
# At most this many withdrawals, the newest ones, are compared with the selection.
MOST_WITHDRAWN = 500


def entries(
    selection: Selection, page_ids: Iterable[int] | None, places: Places
) -> tuple[list[FeedEntry], list[FeedEntry]]:
    """The newest entries of the feed: at least 50, and all with news of the last 14 days, at most 500; and beside them
    the withdrawn ones that are older.

    `page_ids` are the pages that the search engine found for the words of the selection; None where it has none.
    """
    answered = Publication.objects.published().select(replace(selection, q=""))
    if page_ids is not None:
        answered = answered.filter(pk__in=list(page_ids))
    in_own = FeedEntry.objects.filter(translation_key=OuterRef("translation_key"), language=selection.language)
    of_pages = FeedEntry.objects.filter(page_id__in=answered.values("pk"), is_withdrawn=False)
    shown = of_pages.exclude(Exists(_secret(by="live_revision_id")))
    # When the English page is withdrawn the Swedish one stands for it again, with an entry as new as the withdrawal.
    shown = shown.annotate(gave_way_at=Subquery(in_own.filter(is_withdrawn=True).values("updated_at")[:1]))
    since = timezone.now() - timedelta(days=DAYS)
    found: list[FeedEntry] = []
    for entry in _newest(shown, since):
        entry.updated_at = max(entry.updated_at, entry.gave_way_at or entry.updated_at)
        found.append(entry)
    found = as_they_are(found)
    found += withdrawn(selection, places)
    found.sort(key=lambda entry: (entry.updated_at, entry.published_at, entry.pk), reverse=True)
    new = sum(entry.updated_at >= since for entry in found)
    most = min(max(new, FEWEST_ENTRIES), MOST_ENTRIES)
    return found[:most], [entry for entry in found[most:] if entry.is_withdrawn]


def _newest(shown: Any, since: datetime) -> list[Any]:
    """The newest 50 of these rows, and those after them that are newer than `since`."""
    ordered = shown.order_by("-updated_at", "-published_at", "-pk")
    first = list(ordered[:FEWEST_ENTRIES])
    if len(first) < FEWEST_ENTRIES or first[-1].updated_at < since:
        return first
    return first + list(ordered.filter(updated_at__gte=since)[FEWEST_ENTRIES:MOST_ENTRIES])


def not_yet_secret(page_ids: Iterable[int]) -> set[int]:
    """Those of these pages that have become secret, but whose stored entry is from before."""
    ids = list(page_ids)
    stale = FeedEntry.objects.filter(Exists(_secret(by="live_revision_id")), page_id__in=ids)
    return set(stale.values_list("page_id", flat=True)) if ids else set()


def _secret(by: str) -> Any:
    """A query for the secret page of an entry that was written before the page became secret.

    `by` is the column in which page and entry then differ: the live revision, or for a withdrawn page the title.
    """
    noted = {"live_revision_id": "revision_id", "title": "title"}[by]
    return Publication.objects.filter(is_withholding(), pk=OuterRef("page_id")).exclude(**{by: OuterRef(noted)})


def withdrawn(selection: Selection, places: Places) -> list[FeedEntry]:
    """Entries for withdrawn publications that the selection had, unless they are still public in another of its
    languages.
    """
    languages = selection.languages
    public = FeedEntry.objects.filter(
        translation_key=OuterRef("translation_key"), language__in=languages, is_withdrawn=False
    )
    untold = Exists(public) | Exists(_secret(by="title"))
    rows = FeedEntry.objects.filter(~untold, language__in=languages, is_withdrawn=True)
    found: dict[Any, FeedEntry] = {}
    for entry in rows.order_by("-updated_at")[:MOST_WITHDRAWN]:
        if has(entry.facets, selection.chosen_facets, places):
            first = found.setdefault(entry.translation_key, entry)
            if entry.language == selection.language and first is not entry:
                found[entry.translation_key] = entry
    told = withdrawn_as_told(list(found.values()))
    if not selection.q:
        return told
    # A search in words does not find an entry whose title is no longer told: a hit would tell that the word was in it.
    titled = {(entry.title, entry.text_language): entry for entry in told if entry.title}
    answering = titles_with_words(selection, titled)
    return [entry for entry in told if (entry.title, entry.text_language) in answering]
