"""The tantivy index: its fields, and how the values of a document fill them."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from typing import Any

import tantivy
from tantivy import TextAnalyzerBuilder, Tokenizer

from portal.selections.facets import facet_codes, facets
from search.index.fields import BAGS, FUZZY, LISTS, NUMBERS, ORDERED, STORED, TITLE_ORDER, keywords

SPLITTING = "tokens"
# Each facet value of a document with a list that it is in, and each pair of them: what narrows a search in one look-up.
# Intersecting the postings of the groups one by one takes five times as long.
NARROW = "narrow"


@cache
def schema() -> Any:
    """The fields of the index."""
    build = tantivy.SchemaBuilder()
    for name in NUMBERS:
        build.add_unsigned_field(name, indexed=name == "page_id", fast=True)
    for name in ORDERED:
        build.add_text_field(name, tokenizer_name=SPLITTING, index_option="position")
    for name in BAGS:
        build.add_text_field(name, tokenizer_name=SPLITTING, index_option="freq")
    for name in FUZZY:
        build.add_text_field(near(name), tokenizer_name=SPLITTING, index_option="basic")
    for name in keywords():
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name in facets())
    for name in several():
        build.add_text_field(together(name), tokenizer_name="raw", index_option="basic", fast=True)
    build.add_text_field(NARROW, tokenizer_name="raw", index_option="basic")
    build.add_text_field(TITLE_ORDER, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_bytes_field(STORED, stored=True)
    return build.build()


def several() -> list[str]:
    """Facets of several values. All values in one column count faster than a column of many values."""
    return [code for code, facet in facets().items() if facet.is_several]


def index_option(name: str) -> str:
    """How much of a field is indexed; a query that asks for more fails."""
    return "position" if name in ORDERED else "freq" if name in BAGS else "basic"


def register_analyser(index: Any) -> None:
    """The index file names its analyser only; each process that opens it has to bring it."""
    index.register_tokenizer(SPLITTING, TextAnalyzerBuilder(Tokenizer.whitespace()).build())


def as_document(values: dict[str, Any]) -> Any:
    """A tantivy document of the values that search.index.fields gives."""
    nears = {near(name): " ".join(map(stressed, dict.fromkeys(values[name].split(" ")))) for name in FUZZY}
    sets = {together(name): " ".join(values[name]) for name in several() if values[name]}
    made = {**values, **nears, **sets, NARROW: list(_narrow(values)), STORED: values[STORED].encode()}
    return tantivy.Document.from_dict(made, schema())


def near(name: str) -> str:
    """The field that fuzzy questions to this one ask."""
    return f"{name}_near"


def stressed(token: str) -> str:
    """The first letter three times: two edits can't change it then, which tantivy has no other way to ask for."""
    return token[:1] * 2 + token


def as_mark(page_id: int, event_id: int) -> Any:
    """What stands for a page that is gone, so that an older write knows that it is late. No question finds it."""
    values = dict.fromkeys(NUMBERS, 0) | {"page_id": page_id, "event_id": event_id}
    return tantivy.Document.from_dict(values, schema())


def together(name: str) -> str:
    """The column of all values of a group in one."""
    return f"{name}_set"


def narrow_token(language: str, facets: Iterable[tuple[str, str]]) -> str:
    """One or two facets, in the order of the facets."""
    return " ".join([language, *(f"{group}={code}" for group, code in facets)])


def _narrow(values: dict[str, Any]) -> Iterator[str]:
    facets = [(group, code) for group in facet_codes() for code in values[group]]
    pairs = [(one, other) for one, other in combinations(facets, 2) if one[0] != other[0]]
    for language in values[LISTS]:
        yield from (narrow_token(language, [facet]) for facet in facets)
        yield from (narrow_token(language, pair) for pair in pairs)
