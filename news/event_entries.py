"""From the events of a selection to its event feed, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.entries import NEVER, FeedVocabulary, categories, identity
from news.event_feed import ENTERED, LEFT, Kind, Told, as_outsiders_read
from news.feeds import Category, Entry, Feed, event_id, feed_id
from news.models import FeedEntry
from portal.models import Publication
from portal.publications.page_types import type_label
from portal.publications.statuses import differing, in_words
from portal.selections.selection import Selection

LABELS: dict[str, str | Promise] = {
    Kind.PUBLISHED: gettext_lazy("Published"),
    Kind.REVISED: gettext_lazy("Revised"),
    Kind.REPLACED: gettext_lazy("Replaced"),
    Kind.WITHDRAWN: gettext_lazy("Withdrawn"),
    Kind.REVIEW_DUE: gettext_lazy("Review due"),
    ENTERED: gettext_lazy("Now in this selection"),
    LEFT: gettext_lazy("No longer in this selection"),
}


def make_event_feed(frame: Feed, selection: Selection, events: Sequence[Told], vocabulary: FeedVocabulary) -> Feed:
    """The event feed of a selection, from its frame (news.entries.feed_frame). Its id is not that of the state feed."""
    pages = _Pages(events, selection.language)
    return replace(
        frame,
        id=feed_id(f"{identity(selection)}#events"),
        title=_("%(feed)s (events)") % {"feed": frame.title},
        subtitle=_("Each new publication, change, replacement and withdrawal, as an entry of its own."),
        updated=max((told.event.created_at for told in events), default=NEVER),
        entries=tuple(_entry(told, selection, vocabulary, pages) for told in events),
    )


class _Pages:
    """The page that each entry links to: its title, address and language, read for all events of a feed at once.

    It is the page in the reader's language where there is one, else the event's own. A page that is not public any more
    keeps its address, which answers that it was withdrawn.
    """

    def __init__(self, events: Sequence[Told], language: str) -> None:
        keys = {told.event.translation_key for told in events}
        ids = {told.event.page_id for told in events}
        self._event = as_outsiders_read(Publication.objects.published().filter(translation_key__in=keys))
        self._own = {page.translation_key: page for page in self._event.values() if _code(page) == language}
        gone = FeedEntry.objects.filter(page_id__in=ids - self._event.keys())
        self._left: Mapping[int, str] = dict(gone.values_list("page_id", "path"))

    def of(self, told: Told) -> tuple[str, str, str]:
        """(title, address or "", language) of the page that this event's entry links to."""
        event = told.event
        here = self._event.get(event.page_id)
        if here is None:
            return told.title, "" if told.is_silent else self._left.get(event.page_id, ""), event.language
        # Not to a translation of a secret page, which may say more than the page itself.
        page = here if told.is_silent else self._own.get(event.translation_key, here)
        return page.title, str(page.url or ""), _code(page)


def _code(page: Publication) -> str:
    return str(page.locale.language_code)


def _entry(told: Told, selection: Selection, vocabulary: FeedVocabulary, pages: _Pages) -> Entry:
    event, language = told.event, selection.language
    title, path, page_language = pages.of(told)
    label, changes = str(LABELS[told.kind]), _changes(told)
    head = ", ".join([label, *changes])
    # Entering and leaving is about one selection: who follows several gets an entry with another id in each.
    of = identity(selection) if told.kind in (ENTERED, LEFT) else language
    return Entry(
        id=event_id(event.translation_key, event.pk, of),
        title=f"{head}: {title or type_label(event.type_code)}",
        url=settings.BASE_URL + (path or "/"),
        published=event.created_at,
        updated=event.created_at,
        summary=told.note if event.language == language else "",
        html=_html(told, label, changes),
        language=language,
        title_language=page_language if title else language,
        page_language=page_language,
        categories=(*_filed(told, vocabulary), _of_kind(told.kind)),
    )


def _changes(told: Told) -> list[str]:
    """The verdicts that the event changed, in words. A withdrawal changes none, and of a secret page none is told."""
    if told.before is None or told.is_gone or told.is_silent or told.kind == Kind.WITHDRAWN:
        return []
    return in_words(differing(told.before.verdicts, told.event.verdicts))


def _html(told: Told, label: str, changes: Sequence[str]) -> SafeString:
    """The text of an entry: what happened, to what, which verdicts changed, and why."""
    lines = [(_("What happened"), label), (_("Type"), type_label(told.event.type_code))]
    lines += [(_("Verdict"), change) for change in changes]
    if told.note:
        heading = _("Reason") if told.kind == Kind.WITHDRAWN else _("What changed")
        # Editors write the note in the language of the page.
        lines.append((heading, format_html('<span lang="{}">{}</span>', told.event.language, told.note)))
    return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines))


def _filed(told: Told, vocabulary: FeedVocabulary) -> Sequence[Category]:
    """The categories of an entry, from what the event says of the publication."""
    event = told.event
    is_withdrawn = told.is_gone or event.kind == Kind.WITHDRAWN
    row = FeedEntry(type_code=event.type_code, facets=event.facets, is_withdrawn=is_withdrawn)
    row.verdict = "" if is_withdrawn else event.new_verdict
    return tuple(categories(row, vocabulary))


def _of_kind(kind: str) -> Category:
    return Category(f"{settings.BASE_URL}/floden/schema/handelse", kind, str(LABELS[kind]))
