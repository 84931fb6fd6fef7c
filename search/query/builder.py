"""From a question to the stages in which it is asked: as it stands, folded, in part, similar."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase

from portal.publications.statuses import MAY_BE_PAST
from search.index.site_analyzer import AREA, TYPE
from search.query.clauses import Best, Clause, Every, Fuzzy, Phrase, Prefix, Some, Stage, Term
from search.query.parser import Question
from search.query.resolver import Asked, AskedWord, Guess, Name, Reading, Synonyms, no_guess, read
from search.text.analyzer import Analysis, fold

WORDS, FOLDED, PARTS, SIMILAR = "words", "folded", "parts", "similar"

# A word that is a part of a longer one, or that stands as its own parts.
PART = 0.5
CONCEPT = 0.9
# A form of what was named: "förmaksflimmer" for "rytmrubbning".
NARROWER = 0.25
FOLDED_FORM = 0.8
# The name of a product area or a type finds what is filed so, too; who names a type mostly wants one of it.
FILED = {"area": 0.5, "type": 4.0}
AS_TYPED = 0.5
# A part of a typed word, where nothing has all of it.
LONE_PART = 0.3
# What the same words in the title and the names count beside.
IN_TITLE = 2.0
SIDE_BY_SIDE = 0.5
SIDE_BY_SIDE_IN_TITLE = 1.0
CASE = 100.0
# What holds stands before what no longer does or may not, where the words fit equally.
HOLDS = 1.5
# What is only like a word counts a fixed sum, whatever word it is.
NEAR = 2.0
BEGINNING = 1.5
SHORTEST_BEGINNING = 3
SHORTEST_FUZZY = 4
# From this length on, two letters may be wrong.
LONG_WORD = 9

# The last resort, for questions of few words: another first letter.
MOST_LOOSE = 4
SHORTEST_SLIP = 5

NONE: Synonyms = {}


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


def stages(
    question: Question,
    languages: Sequence[str],
    analysis: Analysis,
    synonyms: Synonyms = NONE,
    guess: Guess = no_guess,
) -> tuple[Stage, ...]:
    """The readings of a question in the languages that are looked in; none where nothing is asked."""
    return stages_of(read(question, languages, analysis, synonyms, guess), languages)


def stages_of(asked: Asked, languages: Sequence[str]) -> tuple[Stage, ...]:
    """The readings of a question that has been taken apart."""
    if not asked.names:
        return _without_words(asked, languages)
    ways: dict[int, _Ways] = {}

    def each(how: str, place: _Place = ANYWHERE, join: Join = _all) -> list[Clause]:
        return [_name(name, how, place, join, ways) for name in asked.names]

    bonus = (*each("in_title", TITLE), *_side_by_side(asked), _holds(languages))
    near = each("near")
    made = [
        _stage(WORDS, asked, _all(each("whole")), (*bonus, *_as_typed(asked))),
        _stage(FOLDED, asked, _all(each("folded")), bonus),
        _stage(PARTS, asked, _any(each("partly", join=_any)), bonus),
        _stage(SIMILAR, asked, _all(near), bonus),
    ]
    if len(near) > 1:
        made.append(_stage(SIMILAR, asked, _any(near), bonus))
    if len(near) <= MOST_LOOSE:
        made.append(_stage(SIMILAR, asked, _any(each("loose")), bonus))
    return tuple(made)


def _without_words(asked: Asked, languages: Sequence[str]) -> tuple[Stage, ...]:
    """Phrases alone, words to leave out alone, or signs that are no words: those nothing has."""
    if asked.phrases:
        return (_stage(WORDS, asked, None, (_holds(languages),)),)
    if asked.without:
        return (Stage(WORDS, Every((), _left_out(asked))),)
    return (Stage(WORDS, Term("case", "".join(asked.text.split()))),) if asked.text else ()


def _stage(name: str, asked: Asked, words: Clause | None, bonus: tuple[Clause, ...]) -> Stage:
    wanted = _all([*([words] if words else []), *(_phrase(readings) for readings in asked.phrases)])
    if asked.cases:
        wanted = Best((wanted, *map(_case, asked.cases)))
    return Stage(name, Every((wanted,), _left_out(asked), bonus))


def _case(number: str) -> Clause:
    """A case number, or what it has after its letters: no other word has a stroke in it."""
    whole = Term("case", number, CASE)
    return Best((whole, Term("begins", number, CASE))) if "/" in number else whole


Join = Callable[[Sequence[Clause]], Clause]


def _all(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Every(tuple(clauses))


def _any(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Some(tuple(clauses))


def _best(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Best(tuple(clauses))


class _Ways:
    """The ways in which one word can stand, wider from stage to stage; each has those before it."""

    def __init__(self, word: AskedWord) -> None:
        self._word = word

    def _at(self, place: _Place) -> list[Clause]:
        word = self._word
        # A name with capitals in it has among the lemmas what it is stemmed to without them.
        tokens = [*word.tokens, *(joined.stem for joined in word.joined)]
        ways = [place.term(layer, token) for token in tokens for layer in ("stems", "lemmas")]
        ways += [place.term("parts", token, PART) for token in word.tokens]
        return ways + [_all([place.part(part) for part in parts]) for parts in word.parts]

    @cached_property
    def whole(self) -> list[Clause]:
        return self._at(ANYWHERE)

    @cached_property
    def in_title(self) -> list[Clause]:
        return self._at(TITLE)

    @cached_property
    def folded(self) -> list[Clause]:
        ways: list[Clause] = [Term("folded", form, FOLDED_FORM) for form in self._word.folded]
        parts = [[Term("folded", fold(part), PART) for part in parts] for parts in self._word.parts]
        return [*self.whole, *ways, *map(_all, parts)]

    @cached_property
    def partly(self) -> list[Clause]:
        ways = [ANYWHERE.term("concepts", concept, CONCEPT) for concept in self._word.inner]
        ways += [_any([ANYWHERE.part(part, LONE_PART) for part in parts]) for parts in self._word.parts]
        return [*self.folded, *ways]

    @cached_property
    def slips(self) -> list[Clause]:
        ways: list[Clause] = [Term("concepts", concept, NEAR) for concept in self._word.guessed]
        ways += [Phrase("stems", tuple(piece.stem for piece in pieces)) for pieces in self._word.apart]
        ways += [Fuzzy("folded", form, most, NEAR) for form in self._word.folded if (most := edits(form))]
        return [*self.folded, *ways]

    @cached_property
    def near(self) -> list[Clause]:
        begun = [form for form in self._word.folded if len(form) >= SHORTEST_BEGINNING]
        return [*self.slips, *(Prefix("folded", form, BEGINNING) for form in begun)]

    @cached_property
    def loose(self) -> list[Clause]:
        form = self._word.folded[0]
        others = first_letters(form) if len(form) >= SHORTEST_SLIP else ()
        return [*self.near, *(Term("folded", other, NEAR) for other in others)]


def first_letters(form: str) -> Iterator[str]:
    """What a word may be whose first letter is wrong, missing or too much: fuzzy clauses keep it."""
    yield from (form[1:], form[1] + form[0] + form[2:])
    yield from (letter + rest for letter in ascii_lowercase for rest in (form, form[1:]))


def edits(form: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(form) < SHORTEST_FUZZY else 2 if len(form) >= LONG_WORD else 1


def _name(name: Name, how: str, place: _Place, join: Join, ways_of: dict[int, _Ways]) -> Clause:
    """What a name stands for: its concepts, an editor's words for it, or its own words one by one."""
    ways = [place.term("concepts", concept, CONCEPT) for concept in name.concepts]
    ways += [place.term("concepts", concept, NARROWER) for concept in name.narrower]
    if how == "partly":
        ways += [place.term("concepts", concept, LONE_PART) for concept in name.broader]
    ways += [filed for concept in name.concepts if (filed := _filed(concept))]
    for names in name.synonyms:
        if names:
            ways.append(_all([_name(other, how, place, _all, ways_of) for other in names]))
    if name.inner:
        ways.append(join([_name(inner, how, place, join, ways_of) for inner in name.inner]))
    elif len(name.words) == 1:
        word = name.words[0]
        ways += getattr(ways_of.setdefault(id(word), _Ways(word)), how)
    return _best(ways)


def _filed(concept: str) -> Clause | None:
    """What is filed under a product area or is of a type, whether or not it has the name of it."""
    for group, prefix in (("area", AREA), ("type", TYPE)):
        if concept.startswith(prefix):
            return Term(group, concept.removeprefix(prefix), FILED[group])
    return None


def _side_by_side(asked: Asked) -> list[Clause]:
    found: list[Clause] = []
    for reading in asked.running:
        if len(reading) > 1:
            stems = tuple(word.stem for word in reading)
            found += [Phrase("stems", stems, SIDE_BY_SIDE), Phrase("title_stems", stems, SIDE_BY_SIDE_IN_TITLE)]
    return found


def _as_typed(asked: Asked) -> list[Clause]:
    """Counts for the word itself beside another name of the same: a concept may be named without dots, too."""
    return [_best([Term("folded", form, AS_TYPED) for form in word.folded]) for word in asked.words]


def _holds(languages: Sequence[str]) -> Clause:
    """Counts for whatever is not replaced, withdrawn or of a standing that nobody knows."""
    anything = _best([Term("lang", language, HOLDS) for language in languages])
    return Every((anything,), without=tuple(Term("status", status) for status in MAY_BE_PAST))


def _phrase(readings: tuple[Reading, ...]) -> Clause:
    ways: list[Clause] = []
    for reading in readings:
        stems = tuple(word.stem for word in reading)
        if len(stems) == 1:
            ways += [Term("stems", stems[0]), Term("title_stems", stems[0], IN_TITLE)]
        else:
            ways += [Phrase("stems", stems), Phrase("title_stems", stems, IN_TITLE)]
    return _best(ways)


def _left_out(asked: Asked) -> tuple[Clause, ...]:
    """The words to leave out, in all their forms; a longer word that they are a part of stays."""
    found: list[Clause] = []
    for reading in (reading for readings in asked.without for reading in readings):
        if len(reading) > 1:
            found.append(Phrase("stems", tuple(word.stem for word in reading)))
            continue
        tokens = [token for token in (reading[0].stem, reading[0].lemma) if token]
        found += [Term(layer, token) for token in tokens for layer in ("stems", "lemmas")]
    return tuple(dict.fromkeys(found))
