"""From a selection to tantivy queries, and from hits to marked words. No query syntax is ever parsed."""

from typing import Any

from tantivy import Occur, Order, Query, SnippetGenerator

from portal.selections import Selection
from search.engines import Found, Pieces
from search.engines.tantivy_fields import STEMMERS, TEXTS, analyser, as_case_number, schema

WEIGHTS = {"title": 4.0, "ingress": 2.0, "text": 1.0, "extra": 1.5}
# A word of this length also finds what begins with it (glukos → glukosmätning), for a smaller score.
SHORTEST_BEGINNING = 4
BEGINNING_WEIGHT = 0.4
CASE_NUMBER_WEIGHT = 50.0
# What holds stands before what no longer does, where the words fit equally.
STANDING_WEIGHT = 1.5
NO_LONGER_HOLDS = ("replaced", "withdrawn")
MOST_WORDS = 24
FRAGMENT = 220
MOST_FORMS = 20

# Order → (field, direction); relevance has no field.
ORDERS: dict[str, tuple[str | None, Any]] = {
    "relevance": (None, Order.Desc),
    "newest": ("newest", Order.Desc),
    "oldest": ("oldest", Order.Asc),
    "title": ("title_order", Order.Asc),
}


def _language(selection: Selection) -> str:
    return selection.language if selection.language in STEMMERS else "sv"


def words(selection: Selection) -> list[str]:
    """The stems that are searched for: without small words, unless there are no others."""
    language = _language(selection)
    stems = analyser(language, all_words=False).analyze(selection.q) or analyser(language).analyze(selection.q)
    return list(dict.fromkeys(stems))[:MOST_WORDS]


def _code(field: str, value: str) -> Any:
    return Query.const_score_query(Query.term_query(schema(), field, value, index_option="basic"), 0.0)


def _word(stem: str, language: str) -> Any:
    """A word anywhere in a document: the best field counts, the others a little."""
    places = []
    for name in TEXTS:
        field = f"{name}_{language}"
        places.append(Query.boost_query(Query.term_query(schema(), field, stem), WEIGHTS[name]))
        if len(stem) >= SHORTEST_BEGINNING:
            begins = Query.fuzzy_term_query(schema(), field, stem, distance=0, prefix=True)
            places.append(Query.const_score_query(begins, WEIGHTS[name] * BEGINNING_WEIGHT))
    return Query.disjunction_max_query(places, 0.2)


def question(selection: Selection) -> Any:
    """The language and the free text: every word, or the case number as it stands."""
    language = _code("language", selection.language)
    if not selection.q:
        return language
    stems = words(selection)
    number = Query.term_query(schema(), "case_number", as_case_number(selection.q), index_option="basic")
    ways = [(Occur.Should, Query.const_score_query(number, CASE_NUMBER_WEIGHT))]
    if stems:
        every = [(Occur.Must, _word(stem, _language(selection))) for stem in stems]
        ways.append((Occur.Should, Query.boolean_query(every)))
    outdated = [(Occur.MustNot, _code("status", status)) for status in NO_LONGER_HOLDS]
    holds = Query.boolean_query([(Occur.Must, Query.all_query()), *outdated])
    return Query.boolean_query(
        [
            (Occur.Must, language),
            (Occur.Must, Query.boolean_query(ways)),
            (Occur.Should, Query.const_score_query(holds, STANDING_WEIGHT)),
        ]
    )


def filters(selection: Selection) -> dict[str, Any]:
    """A query for each group with a choice: any of its codes."""
    chosen: dict[str, list[str]] = {}
    for group, code in selection.chosen:
        chosen.setdefault(group, []).append(code)
    return {
        group: Query.const_score_query(Query.term_set_query(schema(), group, codes), 0.0)
        for group, codes in chosen.items()
    }


def marked(searcher: Any, selection: Selection, hits: dict[int, Any]) -> dict[int, Found]:
    """Where the words stand in each hit: in its title, its ingress, or else in a fragment of its text."""
    revisions = searcher.fast_field_values("revision_id", list(hits.values()))
    stems = words(selection) if selection.q else []
    if not stems:
        return {page: Found(revision) for page, revision in zip(hits, revisions, strict=True)}
    language = _language(selection)
    text = f"text_{language}"
    forms = {
        form
        for stem in stems
        for form in (
            [stem, *(term for term, _count in searcher.terms_with_prefix(text, stem, limit=MOST_FORMS))]
            if len(stem) >= SHORTEST_BEGINNING
            else [stem]
        )
    }
    any_form = Query.boolean_query([(Occur.Should, Query.term_query(schema(), text, form)) for form in forms])
    snippets = SnippetGenerator.create(searcher, any_form, schema(), text)
    snippets.set_max_num_chars(FRAGMENT)
    found = {}
    for (page, address), revision in zip(hits.items(), revisions, strict=True):
        doc = searcher.doc(address)
        ingress = _mark(doc.get_first(f"ingress_{language}") or "", stems, language)
        snippet = None if ingress else snippets.snippet_from_doc(doc)
        found[page] = Found(
            revision,
            title=_mark(doc.get_first(f"title_{language}") or "", stems, language),
            ingress=ingress,
            text=_pieces_of(snippet) if snippet else (),
        )
    return found


def _is_found(token: str, stems: list[str]) -> bool:
    return any(token == stem or (len(stem) >= SHORTEST_BEGINNING and token.startswith(stem)) for stem in stems)


def _cut(text: Any, ranges: list[tuple[int, int]]) -> list[tuple[Any, bool]]:
    """A text or its bytes in pieces, those within the ranges marked."""
    pieces, at = [], 0
    for start, end in ranges:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(piece, mark) for piece, mark in [*pieces, (text[at:], False)] if piece]


def _mark(text: str, stems: list[str], language: str) -> Pieces:
    tokens = analyser(language).pre_tokenize(text).tokens
    ranges = [(token.char_offset_from, token.char_offset_to) for token in tokens if _is_found(token.text, stems)]
    return tuple(_cut(text, ranges)) if ranges else ()


def _pieces_of(snippet: Any) -> Pieces:
    ranges = [(piece.start, piece.end) for piece in snippet.highlighted()]
    if not ranges:
        return ()
    # The ranges count bytes. A new line is where one passage of the page ends and the next begins.
    pieces = _cut(snippet.fragment().encode(), ranges)
    texts = [(piece.decode(errors="replace").replace("\n", " … "), mark) for piece, mark in pieces]
    return (("… ", False), *texts, (" …", False))
