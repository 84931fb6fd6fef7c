"""The refinements of search, each with what stands in its place while it is off: the simplest thing that works."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings

from search.engines import tantivy, tantivy_reading
from search.index import site_analyzer
from search.index.fields import fields
from search.query import builder, parser, resolver
from search.query.builder import FOLDED, PARTS, SIMILAR
from search.results import answers
from search.text import analyzer, build_lexicon, compounds, concept_labels, lexicon, morphology, tokenizer
from search.text.compounds import Splitter
from search.text.morphology import Forms
from tests.search.switches import INDISPENSABLE, Around, Part, nothing, part

NEVER = re.compile(r"(?!)")
NO_WORDS: frozenset[str] = frozenset()


def refinements() -> Iterator[Part]:
    """All of them, in the order in which a text and a question meet them."""
    yield from INDISPENSABLE
    yield from _of_words()
    yield from _of_compounds()
    yield from _of_lexicon()
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
    yield part("lemmas by rule", (Forms, "_lemma_by_rule", lambda *_of: ""))
    lower = tuple((module, "fold", str.lower) for module in (morphology, analyzer, builder, site_analyzer))
    yield part("folding", *lower)
    yield part("letters of other alphabets", (tokenizer, "_LETTERS", {}))
    yield part("one way of writing letters", *((module, "plain", str) for module in (morphology, analyzer)))
    yield part("signs within words", (tokenizer, "_ANY_MARK", NEVER))
    yield part("stop words", (morphology, "SMALL_WORDS", dict.fromkeys(analyzer.LANGUAGES, NO_WORDS)))
    yield part("abbreviations as they are", (morphology, "is_abbreviation", lambda _text: False))
    yield part("words in capitals", (Forms, "_is_heading", lambda *_of: False))
    yield part("plural of abbreviations", (morphology, "_PLURAL_ABBREVIATION", NEVER))
    yield part("possessives and colons", (morphology, "_without_endings", str))
    yield part("forgotten spaces after colons", (tokenizer, "_cut_at_colons", lambda _text, *place: [place]))
    yield part("pieces of hyphenated words", (Forms, "_hyphenated", _without_hyphens))


def _unstemmed(code: str) -> Callable[..., str]:
    return lambda was, of, word, language: word if code in ("", language) else was(of, word, language)


def _without_hyphens(of: Any, written: str, language: str) -> Any:
    return of._ordinary(written.replace("-", "").lower(), language)


def _of_compounds() -> Iterator[Part]:
    yield part("compounds after unknown words", (Splitter, "_after_unknown", lambda *_of, **_named: ()))
    yield part("compounds that begin with any word", (Splitter, "_bare", nothing))
    yield part("compounds: learned beginnings", (compounds, "_LENGTHS_OF_LEARNED", []))
    yield part("compounds: whole words kept by hand", (compounds, "SIMPLE", NEVER))
    yield part("compounds: no beginnings kept by hand", (compounds, "NO_FRONT", NO_WORDS))
    yield part("compounds: no ends kept by hand", (compounds, "NO_HEAD", NO_WORDS))
    yield part("compounds: short ends", (compounds, "SHORT_HEADS", NO_WORDS))
    yield part("compounds: endings that are always linked", (compounds, "ALWAYS_LINKED", ()))
    yield part("compounds: how common the whole is", (compounds._Way, "suits", lambda *_of: True))
    yield part("compounds: the price of a link", (compounds, "_LINK", 0.0))
    yield part("compounds: ends in other inflections", (Splitter, "_inflected", lambda *_of: None))
    yield part("compounds: names stay whole", _around(lexicon, "_whole", _changed(is_name=False)))
    yield part("compounds: the portal's words have no price", _around(lexicon, "_whole", _changed(is_unlisted=False)))
    yield part("compounds: parts of parts", (Forms, "_leaves", lambda _of, word, _language: [word]))
    yield part("compounds: parts by their lemma", (Forms, "_base", lambda of, word, code: of._stem(word, code)))
    yield part("compounds: parts in several forms", _around(morphology, "_form", _formed(more_parts=())))
    yield part("compounds: parts without accents", _around(morphology, "_form", _formed(folded_parts=())))


def _changed(**values: Any) -> Callable[..., Any]:
    return lambda was, *given: was(*given)._replace(**values)


def _formed(**values: Any) -> Callable[..., Any]:
    return lambda was, *given, **named: replace(was(*given, **named), **values)


def _of_lexicon() -> Iterator[Part]:
    """These need the file of word data to be made anew, which takes some seconds."""
    yield _compiled("lexicon: the portal's own words", (build_lexicon, "own_words", lambda _folders: {}))
    yield _compiled(
        "lexicon: the portal's own beginnings", (build_lexicon.LanguageWords, "_own_fronts", lambda *_of: {})
    )
    yield _compiled("lexicon: lemmas kept by hand", (build_lexicon, "LEMMAS", {}))
    yield _compiled("lexicon: no rare lemmas", (build_lexicon, "HOW_MUCH_RARER", 99.0))
    yield _compiled("lexicon: short stems kept by hand", (build_lexicon, "SHORT_STEMS", NO_WORDS))
    yield _compiled("lexicon: changed stems kept by hand", (build_lexicon, "CHANGED_STEMS", NO_WORDS))


def _compiled(name: str, instead: tuple[Any, str, Any]) -> Part:
    made: list[lexicon.Lexicon] = []

    def once(*_of: Any) -> lexicon.Lexicon:
        if not made:
            own = build_lexicon.own_words([settings.BASE_DIR / "portal" / "data"])
            made.append(lexicon.Lexicon.read(memoryview(build_lexicon.compiled(own))))
        return made[0]

    return part(name, instead, (site_analyzer, "_lexicon", once))


def _of_labels() -> Iterator[Part]:
    yield part("labels: concepts within compounds", (analyzer.Analysis, "_within", nothing))
    yield part("labels: compounds apart", (Forms, "halves", nothing))
    yield part("labels: words together", (analyzer, "_MOST_TOGETHER", 0))
    yield part("labels: without accents", (analyzer, "_SHORTEST_FOLDED", 99))
    yield part("labels: by lemma and stem", _around(analyzer.Analysis, "_make_readings", _first_reading))
    yield part("labels: no much shorter word", (concept_labels._Named, "may_be", lambda *_of: True))
    yield part("labels: English in every text", (analyzer, "ALWAYS_KNOWN", analyzer.DEFAULT))
    yield part("labels: Nordic names in questions", _around(analyzer.Analysis, "labels", _in_two_languages))
    yield part("labels: product areas", (site_analyzer, "_of_areas", nothing))
    yield part("labels: types", (site_analyzer, "_of_types", nothing))


def _first_reading(was: Any, *given: Any) -> Any:
    return was(*given)[:1]


def _in_two_languages(was: Any, of: Any, words: Any, languages: Any = None) -> Any:
    return was(of, words, languages or ("sv", "en"))


def _of_questions() -> Iterator[Part]:
    yield part("question: case numbers", (parser, "_cases", nothing))
    yield part("question: case numbers in pieces", (parser, "MOST_PIECES", 1))
    yield part("question: phrases", (parser, "_QUOTED", NEVER))
    yield part("question: words to leave out", (parser, "_LEFT_OUT", NEVER))
    yield part("question: words written together", (resolver._Reader, "_together", nothing))
    yield part("question: words written apart", (resolver._Reader, "_apart", nothing))
    yield part("question: concepts within a word", _around(resolver._Reader, "_unknown", _asked(inner=())))
    yield part("question: concepts that may be meant", (answers, "guess", nothing))
    yield part("question: narrower concepts", _around(resolver, "_related", _named(narrower=())))
    yield part("question: broader concepts", _around(resolver, "_related", _named(broader=())))
    yield part("question: the words of a concept's name", _around(resolver, "_related", _only_as_a_whole))
    yield part("question: a compound as its parts", (resolver.AskedWord, "parts", ()))
    yield part("question: a word within a compound", _around(builder._Ways, "_at", _whole_words))


def _asked(**values: Any) -> Callable[..., Any]:
    return lambda was, *given: replace(was(*given), **values)


def _named(**values: Any) -> Callable[..., Any]:
    return lambda was, *given: tuple(replace(name, **values) for name in was(*given))


def _only_as_a_whole(was: Any, *given: Any) -> Any:
    return tuple(replace(name, inner=() if name.concepts else name.inner) for name in was(*given))


def _whole_words(was: Any, *given: Any) -> Any:
    return [way for way in was(*given) if not getattr(way, "field", "").endswith("parts")]


def _of_stages() -> Iterator[Part]:
    for name in (FOLDED, PARTS, SIMILAR):
        yield part(f"stage: {name}", _around(answers, "stages_of", _stages(_not_called(name))))
    yield part("stage: some similar word", _around(answers, "stages_of", _stages(_not_the_second_similar)))
    yield part("similar: last resort", (builder, "MOST_LOOSE", 0))
    yield part("similar: another first letter", (builder, "first_letters", nothing))
    yield part("similar: wrong letters", (builder, "edits", lambda _form: 0))
    yield part("similar: two wrong letters", (builder, "LONG_WORD", 99))
    yield part("similar: beginnings", (builder, "SHORTEST_BEGINNING", 99))


def _stages(kept: Callable[[list[Any]], list[Any]]) -> Callable[..., Any]:
    def change(was: Any, *given: Any) -> Any:
        made = was(*given)
        return tuple(kept(list(made))) or made

    return change


def _not_called(name: str) -> Callable[[list[Any]], list[Any]]:
    return lambda made: [stage for stage in made if stage.name != name]


def _not_the_second_similar(made: list[Any]) -> list[Any]:
    similar = [stage for stage in made if stage.name == SIMILAR]
    return [stage for stage in made if stage not in similar[1:2]] if len(similar) > 1 else made


def _of_weights() -> Iterator[Part]:
    yield part("weight: title", (builder, "TITLE", builder._Place("title_", 0.0)))
    yield part("weight: side by side", (builder, "_side_by_side", nothing))
    yield part("weight: as typed", (builder, "_as_typed", nothing))
    yield part("weight: what holds (HOLDS)", (builder, "HOLDS", 0.0))
    yield part("weight: case numbers", (builder, "CASE", 1.0))
    yield part("weight: filed under an area or a type", (builder, "_filed", lambda _concept: None))
    for name in ("CONCEPT", "NARROWER", "FOLDED_FORM", "LONE_PART", "NEAR", "BEGINNING"):
        yield part(f"weight: {name}", (builder, name, 1.0))
    yield part("weight: PART", (builder._Place.part, "__defaults__", (1.0,)), (builder, "PART", 1.0))


def _of_index() -> Iterator[Part]:
    yield part("index: names as the title", _around(tantivy, "fields", _names_in_text))
    yield part("index: summary and keywords", _around(tantivy, "fields", _document(extra="")))
    yield part("index: attachments", _around(tantivy, "fields", _document(attachments=())))
    order = (tantivy_reading.OpenIndex, "_newest_first", lambda _of, hits: [address for _score, address in hits])
    yield part("index: newest first among equals", order)


def _document(**values: Any) -> Callable[..., Any]:
    return lambda was, doc, used: was(replace(doc, **values), used)


def _names_in_text(was: Any, doc: Any, used: Any) -> Any:
    return fields(replace(doc, names=(), text="\n".join([doc.text, *doc.names])), used)
