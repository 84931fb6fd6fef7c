"""From a question to the stages in which it is asked: as it stands, folded, in part, similar."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.publications.precedence import FIRST, LAST
from search.index.fields import PRECEDENCE
from search.query.clauses import Best, Clause, Every, Fuzzy, OnePage, Phrase, Some, Stage, Term
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
# What stands foremost counts so much more than what stands last. A rare word in a title counts about as much, so that a
# clearly better match still wins.
FOREMOST = 14.0
# Of that, where no page has all the words: there the match says more than the standing does.
FAINTLY = 0.25
# What is in the reader's own language stands before what is not, where the words fit equally.
OWN_LANGUAGE = 6.0
# What is only like a word counts a fixed sum, whatever word it is.
NEAR = 2.0
SHORTEST_FUZZY = 4
# From this length on, two letters may be wrong.
LONG_WORD = 9

NONE: Synonyms = {}
ALL_STAGES = (WORDS, FOLDED, PARTS, SIMILAR)


def stages(
    question: Question,
    languages: Sequence[str],
    analysis: Analysis,
    synonyms: Synonyms = NONE,
    wanted: Sequence[str] = ALL_STAGES,
) -> tuple[Stage, ...]:
    """The readings of a question in these languages, the reader's own first; none where nothing is asked."""
    return stages_of(read(question, languages, analysis, synonyms), languages, wanted)


def stages_of(asked: Asked, languages: Sequence[str], wanted: Sequence[str] = ALL_STAGES) -> tuple[Stage, ...]:
    """The readings of a question that has been taken apart: those of the wanted stages, in their order."""
    if not asked.names:
        return _without_words(asked)
    titles = tuple(_name(name, WORDS, TITLE) for name in asked.names)
    own = Term("lang", languages[0], OWN_LANGUAGE)
    found = []
    for stage in wanted:
        words = [_name(name, stage) for name in asked.names]
        more = _as_typed(asked) if stage == WORDS else ()
        bonus = (*titles, own, *foremost(FAINTLY if stage in (PARTS, SIMILAR) else 1.0), *more)
        if stage != PARTS:
            found.append(_stage(stage, asked, _all(words), bonus))
        elif subject := _subject(asked.names):
            found.append(_stage(stage, asked, Every((_any(words), subject)), bonus))
    return tuple(found)


def _without_words(asked: Asked) -> tuple[Stage, ...]:
    """Phrases alone, words to leave out alone, or signs that are no words: those nothing has."""
    if asked.phrases:
        return (_stage(WORDS, asked, None, foremost()),)
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
# What a page is about, asked for without counting.
ABOUT = _Place("title_", 0.0)


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


def in_words(name: Name) -> Stage:
    """A name by its words alone, without what it stands for."""
    return Stage(FOLDED, _name(Name(name.words), FOLDED))


def one_by_one(asked: Asked, stage: str) -> tuple[Clause, ...]:
    """What each name and each phrase of a question stands for in a stage, for who counts how many of them there are."""
    return (*(_name(name, stage) for name in asked.names), *map(_phrase, asked.phrases.values()))


def as_it_stands(question: Question, languages: Sequence[str], analysis: Analysis) -> Stage:
    """A question whose words stand side by side in a title or a name, or that is a case number."""
    readings = dict.fromkeys(filter(None, (analysis.stems(question.words, language) for language in languages)))
    titles = (_side_by_side("title_stems", stems) for stems in readings)
    return Stage(WORDS, _best([*titles, *map(_case, question.cases)]))


def _subject(names: Sequence[Name]) -> Clause | None:
    """Where not all is found, a page has to be about a part of it. None for small words, which answer nothing alone.

    What it is about stands in its title, names, keywords and areas. What has a concept, and a rare word, answer
    wherever they stand. Of several words that name one thing, none answers alone.
    """
    ways: list[Clause] = []
    for name in names:
        ways += [Term("concepts", concept, 0.0) for concept in (*name.concepts, *name.narrower)]
        if len(name.words) > 1:
            ways.append(_name(name, WORDS, ABOUT))
        elif not name.words[0].says_nothing_alone:
            ways += _alone(name, is_all=len(names) == 1)
    return _any(ways) if ways else None


def _alone(name: Name, *, is_all: bool) -> Iterator[Clause]:
    """The ways in which a single word answers without the others: of its parts fewer where there are others."""
    word = name.words[0]
    yield _name(name, WORDS, ABOUT)
    if not word.is_common:
        yield from (Term("folded", form, 0.0) for form in word.folded)
    yield from (ABOUT.part(part) for part in (word.telling if is_all else word.rare))


def _as_typed(asked: Asked) -> Iterator[Clause]:
    """Counts for the word itself beside another name of the same."""
    return (_best([Term("folded", form, AS_TYPED) for form in word.folded]) for word in asked.words)


def edits(form: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(form) < SHORTEST_FUZZY else 2 if len(form) >= LONG_WORD else 1


def foremost(share: float = 1.0) -> tuple[Clause, ...]:
    """Counts for each publication by its precedence, the same sum whatever is asked."""
    counts = ((step, share * FOREMOST * step / FIRST) for step in range(LAST + 1, FIRST + 1))
    return tuple(Term(PRECEDENCE, str(step), count) for step, count in counts)


def lacking(stage: Stage, page_ids: Iterable[int]) -> Stage:
    """Finds those of these pages that the stage does not find, though they have no word that is to be left out."""
    left_out = stage.clause.without if isinstance(stage.clause, Every) else ()
    pages = Some(tuple(OnePage(page_id) for page_id in page_ids))
    return Stage(stage.name, Every((pages,), (stage.clause, *left_out)))


def lifting(stage: Stage, matches: Mapping[int, float]) -> Stage:
    """The stage that finds these pages too: each counts the match that is given for it, and its standing."""
    pages = Some(tuple(OnePage(page_id, match) for page_id, match in matches.items()))
    return Stage(stage.name, Best((stage.clause, Every((pages,), bonus=foremost()))))


def _phrase(readings: Sequence[Stems]) -> Clause:
    fields = {"stems": 1.0, "title_stems": IN_TITLE}
    return _best([_side_by_side(field, stems, boost) for stems in readings for field, boost in fields.items()])


def _side_by_side(field: str, stems: Stems, boost: float = 1.0) -> Clause:
    return Term(field, stems[0], boost) if len(stems) == 1 else Phrase(field, stems, boost)


def _left_out(asked: Asked) -> tuple[Clause, ...]:
    """The words to leave out, in all their forms; a longer word that they are a part of stays."""
    readings = [stems for readings in asked.without.values() for stems in readings]
    return tuple(dict.fromkeys(_side_by_side("stems", stems) for stems in readings))
