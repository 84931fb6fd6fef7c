"""From a question to the stages in which it is asked: as it stands, folded, in part, similar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.publications.statuses import MAY_BE_PAST
from search.query.clauses import Best, Clause, Every, Fuzzy, Phrase, Some, Stage, Term
from search.query.parser import Question
from search.query.resolver import Asked, AskedWord, Name, Stems, Synonyms, read
from search.text.analyzer import Analysis

WORDS, FOLDED, PARTS, SIMILAR = "words", "folded", "parts", "similar"

# A word that is a part of a longer one, or that stands as its own parts.
PART = 0.5
CONCEPT = 0.9
# A form of what was named: "förmaksflimmer" for "rytmrubbning".
NARROWER = 0.25
FOLDED_FORM = 0.8
AS_TYPED = 0.5
# A part of a typed word, where nothing has all of it.
LONE_PART = 0.3
# What the same words in the title and the names count beside.
IN_TITLE = 2.0
CASE = 100.0
# What holds stands before what no longer does or may not, where the words fit equally.
HOLDS = 1.5
# What is only like a word counts a fixed sum, whatever word it is.
NEAR = 2.0
SHORTEST_FUZZY = 4
# From this length on, two letters may be wrong.
LONG_WORD = 9

NONE: Synonyms = {}


def stages(
    question: Question, languages: Sequence[str], analysis: Analysis, synonyms: Synonyms = NONE
) -> tuple[Stage, ...]:
    """The readings of a question in the languages that are looked in; none where nothing is asked."""
    return stages_of(read(question, languages, analysis, synonyms), languages)


def stages_of(asked: Asked, languages: Sequence[str]) -> tuple[Stage, ...]:
    """The readings of a question that has been taken apart."""
    if not asked.names:
        return _without_words(asked, languages)
    bonus = (*(_name(name, WORDS, TITLE) for name in asked.names), holding(languages))
    found = []
    for stage in (WORDS, FOLDED, PARTS, SIMILAR):
        words = [_name(name, stage) for name in asked.names]
        more = _as_typed(asked) if stage == WORDS else ()
        found.append(_stage(stage, asked, _any(words) if stage == PARTS else _all(words), (*bonus, *more)))
    return tuple(found)


def _without_words(asked: Asked, languages: Sequence[str]) -> tuple[Stage, ...]:
    """Phrases alone, words to leave out alone, or signs that are no words: those nothing has."""
    if asked.phrases:
        return (_stage(WORDS, asked, None, (holding(languages),)),)
    if asked.without:
        return (Stage(WORDS, Every((), _left_out(asked))),)
    return (Stage(WORDS, Term("case", "".join(asked.text.split()))),) if asked.text else ()


def _stage(name: str, asked: Asked, words: Clause | None, bonus: tuple[Clause, ...]) -> Stage:
    wanted = _all([*([words] if words else []), *(_phrase(readings) for readings in asked.phrases.values())])
    if asked.cases:
        wanted = Best((wanted, *map(_case, asked.cases)))
    return Stage(name, Every((wanted,), _left_out(asked), bonus))


def _case(number: str) -> Clause:
    """A case number, or what it has after its letters: no other word has a stroke in it."""
    whole = Term("case", number, CASE)
    return Best((whole, Term("begins", number, CASE))) if "/" in number else whole


def _all(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Every(tuple(clauses))


def _any(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Some(tuple(clauses))


def _best(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Best(tuple(clauses))


@dataclass(frozen=True)
class _Place:
    """Where words are looked for, and what they count there."""

    prefix: str = ""
    weight: float = 1.0

    def term(self, layer: str, token: str, boost: float = 1.0) -> Clause:
        return Term(self.prefix + layer, token, boost * self.weight)

    def part(self, part: str, boost: float = PART) -> Clause:
        return Best((self.term("stems", part, boost), self.term("parts", part, boost)))


ANYWHERE = _Place()
TITLE = _Place("title_", IN_TITLE)


def _name(name: Name, stage: str, place: _Place = ANYWHERE) -> Clause:
    """What a name stands for in a stage: its concepts, an editor's words for it, or its own words."""
    ways = [place.term("concepts", concept, CONCEPT) for concept in name.concepts]
    ways += [place.term("concepts", concept, NARROWER) for concept in name.narrower]
    ways += [_all([_name(other, stage, place) for other in names]) for names in name.synonyms if names]
    words = [_best(list(_word(word, stage, place))) for word in name.words]
    return _best([*ways, _any(words) if stage == PARTS else _all(words)])


def _word(word: AskedWord, stage: str, place: _Place) -> Iterator[Clause]:
    """The ways in which one word can stand, more of them from stage to stage."""
    yield from (place.term("stems", stem) for stem in (*word.stems, *word.joined))
    yield from (place.term("parts", stem, PART) for stem in word.stems)
    for parts in word.parts:
        yield _all([place.part(part) for part in parts])
    if stage != WORDS:
        yield from (Term("folded", form, FOLDED_FORM) for form in word.folded)
    if stage == PARTS:
        yield from (_any([place.part(part, LONE_PART) for part in parts]) for parts in word.parts)
    if stage == SIMILAR:
        yield from (Fuzzy("folded", form, most, NEAR) for form in word.folded if (most := edits(form)))


def _as_typed(asked: Asked) -> Iterator[Clause]:
    """Counts for the word itself beside another name of the same."""
    return (_best([Term("folded", form, AS_TYPED) for form in word.folded]) for word in asked.words)


def edits(form: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(form) < SHORTEST_FUZZY else 2 if len(form) >= LONG_WORD else 1


def holding(languages: Sequence[str]) -> Clause:
    """Counts for whatever is not replaced, withdrawn or of a standing that nobody knows."""
    anything = _best([Term("lang", language, HOLDS) for language in languages])
    return Every((anything,), without=tuple(Term("status", status) for status in MAY_BE_PAST))


def _phrase(readings: Sequence[Stems]) -> Clause:
    fields = {"stems": 1.0, "title_stems": IN_TITLE}
    return _best([_side_by_side(field, stems, boost) for stems in readings for field, boost in fields.items()])


def _side_by_side(field: str, stems: Stems, boost: float = 1.0) -> Clause:
    return Term(field, stems[0], boost) if len(stems) == 1 else Phrase(field, stems, boost)


def _left_out(asked: Asked) -> tuple[Clause, ...]:
    """The words to leave out, in all their forms; a longer word that they are a part of stays."""
    readings = [stems for readings in asked.without.values() for stems in readings]
    return tuple(dict.fromkeys(_side_by_side("stems", stems) for stems in readings))
