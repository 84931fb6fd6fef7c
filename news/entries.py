"""From the snapshots of a selection to a feed in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news.feeds import Category, Entry, Feed, feed_id
from news.following import entries, not_yet_secret
from news.models import FeedEntry
from portal.models import ProductArea, Region, SiteSettings
from portal.publications.originals import OriginalChange
from portal.publications.page_links import addresses_in, given_out
from portal.publications.page_types import page_types, status_label, type_label
from portal.publications.partial_dates import date_code
from portal.publications.statuses import REPLACED, WITHDRAWN, is_past, verdict_label
from portal.selections.concerned import HEALTHCARE_REGION, Places
from portal.selections.facets import facets
from portal.selections.selection import Selection

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedVocabulary:
    """The lists that entries are filed under, in the reader's language, read once for each feed."""

    areas: dict[str, ProductArea]
    regions: dict[str, str]
    healthcare_regions: dict[str, str]
    places: Places

    @classmethod
    def load(cls) -> "FeedVocabulary":
        names: dict[str, str] = {}
        wider_names: dict[str, str] = {}
        around: dict[str, set[str]] = {}
        english = get_language() == "en"
        pairs = Region.objects.order_by("code").values_list(
            *("code", "name", "name_en"),
            *("healthcare_regions__code", "healthcare_regions__name", "healthcare_regions__name_en"),
        )
        for code, name, name_en, wider_code, wider_name, wider_name_en in pairs:
            names[code] = (english and name_en) or name
            around.setdefault(code, set())
            if wider_code:
                around[code].add(wider_code)
                wider_names[wider_code] = (english and wider_name_en) or wider_name
        places = Places({code: frozenset(wider) for code, wider in around.items()})
        return cls({area.slug: area for area in ProductArea.objects.all()}, names, wider_names, places)

    def label(self, facet: str, code: str) -> str:
        """The word for a facet's value, the code itself where the lists lack it."""
        if facet == "area":
            return self.areas[code].label if code in self.areas else code
        if facet == "region":
            return self.regions.get(code, code)
        return self._words(facet).get(code, code)

    def _words(self, facet: str) -> dict[str, str]:
        return {value.code: value.label for value in facets()[facet].values()}


def make_feed(
    selection: Selection,
    page_ids: Iterable[int] | None,
    vocabulary: FeedVocabulary,
    *,
    self_path: str,
    page_path: str,
    site: SiteSettings,
) -> Feed:
    """The feed of a selection; `page_ids` answer it when something better than the database has been asked."""
    rows = entries(selection, page_ids, vocabulary.places)
    addresses = addresses_in(row.html for row in rows)
    # Kept texts may still call by its name what has just become secret.
    for page_id in not_yet_secret(addresses):
        del addresses[page_id]
    return Feed(
        id=feed_id(identity(selection)),
        title=feed_words(selection, vocabulary),
        subtitle=_("What the Swedish regions decide together about new medical technology."),
        self_url=settings.BASE_URL + self_path,
        page_url=settings.BASE_URL + page_path,
        author=site.organisation,
        author_url=settings.BASE_URL + "/",
        language=selection.language,
        updated=max((row.updated_at for row in rows), default=NEVER),
        entries=tuple(make_entry(row, selection.language, vocabulary, addresses) for row in rows),
    )


def feed_words(selection: Selection, vocabulary: FeedVocabulary) -> str:
    """What the feeds of a selection are called."""
    words = [vocabulary.label(facet, code) for facet, code in selection.chosen]
    if selection.q:
        words.insert(0, f"”{selection.q}”")
    return ": ".join(["Samverkansportalen", ", ".join(words) or _("Everything that is published")])


def identity(selection: Selection) -> str:
    """The selection as a name: the same in whatever order it was chosen and is sorted."""
    ordered = replace(selection, chosen=tuple(sorted(selection.chosen)), sort="")
    return f"samverkansportalen:{selection.language}?{ordered.query_string()}"


def make_entry(row: FeedEntry, language: str, vocabulary: FeedVocabulary, addresses: Mapping[int, str]) -> Entry:
    """An entry as readers get it; `addresses` of the public pages that its text links to."""
    in_own_language = row.text_language == language
    return Entry(
        id=row.id_in(language),
        title=title(row),
        url=settings.BASE_URL + (row.path or "/"),
        published=row.published_at,
        updated=row.updated_at,
        summary=row.summary if in_own_language else row.summary_en,
        html=absolute(given_out(content(row, in_own_language=in_own_language), addresses)),
        language=language,
        title_language=row.text_language if row.title else language,
        page_language=row.text_language,
        categories=tuple(categories(row, vocabulary)),
    )


def title(row: FeedEntry) -> str:
    """The title with what a reader of a list must not miss: withdrawn, replaced, behind its original, invented."""
    text = row.title or type_label(row.type_code)
    status = WITHDRAWN if row.is_withdrawn else "".join(row.facets.get("status", [])[:1])
    # Editors often name an example so themselves.
    is_named = text.casefold().startswith(("exempel", "example"))
    marks = [_("Example")] if row.is_example and not is_named else []
    if status == WITHDRAWN:
        marks.insert(0, _("Withdrawn"))
    elif status == REPLACED:
        marks.insert(0, _("Replaced"))
    elif change := OriginalChange.of_json(row.original_change):
        marks.insert(0, change.label)
    return ": ".join([*map(str, marks), text])


def content(row: FeedEntry, *, in_own_language: bool) -> SafeString:
    """The full text, or its summary in English where the page has no text in the feed's language."""
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
    if not in_own_language:
        text = row.summary_en or _("There is no summary in English yet.")
        parts.append(linebreaks(text, autoescape=True))
        parts.append(format_html('<p><a href="{}">{}</a></p>', row.path, _("Read the full text in Swedish")))
        return mark_safe("\n".join(parts))
    if row.note:
        parts.append(format_html("<p><strong>{}</strong> {}</p>", _("What changed:"), row.note))
    if row.summary:
        parts.append(linebreaks(row.summary, autoescape=True))
    return mark_safe("\n".join([*parts, row.html]))


def particulars(row: FeedEntry) -> list[str]:
    """Type, verdict, status and date in words, as on the page's first lines."""
    words = [type_label(row.type_code)]
    status = "".join(row.facets.get("status", [])[:1])
    model = page_types().get(row.type_code)
    # The verdict of what no longer holds is not repeated, as in the lists.
    if model and model.has_verdict and row.title and not is_past(status):
        words.append(verdict_label(row.verdict))
    words.append(status_label(row.type_code, status))
    words.append(date_code(row.dated_on, row.date_precision))
    return [word for word in words if word]


def categories(row: FeedEntry, vocabulary: FeedVocabulary) -> Iterable[Category]:
    """What an entry is filed under, facet by facet; product areas by our slug and by EMDN, regions by both maps."""
    for facet in facets().values():
        for code in _told(row, facet.code) if facet.scheme else ():
            yield _category(facet.scheme, code, _said(row, facet.code, code, vocabulary))
            if facet.code == "area" and (area := vocabulary.areas.get(code)):
                yield _category("emdn", area.emdn_code, area.label)
    for code in row.facets.get(HEALTHCARE_REGION, []):
        yield _category("sjukvardsregion", code, vocabulary.healthcare_regions.get(code, code))


def _told(row: FeedEntry, facet: str) -> Sequence[str]:
    """The codes of a facet that readers are told. A withdrawn entry keeps what it was filed under, not its verdict."""
    if facet == "verdict":
        return [row.verdict] if row.verdict else []
    if facet == "status" and row.is_withdrawn:
        return [WITHDRAWN]
    return list(row.facets.get(facet, []))


def _said(row: FeedEntry, facet: str, code: str, vocabulary: FeedVocabulary) -> str:
    own = status_label(row.type_code, code) if facet == "status" else ""
    return own or vocabulary.label(facet, code)


def _category(scheme: str, term: str, label: str) -> Category:
    # The scheme is a name, the same in every language, and the address of its vocabulary (news.schemes).
    return Category(f"{settings.BASE_URL}/floden/schema/{scheme}", term, label or term)


def absolute(html: str) -> str:
    """Sanitized HTML with full addresses, since a feed is read elsewhere."""
    for attribute in ("href", "src"):
        html = html.replace(f' {attribute}="/', f' {attribute}="{settings.BASE_URL}/')
    return html
