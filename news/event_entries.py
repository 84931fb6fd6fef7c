"""From the events of a selection to its event feed, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from news.entries import NEVER, FeedVocabulary, absolute, categories, identity
from news.event_feed import ENTERED, LEFT, Kind, Told, as_outsiders_read
from news.feeds import Category, Entry, Feed, FeedLink
from news.models import FeedEntry
from portal.addresses.tag_uris import event_tag, feed_tag
from portal.models import Publication
from portal.publications.originals import with_original_changes
from portal.publications.page_types import page_types, type_label
from portal.publications.published_data import Fact
from portal.publications.statuses import REPLACED, differing, in_words
from portal.publications.translations import SUMMARY_LANGUAGE
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
        id=feed_tag(f"{identity(selection)}#events"),
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
        with_original_changes(list(self._event.values()))
        self._own = {page.translation_key: page for page in self._event.values() if _code(page) == language}
        self._newer = _successors([page for page in self._event.values() if page.status == REPLACED])
        gone = FeedEntry.objects.filter(page_id__in=ids - self._event.keys())
        self._left: Mapping[int, str] = dict(gone.values_list("page_id", "path"))

    def of(self, told: Told) -> tuple[str, str, str]:
        """(title, address or "", language) of the page that this event's entry links to."""
        event = told.event
        if (page := self._page(told)) is None:
            return told.title, "" if told.is_silent else self._left.get(event.page_id, ""), event.language
        return page.title, str(page.url or ""), _code(page)

    def _page(self, told: Told) -> Publication | None:
        here = self._event.get(told.event.page_id)
        # Not a translation of a secret page, which may say more than the page itself.
        return here if here is None or told.is_silent else self._own.get(told.event.translation_key, here)

    def behind(self, told: Told) -> str:
        """What readers of the linked page must know of its original, when it is a translation that says less."""
        page = self._page(told)
        return page.original_change.sentence if page and page.original_change else ""

    def links(self, told: Told) -> Iterator[FeedLink]:
        """The publication's other languages, and what replaces it now."""
        page = self._page(told)
        if page is None or told.is_silent:
            return
        for other in self._event.values():
            if other.translation_key == page.translation_key and other.pk != page.pk and not other.is_abridged:
                yield FeedLink("related", settings.BASE_URL + str(other.url), _code(other))
        if newer := self._newer.get(page.pk):
            yield FeedLink("successor-version", settings.BASE_URL + str(newer.url), _code(newer))


def _successors(replaced: Sequence[Publication]) -> dict[int, Publication]:
    """Page id → the newest public version, for replaced pages."""
    if not replaced:
        return {}
    among = Publication.objects.published().filter(series__in={page.series for page in replaced})
    versions = list(among.select_related("locale").specific())
    found = {}
    for page in replaced:
        page.versions = page.versions_among(row for row in versions if row.series == page.series)
        if newer := page.newer_version:
            found[page.pk] = newer
    return found


def _code(page: Publication) -> str:
    return str(page.locale.language_code)


def _entry(told: Told, selection: Selection, vocabulary: FeedVocabulary, pages: _Pages) -> Entry:
    event, language = told.event, selection.language
    title, path, page_language = pages.of(told)
    label, changes = str(LABELS[told.kind]), _changes(told)
    head = ", ".join([label, *changes])
    facts = tuple(_facts(told))
    # Entering and leaving is about one selection: who follows several gets an entry with another id in each.
    return Entry(
        id=event_tag(event.pk, identity(selection) if told.kind in (ENTERED, LEFT) else ""),
        title=f"{head}: {title or type_label(event.type_code)}",
        url=settings.BASE_URL + (path or "/"),
        published=event.created_at,
        updated=event.created_at,
        summary=told.note if event.language == language else told.note_en if language == SUMMARY_LANGUAGE else "",
        html=absolute(_html(told, label, changes, facts, pages.behind(told), list(pages.links(told)))),
        language=language,
        title_language=page_language if title else language,
        page_language=page_language,
        categories=(*_filed(told, vocabulary), _of_kind(told.kind)),
        facts=facts,
        links=tuple(pages.links(told)),
    )


def _changes(told: Told) -> list[str]:
    """The verdicts that the event changed, in words. A withdrawal changes none, and of a secret page none is told."""
    if told.before is None or told.is_gone or told.is_silent or told.kind == Kind.WITHDRAWN:
        return []
    return in_words(differing(told.before.verdicts, told.event.verdicts))


def _facts(told: Told) -> Iterator[Fact]:
    """What the publication said in fields after the event, with the codes that the event changed.

    Of a page that is secret or not public any more, nothing.
    """
    if told.is_gone or told.is_silent or told.event.kind == Kind.WITHDRAWN:
        return
    model = page_types().get(told.event.type_code)
    if model is None:
        return
    earlier = told.before.data if told.before else {}
    codes = {(fact.name, fact.of): fact.code for fact in model.facts(earlier) if not fact.is_text}
    for fact in model.facts(told.event.data):
        before = codes.get((fact.name, fact.of), fact.code)
        yield fact._replace(before=before) if before != fact.code else fact


def _html(
    told: Told, label: str, changes: Sequence[str], facts: Sequence[Fact], behind: str, links: Sequence[FeedLink]
) -> SafeString:
    """The text of an entry: what happened to what, which verdicts changed, why, what it says now, and where to read on.

    `behind` says how a translation differs from its original.
    """
    lines: list[tuple[str, Any]] = [(_("What happened"), label), (_("Type"), type_label(told.event.type_code))]
    lines += [(_("Change of verdict"), change) for change in changes]
    if note := _note(told):
        lines.append((_("Reason") if told.kind == Kind.WITHDRAWN else _("What changed"), note))
    if behind:
        lines.append((_("Translation"), behind))
    for fact in facts:
        word = _in_language(told.event.language, fact.word) if fact.is_text else fact.word
        lines.append((fact.label, f"{fact.of}: {word}" if fact.of else word))
    for link in links:
        language = capfirst(get_language_info(link.language)["name_translated"])
        name = _("Replaced by") if link.rel == "successor-version" else language
        lines.append((name, format_html('<a href="{}">{}</a>', link.url, link.url)))
    return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", lines))


def _note(told: Told) -> SafeString | str:
    """Why it changed, in the reader's language where the editor has written it, else in that of the page."""
    if told.note_en and get_language() == SUMMARY_LANGUAGE:
        return told.note_en
    return _in_language(told.event.language, told.note) if told.note else ""


def _in_language(language: str, text: str) -> SafeString:
    return format_html('<span lang="{}">{}</span>', language, text)


def _filed(told: Told, vocabulary: FeedVocabulary) -> Sequence[Category]:
    """The categories of an entry, from what the event says of the publication."""
    event = told.event
    is_withdrawn = told.is_gone or event.kind == Kind.WITHDRAWN
    row = FeedEntry(type_code=event.type_code, facets=event.facets, is_withdrawn=is_withdrawn)
    row.verdict = "" if is_withdrawn else event.new_verdict
    return tuple(categories(row, vocabulary))


def _of_kind(kind: str) -> Category:
    return Category(f"{settings.BASE_URL}/floden/schema/handelse", kind, str(LABELS[kind]))
