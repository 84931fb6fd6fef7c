"""The refinements of search, each with what stands in its place while it is off: the simplest thing that works."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from typing import Any

import marisa_trie

from search.engines import tantivy, tantivy_reading
from search.index import documents, site_analyzer
from search.index.fields import fields
from search.query import builder, parser, resolver
from search.query.builder import FOLDED, PARTS, SIMILAR
from search.results import answers
from search.text import analyzer, build_lexicon, compounds, lexicon, morphology
from search.text.morphology import Forms
from tests.search.switches import INDISPENSABLE, PRECEDENCE, SUBJECT, Around, Part, nothing, part

NEVER = re.compile(r"(?!)")
NO_WORDS: frozenset[str] = frozenset()


def refinements() -> Iterator[Part]:
    """All of them, in the order in which a text and a question meet them."""
    yield from INDISPENSABLE
    yield from _of_words()
    yield from _of_compounds()
    yield from _of_labels()
    yield from _of_questions()
    yield from _of_stages()
    yield from _of_weights()
    yield from _of_index()


def _around(owner: Any, name: str, change: Callable[..., Any]) -> tuple[Any, str, Any]:
    return owner, name, Around(change)


def _of_words() -> Iterator[Part]:
    for code in (*analyzer.LANGUAGES, ""):
        yield part(f"stemming {code or 'of all languages'}", _around(Forms, "_stem", _unstemmed(code)))
    yield part("lemmas of the dictionary", (lexicon.Lexicon, "lemma", lambda *_of: ""))
    yield part("folding", (morphology, "fold", str.lower))
    yield part("one way of writing letters", (morphology, "plain", str.lower))
    yield part("stop words", (morphology, "SMALL_WORDS", dict.fromkeys(analyzer.LANGUAGES, NO_WORDS)))


def _unstemmed(code: str) -> Callable[..., str]:
    return lambda was, of, word, language: word if code in ("", language) else was(of, word, language)


def _of_compounds() -> Iterator[Part]:
    yield part("compounds after unknown words", (compounds, "_after_unknown", nothing))
    yield part("compounds: how common the whole is", (compounds, "_suits", lambda _part, cost, _whole: cost < inf))
    yield part("compounds: short parts", (compounds, "_MARGIN", 0.0))
    yield part("compounds: letters of many parts", (compounds, "_LETTERS_OF_PARTS", 0))
    # These need the file of word data to be made anew, which takes some seconds.
    yield _compiled("compounds: ends of three letters", (build_lexicon, "SHORT_ENDS", NO_WORDS))
    yield _compiled("compounds: beginnings that no other has", (build_lexicon, "RAREST_BARE", 0.0))
    yield _compiled("compounds: beginnings that others have", (build_lexicon, "LEAST", inf))


def _compiled(name: str, instead: tuple[Any, str, Any]) -> Part:
    made: list[lexicon.Lexicon] = []

    def once(*_of: Any) -> lexicon.Lexicon:
        if not made:
            made.append(lexicon.Lexicon(marisa_trie.BytesTrie().frombytes(build_lexicon.compiled())))
        return made[0]

    return part(name, instead, (site_analyzer, "_lexicon", once))


def _of_labels() -> Iterator[Part]:
    yield part("labels: words together", (analyzer, "_MOST_TOGETHER", 0))
    yield part("labels: Nordic names in questions", _around(analyzer.Analysis, "labels", _in_two_languages))


def _in_two_languages(was: Any, of: Any, words: Any, languages: Any = ("sv", "en")) -> Any:
    return was(of, words, languages)


def _of_questions() -> Iterator[Part]:
    yield part("question: case numbers", (parser, "_cases", nothing))
    yield part("question: case numbers in pieces", (parser, "MOST_PIECES", 1))
    yield part("question: phrases", (parser, "_QUOTED", NEVER))
    yield part("question: words to leave out", (parser, "_LEFT_OUT", NEVER))
    yield part("question: words written together", (resolver._Reader, "_together", nothing))
    yield part("question: narrower concepts", (resolver, "MOST_NARROWER", 0))
    yield part("question: a compound as its parts", (resolver.AskedWord, "parts", ()))


def _of_stages() -> Iterator[Part]:
    for name in (FOLDED, PARTS, SIMILAR):
        yield part(f"stage: {name}", _around(answers, "stages_of", _without(name)))
    yield SUBJECT
    yield part("similar: wrong letters", (builder, "edits", lambda _form: 0))
    yield part("similar: two wrong letters", (builder, "LONG_WORD", 99))


def _without(name: str) -> Callable[..., Any]:
    return lambda was, *given: tuple(stage for stage in was(*given) if stage.name != name)


def _of_weights() -> Iterator[Part]:
    yield part("weight: title", (builder, "TITLE", builder._Place("title_", 0.0)))
    yield part("weight: as typed", (builder, "_as_typed", nothing))
    yield PRECEDENCE
    yield part("weight: precedence in the last stages", (builder, "FAINTLY", 1.0))
    yield part("weight: case numbers", (builder, "CASE", 1.0))
    for name in ("CONCEPT", "NARROWER", "FOLDED_FORM", "LONE_PART", "NEAR"):
        yield part(f"weight: {name}", (builder, name, 1.0))
    yield part("weight: PART", (builder._Place.part, "__defaults__", (1.0,)), (builder, "PART", 1.0))


def _of_index() -> Iterator[Part]:
    yield part("index: names as the title", _around(tantivy, "fields", _names_in_text))
    yield part("index: keywords and areas", (documents, "_subjects", nothing))
    yield part("index: keywords and areas as the title", _around(tantivy, "fields", _subjects_in_text))
    yield part("index: summary and type", _around(tantivy, "fields", _document(extra="")))
    yield part("index: attachments", _around(tantivy, "fields", _document(attachments=())))
    order = (tantivy_reading.OpenIndex, "_newest_first", lambda _of, hits: [address for _score, address in hits])
    yield part("index: newest first among equals", order)


def _document(**values: Any) -> Callable[..., Any]:
    return lambda was, doc, used: was(replace(doc, **values), used)


def _subjects_in_text(was: Any, doc: Any, used: Any) -> Any:
    return was(replace(doc, subjects=(), extra="\n".join([doc.extra, *doc.subjects])), used)


def _names_in_text(was: Any, doc: Any, used: Any) -> Any:
    return fields(replace(doc, names=(), text="\n".join([doc.text, *doc.names])), used)
