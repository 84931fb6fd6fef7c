"""The events of the log that the list of a language is told of: of each publication those of one language at a time."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast

from portal.models import PublicationEvent
from portal.outbox.events import AT_ONCE
from portal.outbox.models import TOLD_OUTSIDE, WAS_PUBLIC
from portal.publications.statuses import WITHDRAWN
from portal.selections.facets import facets
from portal.selections.selection import Selection

Kind = PublicationEvent.Kind
# How many events are read from the database at a time.
PART = 100


def is_withdrawn(event: PublicationEvent) -> bool:
    """Whether the page is withdrawn by the event, or stays so."""
    return WITHDRAWN in (event.kind, event.status)


def log_of(selection: Selection) -> Any:
    """The events of all pages that were ever in the selection, of each publication in one language at a time, as a
    queryset: those of a translation until there is an original.
    """
    languages = set(selection.languages)
    if chosen := selection.codes("lang"):
        languages &= set(chosen)
    first = settings.LANGUAGE_CODE
    log = PublicationEvent.objects.filter(TOLD_OUTSIDE, language__in=languages)
    same = PublicationEvent.objects.filter(translation_key=OuterRef("translation_key"))
    if selection.language == first:
        log = _alone_or_in(first, log, same)
    elif first in languages and len(languages) > 1:
        before = same.filter(pk__lt=OuterRef("pk"))
        # A translation speaks for itself where there is no original, or none any more.
        originals = before.filter(language=first).order_by("-pk")
        log = log.annotate(of_original=Subquery(originals.values("kind")[:1]))
        alone = Q(of_original=Kind.WITHDRAWN) & ~Q(kind=Kind.REFILED)
        speaks = Q(of_original=None) | alone | Q(kind=Kind.TRANSLATED)
        log = log.filter(Q(language=first) | speaks)
        others = before.filter(language__in=languages - {first}).order_by("-pk")
        log = log.annotate(told_by_another=Subquery(others.values("kind")[:1]))
    for facet, codes in selection.chosen_facets.items():
        had = PublicationEvent.objects.annotate(filed=Cast("facets", TextField())).filter(facets()[facet].noted(codes))
        log = log.filter(page_id__in=had.values("page_id"))
    return log


def _alone_or_in(first: str, log: Any, same: Any) -> Any:
    """Of these events those of pages in the language of originals, and those of translations that stand for their
    publication, since readers had no original then. One that comes at once with it is told by that.

    `same` are the events of the same publication, as a queryset for a subquery.
    """
    originals = same.filter(language=first)
    soon = ExpressionWrapper(OuterRef("created_at") + AT_ONCE, DateTimeField())
    comes_at_once = originals.filter(WAS_PUBLIC, kind=Kind.PUBLISHED, pk__gt=OuterRef("pk"), created_at__lte=soon)
    log = log.annotate(original=Subquery(originals.filter(pk__lt=OuterRef("pk")).order_by("-pk").values("pk")[:1]))
    # A page that is marked as withdrawn is there for readers; one that is deleted was there until then.
    is_there = WAS_PUBLIC & (~Q(kind=Kind.WITHDRAWN) | Q(status=WITHDRAWN))
    has_original = Exists(PublicationEvent.objects.filter(is_there, pk=OuterRef("original")))
    return log.filter(Q(language=first) | ~(has_original | Q(kind=Kind.PUBLISHED) & Exists(comes_at_once)))


def with_the_one_before(log: Any) -> Iterator[tuple[PublicationEvent, PublicationEvent | None]]:
    """Each event of a queryset, newest first, with the one that its page had before it (None for its first).

    The log is read in parts, since a feed seldom needs all of it.
    """
    earlier = PublicationEvent.objects.filter(TOLD_OUTSIDE, page_id=OuterRef("page_id"), pk__lt=OuterRef("pk"))
    earlier = earlier.order_by("-pk")
    log = log.order_by("-pk").annotate(before_id=Subquery(earlier.values("pk")[:1]))
    rest = log
    while part := list(rest[:PART]):
        before = PublicationEvent.objects.in_bulk({event.before_id for event in part if event.before_id})
        for event in part:
            yield event, before.get(event.before_id)
        if len(part) < PART:
            return
        rest = log.filter(pk__lt=part[-1].pk)
