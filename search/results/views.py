"""The search page: one selection as a page of hits, or in another format."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from portal.publications.listing import asked_page, requested_page
from portal.selections.facets import facet_codes
from portal.selections.formats import render_format
from portal.selections.selection import LONGEST_QUESTION, SORTS, Selection, clean_question
from search.editorial.zero_results import note
from search.engines import Request, Results
from search.models import BestBet
from search.query.builder import FOLDED, PARTS, SIMILAR
from search.results.answers import Answer, all_ids, answer
from search.results.did_you_mean import did_you_mean
from search.results.expansions import Expansion, expansion
from search.results.facets import FacetLabels, chips, groups
from search.results.filter_words import FilterReading, reading_of, reading_told
from search.results.hits import Hit, hits
from search.results.plain_pages import plain_hits

HITS_A_PAGE = 20
WORDS_TO_TRY = 5
SORT_LABELS: dict[str, Any] = {
    "relevance": gettext_lazy("Best match"),
    "newest": gettext_lazy("Newest"),
    "oldest": gettext_lazy("Oldest"),
    "title": gettext_lazy("Title"),
}
# What the page says of a question that was not found as it stands.
STAGE_NOTES: dict[str, Any] = {
    FOLDED: gettext_lazy("Shows words that are spelt so without regard to dots and accents."),
    PARTS: gettext_lazy("No page has all the words. Shows pages with some, or a part of one."),
    SIMILAR: gettext_lazy("No page has exactly that. Shows similar words."),
}
FORMAT_LABELS = {
    "follow": gettext_lazy("Follow as a feed"),
    "csv": gettext_lazy("Table (CSV)"),
    "json": gettext_lazy("Data (JSON)"),
    "ics": gettext_lazy("Calendar (iCalendar)"),
}


@dataclass(frozen=True)
class SearchLink:
    """A link to the same selection in another order or format."""

    label: str
    query: str
    current: bool = False


@require_safe
@vary_on_headers("HX-Request")
def results(request: HttpRequest) -> HttpResponse:
    """The search page, the part of it that htmx asks for, or the selection in another format (`?format=`)."""
    language = (get_language() or "sv").split("-")[0]
    selection = Selection.from_query(request.GET, language)
    wanted = request.GET.get("format")
    reading = reading_of(selection)
    if reading and reading.acts:
        return _lead_to(request, reading)
    if wanted:
        return _in_format(request, selection, wanted)
    offset = (max(1, asked_page(request)) - 1) * HITS_A_PAGE
    asked = Request(selection, offset=offset, limit=HITS_A_PAGE, groups=facet_codes(), stored=bool(selection.q))
    given = answer(asked)
    rows = requested_page(request, range(given.results.total), HITS_A_PAGE)
    labels = FacetLabels.kept()
    context = _context(selection, given, rows, labels) | {
        "offered": reading,
        "told": reading_told(selection, request.GET.get("asked", "")),
    }
    if rows.number == 1 and not given.reduced and not context["plain_hits"]:
        note(selection, given.results.total, given.results.stage)
    asks_again = request.GET.get("q", "")
    context["was_cut"] = len(" ".join(asks_again.split())) > LONGEST_QUESTION
    # htmx asks for the part that changes; when the reader goes back it asks for the whole page.
    in_place = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    response = render(request, "search/_results.html" if in_place else "search/search.html", context)
    if in_place:
        number = {"page": rows.number} if rows.number > 1 else {}
        query = selection.query_string(**number)
        response["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    return response


def _lead_to(request: HttpRequest, reading: FilterReading) -> HttpResponse:
    """Have the reader's browser load the page of a reading whole: its field has another question."""
    kept = {name: request.GET[name] for name in ("format", "month") if name in request.GET}
    address = f"{request.path}?{reading.selection.query_string(**kept or {'asked': clean_question(request.GET['q'])})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _in_format(request: HttpRequest, selection: Selection, name: str) -> HttpResponse:
    rendered = render_format(name)
    if rendered is None:
        raise Http404("No such format")
    return rendered(request, selection, all_ids)


def _context(selection: Selection, given: Answer, rows: Any, labels: FacetLabels) -> dict[str, Any]:
    found = hits(given)
    bets = _best_bets(selection, given) if rows.number == 1 else []
    beside_hits = plain_hits(selection, given) if rows.number == 1 else []
    # Pages that were taken back a moment ago are not counted while they are still in the index.
    total = given.results.total - (len(given.results.ids) - len(found))
    query = selection.query_string()
    beside = expansion(selection, given, found)
    return {
        "selection": selection,
        "query": f"{query}&" if query else "",
        "canonical_query": selection.query_string(**({"page": rows.number} if rows.number > 1 else {})),
        "reduced": given.reduced,
        "stage_note": STAGE_NOTES.get(given.results.stage, "") if found else "",
        "expansion": beside,
        "meant": _meant(selection, given, found),
        "bets": bets,
        "total": total,
        "rows": rows,
        "plain_hits": beside_hits,
        "hits": [hit for hit in found if hit.url not in {bet.url for bet in bets}],
        "groups": groups(selection, given.results.facets, labels),
        "chips": chips(selection, labels),
        "sorts": _sorts(selection),
        "formats": [
            SearchLink(str(label), selection.query_string(format=name))
            for name, label in FORMAT_LABELS.items()
            if render_format(name)
        ],
        "ways_on": [] if found or bets or beside_hits else _ways_on(selection),
        "tally": _tally(selection, total, beside),
        "longest": LONGEST_QUESTION,
        "here": reverse("search:results"),
    }


def _best_bets(selection: Selection, given: Answer) -> list[Hit]:
    """What editors want first for a question, before any filter is chosen."""
    if not selection.q or selection.chosen:
        return []
    chosen = BestBet.for_question(selection.q, selection.language)
    return hits(replace(given, results=Results(len(chosen), chosen))) if chosen else []


def _meant(selection: Selection, given: Answer, found: list[Hit]) -> SearchLink | None:
    words = did_you_mean(selection.q, given, found)
    return SearchLink(words, replace(selection, q=words).query_string()) if words else None


def _tally(selection: Selection, total: int, beside: Expansion) -> str:
    if beside.unknown:
        words = ngettext(
            "Nothing about %(unknown)s. Near by: %(near)s, %(total)s hit",
            "Nothing about %(unknown)s. Near by: %(near)s, %(total)s hits",
            total,
        )
        return words % {"unknown": ", ".join(beside.unknown), "near": ", ".join(beside.near), "total": total}
    if selection.q:
        words = ngettext("%(total)s hit for ”%(q)s”", "%(total)s hits for ”%(q)s”", total)
        return words % {"total": total, "q": selection.q}
    return ngettext("%(total)s publication", "%(total)s publications", total) % {"total": total}


def _sorts(selection: Selection) -> list[SearchLink]:
    wanted = [sort for sort in SORTS if sort != "relevance" or selection.q]
    return [
        SearchLink(
            str(SORT_LABELS[sort]),
            replace(selection, sort="" if sort == wanted[0] else sort).query_string(),
            current=selection.order == sort,
        )
        for sort in wanted
    ]


def _ways_on(selection: Selection) -> list[SearchLink]:
    """What is near a selection that nothing fits: fewer filters, single words. Only what leads somewhere."""
    tries: list[tuple[str, Selection]] = []
    bare = Selection(q=selection.q, language=selection.language)
    if selection.chosen and selection.q:
        tries.append((_("The same question without filters"), bare))
        tries.append((_("The same filters without the question"), replace(selection, q="")))
    words = selection.q.split()
    if len(words) > 1:
        tries += [(f"”{word}”", replace(bare, q=word)) for word in dict.fromkeys(words) if len(word) > 2][:WORDS_TO_TRY]
    links = []
    for label, tried in tries:
        found = answer(Request(tried, limit=0)).results.total
        if found:
            links.append(SearchLink(f"{label} ({found})", tried.query_string()))
    return links
