"""What a reader may mean while still typing: pages, product areas, names of products, case numbers."""

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.models import ProductArea
from portal.outbox.changes import kept
from portal.publications.public_columns import public_columns
from portal.publications.rows import Addresses
from portal.publications.translations import active_language, language_mark
from portal.selections.selection import Selection, clean_question
from search.engines import EngineFailed, Request, Stored, engine
from search.index.fields import as_case_number
from search.index.site_analyzer import analysis
from search.query.builder import foremost
from search.query.clauses import Best, Clause, Every, Prefix, Stage, Term
from search.results.hits import Pieces, written
from search.results.plain_pages import plain_pages
from search.text.analyzer import fold

logger = logging.getLogger(__name__)

LIMIT = 8
SHORTEST = 2
# More words than this narrow nothing further.
MOST_WORDS = 8
MOST_AREAS = 2
MOST_NAMES = 3
# So many pages are looked at, to show those whose title fits before those that only name the product.
CANDIDATES = 24
# A word that stands whole counts this beside one that only begins so.
WHOLE_WORD = 0.3
SECONDS_KEPT = 60
_WORD = re.compile(r"[^\W_]+")
_COLUMNS = (
    *("pk", "title", "case_number", "url_path", "live_revision_id", "content_type_id", "is_example"),
    "locale__language_code",
)


@dataclass(frozen=True)
class Suggestion:
    """Either an address to go to, or a question to put in the field."""

    kind: str
    # The label, what was typed marked in it.
    pieces: Pieces
    # What it is or does, in the reader's language.
    note: str
    url: str = ""
    query: str = ""
    # The language of the label, where it is a page in another language than the reader's.
    language: str = ""

    @property
    def label(self) -> str:
        """The label as plain text."""
        return "".join(piece for piece, _found in self.pieces)

    @property
    def marked(self) -> SafeString:
        """The label as HTML, with what was typed marked."""
        return written(self.pieces)


def suggest(text: str, language: str, limit: int = LIMIT) -> list[Suggestion]:
    """At most so many suggestions, the likeliest first; none for less than two letters or when the engine fails."""
    asked = clean_question(text)
    if len(asked) < SHORTEST or not (typed := _typed(asked)):
        return []
    try:
        found = [
            *_areas(typed, language)[:MOST_AREAS],
            *_pages(asked, typed, language),
            *_plain_pages(typed, language),
        ]
    except EngineFailed as error:
        logger.warning("The search engine suggests nothing: %s", error)
        return []
    return found[:limit]


def _typed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for word in _WORD.findall(text)))[:MOST_WORDS]


# Pages, by their titles, the names of what they are about and their case numbers.


def _pages(asked: str, typed: Sequence[str], language: str) -> list[Suggestion]:
    selection = Selection(q=asked, language=language)
    stages = (Stage("begins", _clause(asked, selection)),)
    request = Request(selection, stages, limit=CANDIDATES, stored=True)
    results = engine().search(request)
    # The index may still hold what was taken back a moment ago.
    rows = public_columns(results.ids, _COLUMNS)
    addresses = Addresses()
    ranked: list[tuple[int, Suggestion]] = []
    for page_id in results.ids:
        if row := rows.get(page_id):
            ranked += _of_page(row, results.stored.get(page_id), asked, typed, addresses)
    ranked.sort(key=lambda pair: pair[0])
    return list(_different(suggestion for _rank, suggestion in ranked))


def _clause(asked: str, selection: Selection) -> Clause:
    words = analysis().words(asked, selection.language)[:MOST_WORDS]
    ways: list[Clause] = []
    if words:
        ways.append(Every(tuple(_begun(word.folded) for word in words)))
    if any(letter.isdigit() for letter in asked):
        ways.append(Prefix("begins", as_case_number(asked)))
    whole = tuple(Term("begins", form, WHOLE_WORD) for word in words for form in word.folded)
    return Every((Best(tuple(ways)),) if ways else (Term("begins", fold(asked)),), bonus=(*whole, *foremost()))


def _begun(forms: Sequence[str]) -> Clause:
    """A word as far as it is typed, or another form of it: the last of the forms is the word as it stands."""
    return Best((Prefix("begins", forms[-1]), *(Term("begins", form) for form in forms[:-1])))


def _of_page(
    row: dict[str, Any], stored: Stored | None, asked: str, typed: Sequence[str], addresses: Addresses
) -> Iterator[tuple[int, Suggestion]]:
    """What a page suggests, each with its rank: a case number, its title, or else the product that it names."""
    model: Any = ContentType.objects.get_for_id(row["content_type_id"]).model_class()
    url, title = addresses.of(row["url_path"]), row["title"]
    language = row["locale__language_code"]
    note = f"{model.type_label}, {_('Example')}" if row["is_example"] else str(model.type_label)
    note = ". ".join(filter(None, [note, language_mark(language)]))
    foreign = language if language != active_language() else ""
    if _is_case(row["case_number"], asked):
        pieces = ((row["case_number"], True), (f" {title}", False))
        yield 0, Suggestion("case", pieces, note, url, language=foreign)
        return
    names = stored.names if stored and stored.revision_id == (row["live_revision_id"] or 0) else ()
    named = [] if fits(title, typed) else [name for name in names if fits(name, typed)]
    for name in named[:1]:
        yield 3, Suggestion("name", marked(name, typed), _("Search"), query=name)
    if not named:
        rank = 1 if fold(title).startswith(fold(asked)) else 2
        yield rank, Suggestion("page", marked(title, typed), note, url, language=foreign)


def _is_case(number: str, asked: str) -> bool:
    start = as_case_number(asked)
    beginnings = list(map(as_case_number, (number, *number.split())))
    return any(letter.isdigit() for letter in start) and any(piece.startswith(start) for piece in beginnings)


def _different(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Without repetition, and only the first few of the names, which lead to a question rather than a page."""
    seen: set[tuple[str, str, str]] = set()
    names = 0
    for suggestion in found:
        key = (suggestion.kind, suggestion.label.casefold(), suggestion.url)
        if key in seen or (suggestion.kind == "name" and names == MOST_NAMES):
            continue
        seen.add(key)
        names += suggestion.kind == "name"
        yield suggestion


# Plain pages, by their titles.


def _plain_pages(typed: Sequence[str], language: str) -> Iterator[Suggestion]:
    for page in plain_pages(language):
        if fits(page.title, typed):
            note = ". ".join(filter(None, [_("About the portal"), language_mark(page.language)]))
            foreign = page.language if page.language != active_language() else ""
            yield Suggestion("page", marked(page.title, typed), note, page.url, language=foreign)


# Product areas.


def _vocabulary() -> list[tuple[str, dict[str, str]]]:
    """Slug and names in all languages of each product area."""
    return [(area.slug, area.names) for area in ProductArea.objects.order_by("name")]


def _areas(typed: Sequence[str], language: str) -> list[Suggestion]:
    """The areas named so in any language that have publications in the reader's, by their names in the reader's."""
    named = [
        (slug, names)
        for slug, names in kept("product-areas", _vocabulary)
        if any(fits(name, typed) for name in names.values())
    ]
    if not named:
        return []
    everything = Request(Selection(language=language), limit=0, groups=("area",))
    filled = engine().search(everything).facets.get("area", {})
    found = []
    for slug, names in named:
        if slug in filled:
            query = Selection(area=(slug,), language=language).query_string()
            label = names.get(language) or names["sv"]
            found.append(Suggestion("area", marked(label, typed), _("Product area"), _search(query)))
    # A name that begins with what was typed stands before one that has it further on.
    return sorted(found, key=lambda area: not fold(area.label).startswith(typed[0]))


def _search(query: str) -> str:
    return f"{reverse('search:results')}?{query}"


# What was typed, in a text.


def fits(text: str, typed: Iterable[str]) -> bool:
    """Whether for every folded beginning there is a word in the text that begins so."""
    words = [fold(word) for word in _WORD.findall(text)]
    return all(any(word.startswith(start) for word in words) for start in typed)


def marked(text: str, typed: Sequence[str]) -> Pieces:
    """The text in pieces, the letters that were typed marked at the beginning of each word."""
    text = unicodedata.normalize("NFC", text)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _WORD.finditer(text):
        if end := _end_of_typed(match[0], typed):
            pieces += [(text[at : match.start()], False), (match[0][:end], True)]
            at = match.start() + end
    return tuple((piece, found) for piece, found in [*pieces, (text[at:], False)] if piece)


def _end_of_typed(word: str, typed: Sequence[str]) -> int:
    """How many letters of the word the longest beginning takes up: folding may make one letter two."""
    plain = fold(word)
    starts = [start for start in typed if plain.startswith(start)]
    if not starts:
        return 0
    longest = max(starts, key=len)
    return next(end for end in range(1, len(word) + 1) if fold(word[:end]).startswith(longest))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The options of the list under a search field, for suggest.js; empty where nothing begins so."""
    language = (get_language() or "sv").split("-")[0]
    found = suggest(request.GET.get("q", ""), language)
    response = render(request, "search/_suggestions.html", {"suggestions": found})
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=SECONDS_KEPT)
    return response
