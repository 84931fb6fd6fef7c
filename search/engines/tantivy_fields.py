"""The fields of the tantivy index and how a document fills them."""

import unicodedata
from datetime import date
from functools import cache
from typing import Any

import tantivy
from tantivy import Filter, Tokenizer

from portal.selections import GROUPS
from search.documents import IndexDocument

# Change this with every change of fields or analysis: an index of another version is built anew.
VERSION = "1"
STEMMERS = {"sv": "swedish", "en": "english"}
TEXTS = ("title", "ingress", "text", "extra")
_UNDATED = date.max.toordinal()
# Swedish puts å, ä, ö last, in this order; æ and ø stand with ä and ö.
_LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


@cache
def schema() -> Any:
    build = tantivy.SchemaBuilder()
    for name in ("page_id", "revision_id", "newest", "oldest"):
        build.add_unsigned_field(name, indexed=name == "page_id", fast=True)
    build.add_text_field("title_order", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("language", "verdict", "case_number", *GROUPS):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for language in STEMMERS:
        for name in TEXTS:
            build.add_text_field(f"{name}_{language}", stored=name != "extra", tokenizer_name=f"words_{language}")
    return build.build()


@cache
def analyser(language: str, *, all_words: bool = True) -> Any:
    """Text → stems; without the small words unless all are wanted."""
    build = tantivy.TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(80)).filter(Filter.lowercase())
    if not all_words:
        build = build.filter(Filter.stopword(STEMMERS[language]))
    return build.filter(Filter.stemmer(STEMMERS[language])).build()


def register_analysers(index: Any) -> None:
    """The index file names its analysers only; each process that opens it has to bring them."""
    for language in STEMMERS:
        index.register_tokenizer(f"words_{language}", analyser(language))


def as_document(doc: IndexDocument) -> Any:
    language = doc.language if doc.language in STEMMERS else "sv"
    day = doc.dated_on.toordinal() if doc.dated_on else None
    values: dict[str, Any] = {
        "page_id": doc.page_id,
        "revision_id": doc.revision_id,
        # Day and page in one number: an order without ties, from which the page can be read back.
        "newest": (day or 0) << 32 | doc.page_id,
        "oldest": (day or _UNDATED) << 32 | doc.page_id,
        "title_order": f"{order_of(doc.title)} {doc.page_id:010}",
        "language": doc.language,
        "type": doc.type,
        "verdict": doc.verdict,
        "case_number": as_case_number(doc.case_number),
        **{group: list(getattr(doc, group)) for group in GROUPS if group != "type"},
        f"title_{language}": doc.title,
        f"ingress_{language}": doc.ingress,
        f"text_{language}": doc.text,
        f"extra_{language}": f"{doc.case_number} {doc.extra}",
    }
    return tantivy.Document.from_dict({name: value for name, value in values.items() if value != ""}, schema())


def page_id_in(order: int) -> int:
    return order & 0xFFFFFFFF


def as_case_number(text: str) -> str:
    """A case number however it is spaced and cased."""
    return "".join(text.lower().split())


def order_of(title: str) -> str:
    """A key that sorts titles as Swedish does, other accents and case aside."""
    letters = unicodedata.normalize("NFC", title).casefold().translate(_LAST_LETTERS)
    return "".join(letter for letter in unicodedata.normalize("NFD", letters) if not unicodedata.combining(letter))
