"""From stored entries to a feed in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news.documents import documents_in, list_of
from news.feeds import Category, Enclosure, Entry, Feed
from news.following import entries, not_yet_secret
from news.models import FeedEntry
from news.snapshot import links
from news.tombstones import tombstones
from portal.addresses.tag_uris import facts_namespace, feed_tag
from portal.models import ProductArea, Region, SiteSettings
from portal.publications.originals import OriginalChange
from portal.publications.page_links import addresses_in, given_out
from portal.publications.page_types import page_types, status_label, type_label
from portal.publications.partial_dates import date_code
from portal.publications.statuses import REPLACED, WITHDRAWN, is_past, needs_example_mark, verdict_label
from portal.publications.translations import SUMMARY_LANGUAGE
from portal.selections.concerned import HEALTHCARE_REGION, Places
from portal.selections.facets import facets
from portal.selections.selection import Selection

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedVocabulary:
    """The words for what entries are filed under, in the reader's language, read once for each feed."""

    areas: dict[str, ProductArea]
    regions: dict[str, str]
    healthcare_regions: dict[str, str]
    places: Places
    # Facet → code → word, of the other facets as they are asked for.
    others: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "FeedVocabulary":
        """Read the words from the database, in two queries."""
        names: dict[str, str] = {}
        wider_names: dict[str, str] = {}
        around: dict[str, set[str]] = {}
        buying: dict[str, str] = {}
        english = get_language() == "en"
        pairs = Region.objects.order_by("code").values_list(
            *("code", "name", "name_en", "procurement_region__code"),
            *("healthcare_regions__code", "healthcare_regions__name", "healthcare_regions__name_en"),
        )
        for code, name, name_en, buyer, wider_code, wider_name, wider_name_en in pairs:
            names[code] = (english and name_en) or name
            around.setdefault(code, set())
            buying[code] = buyer
            if wider_code:
                around[code].add(wider_code)
                wider_names[wider_code] = (english and wider_name_en) or wider_name
        places = Places({code: frozenset(wider) for code, wider in around.items()}, buying)
        return cls({area.slug: area for area in ProductArea.objects.all()}, names, wider_names, places)

    def label(self, facet: str, code: str) -> str:
        """The word for a facet's code; the code itself when no list has it."""
        if facet == "area":
            return self.areas[code].label if code in self.areas else code
        if facet == "region":
            return self.regions.get(code, code)
        if facet == HEALTHCARE_REGION:
            return self.healthcare_regions.get(code, code)
        return self._words(facet).get(code, code)

    def _words(self, facet: str) -> dict[str, str]:
        if facet not in self.others:
            self.others[facet] = {value.code: value.label for value in facets()[facet].values()}
        return self.others[facet]


def feed_frame(selection: Selection, vocabulary: FeedVocabulary, self_path: str, site: SiteSettings) -> Feed:
    """The feed of a selection without its entries. `self_path` is the address of the feed on this site."""
    query, search = selection.query_string(), reverse("search:results")
    words = [vocabulary.label(facet, code) for facet, code in selection.chosen]
    if selection.q:
        words.insert(0, f"”{selection.q}”")
    return Feed(
        id=feed_tag(identity(selection)),
        title=": ".join(["Samverkansportalen", ", ".join(words) or _("Everything that is published")]),
        subtitle=_("What the Swedish regions decide together about new medical technology."),
        self_url=settings.BASE_URL + self_path,
        page_url=settings.BASE_URL + (f"{search}?{query}" if query else search),
        author=site.organisation,
        author_url=settings.BASE_URL + "/",
        language=selection.language,
        updated=NEVER,
        rights=site.rights,
        facts=facts_namespace(),
    )


def make_feed(frame: Feed, selection: Selection, page_ids: Iterable[int] | None, vocabulary: FeedVocabulary) -> Feed:
    """The state feed of a selection, from its frame.

    `page_ids` are the pages found by the search engine; None leaves it to the database.
    """
    page_ids = None if page_ids is None else list(page_ids)
    rows, gone = entries(selection, page_ids, vocabulary.places)
    addresses = addresses_in(row.html for row in rows)
    # Stored texts may still name a case that has just become secret, so they get no link to it and no list item.
    for page_id in not_yet_secret(addresses):
        del addresses[page_id]
    documents = documents_in(row.data for row in rows)
    return replace(
        frame,
        updated=max((row.updated_at for row in rows), default=NEVER),
        entries=tuple(make_entry(row, selection.language, vocabulary, addresses, documents) for row in rows),
        tombstones=tombstones(selection, page_ids, vocabulary.places, rows, gone),
    )


def identity(selection: Selection) -> str:
    """A name for the selection that is the same in whatever order the codes were chosen or the pages are sorted."""
    ordered = replace(selection, chosen=tuple(sorted(selection.chosen)), sort="")
    return f"{selection.language}?{ordered.query_string()}"


def make_entry(
    row: FeedEntry,
    language: str,
    vocabulary: FeedVocabulary,
    addresses: Mapping[int, str],
    documents: Mapping[int, Enclosure],
) -> Entry:
    """An entry as readers get it. `addresses` are those of the public pages that its text links to, by page id;
    `documents` are by their ids.
    """
    by_summary = row.text_language != language == SUMMARY_LANGUAGE
    language = language if by_summary else row.text_language
    files = list_of(row.data, documents)
    text = given_out(content(row, files, by_summary=by_summary), addresses)
    return Entry(
        id=row.tag,
        title=title(row),
        url=settings.BASE_URL + (row.path or "/"),
        published=row.published_at,
        updated=row.updated_at,
        summary=row.summary_en if by_summary else row.summary,
        html=absolute(text),
        language=language,
        title_language=row.text_language if row.title else language,
        page_language=row.text_language,
        categories=tuple(categories(row, vocabulary)),
        facts=tuple(page_types()[row.type_code].facts(row.data)) if row.data else (),
        enclosures=files,
    )


def title(row: FeedEntry) -> str:
    """The title, with what a reader of a list must not miss: withdrawn, replaced, original changed, example."""
    text = row.title or type_label(row.type_code)
    status = WITHDRAWN if row.is_withdrawn else row.status
    marks = [_("Example")] if needs_example_mark(text, is_example=row.is_example) else []
    if status == WITHDRAWN:
        marks.insert(0, _("Withdrawn"))
    elif status == REPLACED:
        marks.insert(0, _("Replaced"))
    elif change := OriginalChange.of_json(row.original_change):
        marks.insert(0, change.label)
    return ": ".join([*map(str, marks), text])


def content(row: FeedEntry, files: Sequence[Enclosure], *, by_summary: bool) -> SafeString:
    """The text of an entry as HTML: all of it, or the summary in English where an English feed has a page in another
    language. `files` are its documents.

    A withdrawn entry says only that, and when.
    """
    if row.is_withdrawn:
        day = date_format(row.updated_at.astimezone(), "j F Y")
        words = _("This publication was withdrawn on %(date)s and is no longer on the portal.") % {"date": day}
        return format_html("<p><strong>{}</strong></p>", words)
    parts: list[str] = []
    if change := OriginalChange.of_json(row.original_change):
        parts.append(format_html("<p><strong>{}</strong></p>", change.sentence))
    parts.append(format_html("<p>{}</p>", ". ".join(particulars(row)) + "."))
    if row.is_example:
        parts.append(format_html("<p><strong>{}</strong></p>", _("This is an example with invented content.")))
    if by_summary:
        if note := row.data.get("note_en"):
            parts.append(format_html("<p><strong>{}</strong> {}</p>", _("What changed:"), note))
        text = row.summary_en or _("There is no summary in English yet.")
        parts.append(linebreaks(text, autoescape=True))
        parts.append(format_html('<p><a href="{}">{}</a></p>', row.path, _("Read the full text in Swedish")))
        return mark_safe("\n".join(parts))
    if row.note:
        parts.append(format_html("<p><strong>{}</strong> {}</p>", _("What changed:"), row.note))
    if row.summary:
        parts.append(linebreaks(row.summary, autoescape=True))
    listed = links(_("Documents"), [(file.url, file.title, "") for file in files])
    return mark_safe("\n".join([*parts, row.html, listed]).rstrip())


def particulars(row: FeedEntry) -> list[str]:
    """Type, verdict, status and date in words, as the page shows them at its top."""
    words = [type_label(row.type_code)]
    status = row.status
    model = page_types().get(row.type_code)
    # As in the lists, the verdict is left out when it no longer holds.
    if model and model.has_verdict and row.title and not is_past(status):
        words.append(verdict_label(row.verdict))
    words.append(status_label(row.type_code, status))
    words.append(date_code(row.dated_on, row.date_precision))
    return [word for word in words if word]


def categories(row: FeedEntry, vocabulary: FeedVocabulary) -> Iterable[Category]:
    """The categories of an entry: what it is filed under by each facet that has a scheme.

    Product areas stand both under this portal's code and under EMDN's.
    """
    for facet in facets().values():
        for code in _told(row, facet.code) if facet.scheme else ():
            yield _category(facet.scheme, code, _said(row, facet.code, code, vocabulary))
            if facet.code == "area" and (area := vocabulary.areas.get(code)):
                yield _category("emdn", area.emdn_code, area.label)


def _told(row: FeedEntry, facet: str) -> Sequence[str]:
    """The codes of a facet to be given out. A withdrawn entry keeps its filing, but not its verdict."""
    if facet == "verdict" and row.is_withdrawn:
        return []
    if facet == "status" and row.is_withdrawn:
        return [WITHDRAWN]
    return list(row.facets.get(facet, []))


def _said(row: FeedEntry, facet: str, code: str, vocabulary: FeedVocabulary) -> str:
    """The word for a code. For a status it is the word that the entry's type has for it."""
    own = status_label(row.type_code, code) if facet == "status" else ""
    return own or vocabulary.label(facet, code)


def _category(scheme: str, term: str, label: str) -> Category:
    # The scheme is the same in every language. It is also the address of a page that lists its codes (news.schemes).
    return Category(f"{settings.BASE_URL}/floden/schema/{scheme}", term, label or term)


def absolute(html: str) -> str:
    """The HTML with full addresses, since a feed is read elsewhere. It must be sanitized already."""
    for attribute in ("href", "src"):
        html = html.replace(f' {attribute}="/', f' {attribute}="{settings.BASE_URL}/')
    return html
