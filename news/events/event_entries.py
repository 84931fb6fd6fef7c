"""From the events of a selection to its event feed, in the reader's language."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from news.entries import NEVER, FeedVocabulary, absolute, categories, identity
from news.events.event_feed import ENTERED, LEFT, Kind, Told, as_outsiders_read
from news.feeds import Category, Entry, Feed, FeedLink
from news.models import FeedEntry
from portal.addresses.resolver import named_of
from portal.addresses.tag_uris import event_tag, feed_tag, permanent_address
from portal.models import Publication, PublicationEvent
from portal.outbox.events import AT_ONCE
from portal.publications.originals import with_original_changes
from portal.publications.page_types import page_types, type_label
from portal.publications.published_data import Fact
from portal.publications.statuses import REPLACED, differing, in_words, verdict_label
from portal.publications.translations import SUMMARY_LANGUAGE
from portal.selections.selection import Selection

LABELS: dict[str, str | Promise] = {
    Kind.PUBLISHED: gettext_lazy("Published"),
    Kind.TRANSLATED: gettext_lazy("Now in English"),
    Kind.REVISED: gettext_lazy("Revised"),
    Kind.REPLACED: gettext_lazy("Replaced"),
    Kind.WITHDRAWN: gettext_lazy("Withdrawn"),
    Kind.REVIEW_DUE: gettext_lazy("Review due"),
    ENTERED: gettext_lazy("Now in this selection"),
    LEFT: gettext_lazy("No longer in this selection"),
}


def make_event_feed(frame: Feed, selection: Selection, events: Sequence[Told], vocabulary: FeedVocabulary) -> Feed:
    """The event feed of a selection, from its frame (news.entries.feed_frame)."""
    return replace(
        event_frame(frame, selection),
        updated=max((told.event.created_at for told in events), default=NEVER),
        entries=event_entries(selection, events, vocabulary),
    )


def event_frame(frame: Feed, selection: Selection) -> Feed:
    """The event feed without its entries. Its id and title are not those of the state feed."""
    return replace(
        frame,
        id=feed_tag(f"{identity(selection)}#events"),
        title=_("%(feed)s (events)") % {"feed": frame.title},
        subtitle=_("Each new publication, change, replacement and withdrawal, as an entry of its own."),
    )


def event_entries(selection: Selection, events: Sequence[Told], vocabulary: FeedVocabulary) -> tuple[Entry, ...]:
    """The entries of these events in the reader's language."""
    pages = _Pages(events, selection.language)
    return tuple(_entry(told, selection, vocabulary, pages) for told in events)


class _Pages:
    """What the entries say of their pages, read for all events of a feed at once.

    An entry keeps the title that its page had at the time, in the reader's language where there was a translation then:
    some feed readers take an entry with another title or address for another entry.
    """

    def __init__(self, events: Sequence[Told], language: str) -> None:
        keys = {told.event.translation_key for told in events}
        self._language = language
        self._event = as_outsiders_read(Publication.objects.published().filter(translation_key__in=keys))
        with_original_changes(list(self._event.values()))
        self._own = {page.translation_key: page for page in self._event.values() if _code(page) == language}
        self._same: dict[UUID, list[Publication]] = defaultdict(list)
        for page in self._event.values():
            self._same[page.translation_key].append(page)
        self._newer = _successors([page for page in self._event.values() if page.status == REPLACED])
        others = {told.event.translation_key for told in events if told.event.language != language}
        self._titles = _titles(others, language, {pk for pk, page in self._event.items() if page.is_abridged})

    def title(self, told: Told) -> tuple[str, str]:
        """(title, language) of the page at the time of the event."""
        event = told.event
        # Not those of a secret page, whose translation may say more than the page itself.
        titles = () if told.is_silent else self._titles.get(event.translation_key, ())
        then = [name.title for name in titles if name.number < event.pk]
        if not then and event.kind == Kind.PUBLISHED:
            then = [name.title for name in titles[:1] if name.came_with(event)]
        return (then[-1], self._language) if then else (told.title, event.language)

    def language(self, told: Told) -> str:
        """The language that the publication can be read in."""
        page = self._page(told)
        return _code(page) if page else told.event.language

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
        for other in self._same[page.translation_key]:
            if other.pk != page.pk and not other.is_abridged:
                yield FeedLink("related", settings.BASE_URL + str(other.url), _code(other))
        if newer := self._newer.get(page.pk):
            yield FeedLink("successor-version", settings.BASE_URL + str(newer.url), _code(newer))


class _Name(NamedTuple):
    """The title of a page at an event."""

    number: int
    title: str
    kind: str
    at: datetime

    def came_with(self, original: PublicationEvent) -> bool:
        """Whether it is that of a translation which appeared at once with this event of its original."""
        return self.kind == Kind.PUBLISHED and self.at <= original.created_at + AT_ONCE


def _titles(keys: Collection[UUID], language: str, secret: set[int]) -> dict[UUID, list[_Name]]:
    """Publication → the titles of its pages in a language, oldest first.

    Pages that the public may not be told of, and these that are secret now, are left out.
    """
    log = PublicationEvent.objects.filter(translation_key__in=keys, language=language).order_by("pk")
    columns = ("translation_key", "page_id", "pk", "title", "kind", "created_at")
    rows = list(log.values_list(*columns)) if keys else []
    named = named_of({page_id for _key, page_id, *_name in rows} - secret) if rows else set()
    found: dict[UUID, list[_Name]] = defaultdict(list)
    for key, page_id, *name in rows:
        if page_id in named:
            found[key].append(_Name(*name))
    return found


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
    title, title_language = pages.title(told)
    facts, links = tuple(_facts(told)), tuple(pages.links(told))
    # Entering and leaving is about one selection: who follows several gets an entry with another id in each.
    return Entry(
        id=event_tag(event.pk, identity(selection) if told.kind in (ENTERED, LEFT) else ""),
        title=title_of(told, title),
        # Of what was closed or was secret not even the number is an address.
        url=settings.BASE_URL + "/" if told.is_gone and told.is_silent else permanent_address(event.number, language),
        published=event.created_at,
        updated=event.created_at,
        summary=told.note if event.language == language else told.note_en if language == SUMMARY_LANGUAGE else "",
        html=absolute(_html(told, facts, pages.behind(told), links)),
        language=language,
        title_language=title_language if title else language,
        page_language=pages.language(told),
        categories=(*_filed(told, vocabulary), _of_kind(told.kind)),
        facts=facts,
        links=links,
    )


def _changes(told: Told) -> list[str]:
    """The verdicts that the event changed, in words. A withdrawal changes none, and of a secret page none is told.

    It stays in the title after the page is withdrawn: it is what happened, and the withdrawal is told after it.
    """
    if told.before is None or told.is_silent or told.kind == Kind.WITHDRAWN:
        return []
    before, after = told.before.verdicts, told.event.verdicts
    words = in_words(differing(before, after))
    # Older events do not know their products.
    if told.before.decisive and told.event.decisive:
        gone, come = _("no longer included"), _("newly included")
        words += [f"{name}: {verdict_label(before[name])} → {gone}" for name in before if name not in after]
        words += [f"{name}: {come} → {verdict_label(after[name])}" for name in after if name not in before]
    return words


def _facts(told: Told) -> Iterator[Fact]:
    """What the publication said in fields after the event, with the codes that the event changed.

    Of a page that is secret or not public any more, nothing.
    """
    if told.is_gone or told.is_silent or told.event.kind == Kind.WITHDRAWN:
        return
    model = page_types().get(told.event.type_code)
    if model is None:
        return
    facts = list(model.facts(told.event.data))
    earlier, now = _codes(model.facts(told.before.data if told.before else {})), _codes(facts)
    for fact in facts:
        before = earlier.get((fact.name, fact.of), [])
        # Of several product areas none took the place of another.
        changed = len(before) == len(now.get((fact.name, fact.of), [])) == 1 and before != [fact.code]
        yield fact._replace(before=before[0]) if changed else fact


def _codes(facts: Iterable[Fact]) -> dict[tuple[str, str], list[str]]:
    """(name, product) → its codes, without what is text."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in facts:
        if not fact.is_text:
            found[fact.name, fact.of].append(fact.code)
    return found


def title_of(told: Told, title: str) -> str:
    """The title of an entry: what happened, which verdicts changed, and the publication's own title."""
    head = ", ".join([str(LABELS[told.kind]), *_changes(told)])
    return f"{head}: {title or type_label(told.event.type_code)}"


def _html(told: Told, facts: Sequence[Fact], behind: str, links: Sequence[FeedLink]) -> SafeString:
    """The text of an entry: what happened to what, which verdicts changed, why, what it says now, and where to read on.

    `behind` says how a translation differs from its original.
    """
    lines: list[tuple[str, Any]] = [
        (_("What happened"), LABELS[told.kind]),
        (_("Type"), type_label(told.event.type_code)),
    ]
    lines += [(_("Change of verdict"), change) for change in _changes(told)]
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
    return tuple(categories(row, vocabulary))


def _of_kind(kind: str) -> Category:
    return Category(f"{settings.BASE_URL}/floden/schema/handelse", kind, str(LABELS[kind]))
