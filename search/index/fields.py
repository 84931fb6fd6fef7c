"""The fields that both engines hold of a publication, and how a document fills them."""

import json
import re
import unicodedata
import zlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings

from portal.publications.translations import SUMMARY_LANGUAGE
from portal.selections.facets import facet_codes, facets
from search.index.documents import IndexDocument
from search.text.analyzer import Analysis

# Change this with every change of the fields but the facets, see `version`.
_VERSION = "7"
# Split at white space, nothing else. Stems keep their order, for phrases.
ORDERED = ("title_stems", "stems")
BAGS = (
    "title_parts",
    "title_concepts",
    "parts",
    "folded",
    "concepts",
    # The beginnings that suggestions complete: words of title and names, as typed but folded; case numbers.
    "begins",
)
# The token fields that fuzzy clauses may ask: tantivy needs another field beside each.
FUZZY = ("folded",)
# Whole numbers. "newest" and "oldest" are orders without ties.
NUMBERS = ("page_id", "revision_id", "event_id", "newest", "oldest")
# Sorts by title, as Swedish does; "stored" is JSON, given back as it is.
TITLE_ORDER = "title_order"
STORED = "stored"
# The token of an empty field. Without one, Elasticsearch would leave the document out when it weighs tokens.
NOTHING = "-"
# No word that anyone types is longer; an engine would split it or refuse the document.
LONGEST_TOKEN = 200

# The case number, see as_case_number, and how far forward the page stands.
CASE, PRECEDENCE = "case", "precedence"
# The languages in whose lists the publication stands.
LISTS = "lists"

_UNDATED = date.max.toordinal()
# Swedish puts å, ä, ö last, in this order; æ and ø stand with ä and ö.
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)[-\u2010-\u2013](?=\d)")
_LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def keywords() -> tuple[str, ...]:
    """Fields of exact values, many for a document: the case number, the precedence, the lists, and each facet."""
    return (CASE, PRECEDENCE, LISTS, *facet_codes())


def is_keyword(field: str) -> bool:
    """Whether the field holds exact values, and not tokens."""
    return field in (CASE, PRECEDENCE, LISTS) or field in facets()


def version() -> str:
    """Which fields an index has: one of another version is built anew. Another facet is another field."""
    codes = " ".join(sorted(facet_codes()))
    return f"{_VERSION}.{zlib.crc32(codes.encode()):08x}"


def fields(doc: IndexDocument, analysis: Analysis) -> dict[str, Any]:
    """Field → value of a document: token fields as one string, keywords as a list of strings."""
    day = doc.dated_on.toordinal() if doc.dated_on else None
    heading = "\n".join([doc.title, *doc.names])
    about = "\n".join([heading, *doc.subjects])
    title = analysis.layers(about, doc.language)
    filed = _concepts(doc.subjects, doc.language, analysis)
    attached = [f"{label}\n{text}" for label, text in doc.attachments]
    whole = analysis.layers("\n".join([about, doc.ingress, doc.text, doc.extra, *attached]), doc.language)
    for layers in (title, whole):
        layers.concepts.extend(concept for concept in filed if concept not in layers.concepts)
    summary = analysis.layers(doc.summary, SUMMARY_LANGUAGE)
    # That a summary names what the text is about makes the text no more about it.
    summary.concepts[:] = [concept for concept in summary.concepts if concept not in whole.concepts]
    begins = dict.fromkeys(form for word in analysis.words(heading, doc.language) for form in word.folded)
    return {
        "page_id": doc.page_id,
        "revision_id": doc.revision_id,
        "event_id": doc.event_id,
        "newest": (day or 0) << 32 | doc.page_id,
        "oldest": (day or _UNDATED) << 32 | doc.page_id,
        TITLE_ORDER: f"{order_of(doc.title)} {doc.page_id:010}",
        **{f"title_{layer}": _line(tokens) for layer, tokens in vars(title).items() if layer != "folded"},
        **{layer: _line([*tokens, *vars(summary)[layer]]) for layer, tokens in vars(whole).items()},
        "begins": _line([*begins, *map(as_case_number, (*doc.case_number.split(), doc.case_number))]),
        LISTS: list(doc.lists),
        CASE: [as_case_number(doc.case_number)] if doc.case_number else [],
        PRECEDENCE: [str(doc.precedence)],
        **{facet: list(codes) for facet, codes in doc.facets.items()},
        STORED: json.dumps(
            [doc.title, doc.ingress, doc.text, doc.names, doc.attachments, doc.summary], ensure_ascii=False
        ),
    }


def _concepts(subjects: Iterable[str], language: str, analysis: Analysis) -> list[str]:
    """What the subjects of a translation are called by in the language of its original, which has given them."""
    if language == settings.LANGUAGE_CODE:
        return []
    return list(dict.fromkeys(analysis.layers("\n".join(subjects), settings.LANGUAGE_CODE).concepts))


def _line(tokens: Iterable[str]) -> str:
    return " ".join(token for token in tokens if 0 < len(token) <= LONGEST_TOKEN) or NOTHING


def as_case_number(text: str) -> str:
    """A case number however it is spaced and cased, with a stroke or a hyphen between its numbers."""
    return _BETWEEN_NUMBERS.sub("/", "".join(text.lower().split()))


def order_of(title: str) -> str:
    """A key that sorts titles as Swedish does, other accents and case aside."""
    letters = unicodedata.normalize("NFC", title).casefold().translate(_LAST_LETTERS)
    return "".join(letter for letter in unicodedata.normalize("NFD", letters) if not unicodedata.combining(letter))
