"""Answering a selection: by the engine, or by the database alone when the engine cannot."""

import logging
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.models import Publication
from portal.selections import Selection
from portal.status import status_label
from search.engines import EngineFailed, Found, Pieces, Request, Results, engine

logger = logging.getLogger(__name__)

MOST_IDS = 10_000
INGRESS = 260
MARK = {True: (mark_safe("<mark>"), mark_safe("</mark>")), False: ("", "")}
# What a row does not show, and costs time to read.
UNSHOWN = ("body", "sources")


@dataclass(frozen=True)
class Answer:
    results: Results
    # The database answered: only titles and ingresses were looked through, nothing is counted or marked.
    reduced: bool = False


def answer(request: Request) -> Answer:
    try:
        return Answer(engine().search(request))
    except EngineFailed as error:
        logger.warning("The search engine does not answer, the database does instead: %s", error)
        return Answer(_from_database(request), reduced=True)


def all_ids(selection: Selection) -> list[int]:
    """The pages of a selection, in order, for the formats that it answers in beside the web page."""
    return answer(Request(selection, limit=MOST_IDS, groups=(), fragments=False)).results.ids


def _from_database(request: Request) -> Results:
    found = Publication.objects.published().select(request.selection)
    orders = {"oldest": ["dated_on", "pk"], "title": ["title", "pk"]}
    order = orders.get(request.selection.order)
    rows = found.order_by(*order) if order else found.newest()
    end = request.offset + request.limit
    return Results(total=found.count(), ids=list(rows.values_list("pk", flat=True)[request.offset : end]))


@dataclass(frozen=True)
class Hit:
    """A row of the result list: the page as the database has it now, with the words that were searched for."""

    page: Publication
    title: SafeString
    gist: SafeString

    @property
    def model(self) -> type[Publication]:
        return self.page.specific_class or Publication

    @property
    def type_code(self) -> str:
        return self.model.type_code

    @property
    def type_label(self) -> str:
        return str(self.model.type_label)

    @property
    def date_label(self) -> str:
        return str(self.model.date_label)

    @property
    def status(self) -> str:
        return str(self.page.status)

    @property
    def status_label(self) -> str:
        return status_label(self.type_code, self.status)

    @property
    def verdict(self) -> str:
        return str(self.page.verdict)

    @cached_property
    def verdict_label(self) -> str:
        return self.page.verdict_label


def hits(results: Results) -> list[Hit]:
    """The rows, in order. What is no longer public is left out, whatever the index still says."""
    pages = Publication.objects.published().for_rows().defer(*UNSHOWN).in_bulk(results.ids)
    made = []
    for page_id in results.ids:
        if page := pages.get(page_id):
            found = results.fragments.get(page_id)
            # Words of an earlier revision are not shown: they may be what was taken away.
            if found is None or found.revision_id != (page.live_revision_id or 0):
                found = Found(0)
            title = found.title or ((page.title, False),)
            gist = found.ingress or found.text or ((_short(page.ingress), False),)
            made.append(Hit(page, written(title), written(gist)))
    return made


def written(pieces: Pieces) -> SafeString:
    """The pieces as HTML, those that were found marked."""
    return format_html_join("", "{}{}{}", ((MARK[found][0], piece, MARK[found][1]) for piece, found in pieces))


def _short(text: str) -> str:
    if len(text) <= INGRESS:
        return text
    return text[:INGRESS].rsplit(" ", 1)[0].rstrip(" ,.;:–") + " …"
