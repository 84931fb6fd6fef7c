"""What the index knows of a publication: one explicit function from the page to the document."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import nh3
from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import translation

from portal.models import Publication, PublicationEvent
from portal.publications.filing import filing_source
from portal.publications.page_types import page_types
from portal.publications.precedence import precedence
from portal.selections.concerned import Places
from portal.selections.facets import Codes, facets
from search.index.text_extraction import texts_of

# A space before these keeps "<p>one</p><p>two</p>" from becoming one word.
_BLOCK_TAG = re.compile(r"<(?=/?(?:p|li|ul|ol|h[1-6]|div|br|hr|table|tr|td|th|blockquote)\b)")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
CHUNK = 200


@dataclass(frozen=True)
class IndexDocument:
    """A public publication, with nothing in it that the public may not read."""

    page_id: int
    revision_id: int
    # The latest event of the publication, in whichever language: an older write loses against a newer one.
    event_id: int
    language: str
    # The languages in whose lists it stands.
    lists: Codes
    title: str
    # Products, methods and makers: found as the title is.
    names: tuple[str, ...]
    ingress: str
    text: str
    # What it is said to be about, keywords and product areas: found as the title is, but not shown.
    subjects: tuple[str, ...]
    # The summary in English, of a page in another language.
    summary: str
    # Found but never shown in a fragment: what its type is called.
    extra: str
    # What the page offers as a file: label and text.
    attachments: tuple[tuple[str, str], ...]
    case_number: str
    dated_on: date | None
    # How far forward it stands where others answer as well.
    precedence: int
    # Facet → codes, as the registry of facets has them indexed.
    facets: Mapping[str, Codes]


def one_line(text: str) -> str:
    """The text on one line, single-spaced."""
    return _SPACE.sub(" ", text).strip()


def plain(passage: str) -> str:
    """Plain or rich text as one line of plain text."""
    if "<" in passage:
        passage = html.unescape(nh3.clean(_BLOCK_TAG.sub(" <", passage), tags=set()))
    return one_line(passage)


def _running_text(page: Publication) -> str:
    passages = [*page.body.stream_block.get_searchable_content(page.body), *page.extra_text()]
    # One sentence after another, so that a fragment does not run two passages together.
    return "\n".join(text for passage in passages if (text := plain(str(passage))))


def _subjects(page: Publication, source: Publication) -> Iterator[str]:
    """Its keywords and those of its original, and its product areas in every language: who names an area finds all
    that is filed there.
    """
    keywords = (item.tag.name for each in (page, source) for item in each.keyword_items.all())
    yield from dict.fromkeys(keywords)
    for area in dict.fromkeys(area for each in page.area_list for area in each.within):
        yield from area.names.values()


def document(page: Publication, places: Places, lists: Codes) -> IndexDocument:
    """The document of a public, specific page, with what outsiders may read of it."""
    event_id, page = getattr(page, "event_id", None) or 0, page.for_outsiders()
    language = page.locale.language_code
    with translation.override(language):
        text = _running_text(page)
    source = filing_source(page)
    return IndexDocument(
        page_id=page.pk,
        revision_id=page.live_revision_id or 0,
        event_id=event_id,
        language=language,
        lists=lists,
        title=one_line(page.title),
        names=tuple(one_line(name) for name in page.names()),
        ingress=one_line(page.ingress),
        text=text,
        subjects=tuple(one_line(name) for name in _subjects(page, source)),
        summary=one_line(page.summary_beside),
        extra=one_line(" ".join(page.called)),
        attachments=tuple(texts_of(page)),
        case_number=one_line(page.case_number),
        dated_on=page.dated_on,
        precedence=precedence(source),
        facets={code: facet.indexed(page if facet.is_of_page else source, places) for code, facet in facets().items()},
    )


def documents(page_ids: Iterable[int] | None = None) -> Iterator[IndexDocument]:
    """The documents of the public ones among these pages, of all public pages when none are named."""
    page_ids = None if page_ids is None else list(page_ids)
    places, listed = Places.load(), _listed(page_ids)
    for model in page_types().values():
        pages: Any = model._default_manager.published()
        if page_ids is not None:
            pages = pages.filter(pk__in=page_ids)
        pages = pages.select_related("locale", *model.read_with).prefetch_related(
            *(
                "product_area_items__tag__parent",
                "keyword_items__tag",
                "regions",
                "healthcare_regions",
                "programme_areas",
            ),
            *("documents__document__extracted_text", *model.told_with),
        )
        events = PublicationEvent.objects.filter(translation_key=OuterRef("translation_key"))
        latest = events.order_by("-pk").values("pk")[:1]
        for page in pages.annotate(event_id=Subquery(latest)).order_by("pk").iterator(chunk_size=CHUNK):
            yield document(page, places, tuple(code for code, ids in listed.items() if page.pk in ids))


def _listed(page_ids: list[int] | None) -> dict[str, set[int]]:
    """Language → those of these pages, or of all, that stand in its list."""
    pages = Publication.objects.all() if page_ids is None else Publication.objects.filter(pk__in=page_ids)
    return {code: set(pages.listed_in(code).values_list("pk", flat=True)) for code, _name in settings.LANGUAGES}
