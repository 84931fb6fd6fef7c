"""What the index knows of a publication: one explicit function from the page to the document."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import nh3
from django.db.models import OuterRef, Subquery
from django.utils import translation

from portal.models import Publication, PublicationEvent
from portal.publications.filing import filing_source
from portal.publications.page_types import page_types
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
    # The latest event of the page: an older write loses against a newer one.
    event_id: int
    language: str
    title: str
    # Products, methods and makers: found as the title is.
    names: tuple[str, ...]
    ingress: str
    text: str
    # Found but never shown in a fragment: the summary in the other language, keywords, what its areas
    # and its type are called.
    extra: str
    # What the page offers as a file: label and text.
    attachments: tuple[tuple[str, str], ...]
    case_number: str
    dated_on: date | None
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


def _filed_under(page: Publication) -> Iterator[str]:
    """What its product areas and its type are called in every language: who names one finds all that is filed so."""
    for area in page.area_list:
        yield from area.names.values()
    yield from page.called


def document(page: Publication, places: Places) -> IndexDocument:
    """The document of a public, specific page, with what outsiders may read of it."""
    event_id, page = getattr(page, "event_id", None) or 0, page.for_outsiders()
    language = page.locale.language_code
    with translation.override(language):
        text = _running_text(page)
    source = filing_source(page)
    keywords = (item.tag.name for item in page.keyword_items.all())
    return IndexDocument(
        page_id=page.pk,
        revision_id=page.live_revision_id or 0,
        event_id=event_id,
        language=language,
        title=one_line(page.title),
        names=tuple(one_line(name) for name in page.names()),
        ingress=one_line(page.ingress),
        text=text,
        extra=one_line(" ".join([page.summary_en, *keywords, *_filed_under(page)])),
        attachments=tuple(texts_of(page)),
        case_number=one_line(page.case_number),
        dated_on=page.dated_on,
        facets={code: facet.indexed(page if facet.is_of_page else source, places) for code, facet in facets().items()},
    )


def documents(page_ids: Iterable[int] | None = None) -> Iterator[IndexDocument]:
    """The documents of the public ones among these pages, of all public pages when none are named."""
    places = Places.load()
    for model in page_types().values():
        pages: Any = model._default_manager.published()
        if page_ids is not None:
            pages = pages.filter(pk__in=list(page_ids))
        pages = pages.select_related("locale", *model.read_with).prefetch_related(
            *("product_area_items__tag", "keyword_items__tag", "regions", "healthcare_regions", *model.told_with),
            "documents__document__extracted_text",
        )
        latest = PublicationEvent.objects.filter(page_id=OuterRef("pk")).order_by("-pk").values("pk")[:1]
        for page in pages.annotate(event_id=Subquery(latest)).order_by("pk").iterator(chunk_size=CHUNK):
            yield document(page, places)
