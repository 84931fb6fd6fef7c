"""Questions with the pages that answer them, asked of the demo content: how often search finds the right page.

Three files hold those of one page or a few. `golden.yaml` is what search was tuned on. The questions of
`questions.tsv` and `questions_from_pages.tsv` were written from the public pages alone, by people who had not read the
code of search: nothing may be tuned on them, so that they tell what a new reader meets. `broad_questions.tsv` has
questions that many pages answer, with the recommendations that may stand first; `unanswerable.tsv` has some that no
page answers. `filter_questions.tsv` has questions with words that name filters.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from django.http import QueryDict
from django.utils import translation

from portal.devserver.demo_content import DATA, FILES, rows_of
from portal.models import Publication
from portal.selections.selection import Selection
from search.engines import Request
from search.results.answers import answer
from search.results.expansions import expansion
from search.results.filter_words import led
from search.results.hits import hits

FOLDER = Path(__file__).parent
TUNED, UNSEEN = "golden.yaml", ("questions.tsv", "questions_from_pages.tsv")
BROAD, UNANSWERABLE, FILTERS = "broad_questions.tsv", "unanswerable.tsv", "filter_questions.tsv"
ENGLISH = "en:"
# The first part of every English address.
ENGLISH_SITE = "/en/"
NOTHING = "none"
SWEDISH_ONLY = "-svonly"


@dataclass(frozen=True)
class Question:
    """What a reader types, on the site of one language.

    Pages are the addresses of those that answer it, the best first; none where search must find nothing.
    Kind says what makes it hard, see the heading of each file. File is the one that has the question.
    """

    q: str
    kind: str
    pages: tuple[str, ...]
    language: str = "sv"
    file: str = TUNED

    def rank(self, found: Iterable[str]) -> int:
        """The place of the first right page among these addresses, from 1; 0 where there is none."""
        return next((place for place, address in enumerate(found, 1) if address in self.pages), 0)


@dataclass(frozen=True)
class Figures:
    """Shares of some questions, from 0 to 1.

    Of those that have an answer: how many have a right page among the first ten hits, among the first three, and
    first of all. Of those that must find nothing: how many do.
    """

    in_ten: float
    in_three: float
    first: float
    nothing: float


# Question → the addresses of its hits, in order.
Answers = Mapping[Question, list[str]]


def tuned() -> list[Question]:
    """The questions of golden.yaml, which names pages by their keys in the demo content."""
    known = addresses_by_key()
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / TUNED).read_text())
    return [Question(**{**row, "pages": tuple(known[key] for key in row["pages"])}) for row in rows]


def unseen() -> list[Question]:
    """The questions that nothing was tuned on, each on every site that has a page for it."""
    return [question for file in UNSEEN for question in _from_table(file)]


def broad() -> list[Question]:
    """Questions that many pages answer; pages are those that may stand first."""
    rows = (line.split("\t") for line in _lines(BROAD))
    return [Question(q, "broad", tuple(addresses.split("|")), file=BROAD) for q, addresses in rows]


def unanswerable() -> list[Question]:
    """Questions that no page answers."""
    return [Question(q, NOTHING, (), file=UNANSWERABLE) for q in _lines(UNANSWERABLE)]


def naming_filters() -> dict[Selection, Selection]:
    """Questions with words that name filters, each with what it means: the other words with these filters."""
    rows = (line.split("\t") for line in _lines(FILTERS))
    return {Selection(q=q, language=site): Selection.from_query(QueryDict(meant), site) for site, q, meant in rows}


def _lines(file: str) -> list[str]:
    return [line for line in (FOLDER / file).read_text().splitlines() if not line.startswith("#")]


def _from_table(file: str) -> Iterator[Question]:
    for line in _lines(file):
        q, addresses, kind = line.split("\t")
        pages = tuple(addresses.split("|")) if addresses else ()
        english = tuple(page for page in pages if page.startswith(ENGLISH_SITE))
        yield Question(q, kind, tuple(page for page in pages if page not in english), file=file)
        if english:
            yield Question(q, kind, english, "en", file)


def swedish_only() -> list[Question]:
    """Those of these in the other Nordic languages and English whose pages have no English text, as asked there."""
    asked = [question for question in unseen() if question.kind.endswith(SWEDISH_ONLY)]
    return [replace(question, language="en") for question in asked]


def addresses_by_key() -> dict[str, str]:
    """Key of a publication in the demo content → its address; "en:" before a key means the page in English."""
    indexes = {row["key"]: row for row in tomllib.loads((DATA / "site.toml").read_text())["index"]}
    found = {}
    for name, table in FILES:
        for row in rows_of(name, table):
            index = indexes[table]
            found[row["key"]] = f"/{index['slug']}/{row['slug']}/"
            if english := row.get("en"):
                slug = english.get("slug", row["slug"])
                found[ENGLISH + row["key"]] = f"{ENGLISH_SITE}{index['en']['slug']}/{slug}/"
    return found


def addresses_by_id() -> dict[int, str]:
    """Page id → address, of everything that search may find."""
    return {page.pk: page.get_url() for page in Publication.objects.published()}


def ask(questions: Iterable[Question], addresses: Mapping[int, str]) -> Answers:
    """What the portal answers, by the engine of the settings.

    Raises RuntimeError where the engine does not answer: figures of the database alone would say nothing of search.
    """
    return {question: _found(question, addresses) for question in questions}


def _found(question: Question, addresses: Mapping[int, str]) -> list[str]:
    with translation.override(question.language):
        given = answer(Request(led(Selection(q=question.q, language=question.language))))
    if given.reduced:
        raise RuntimeError("the search engine does not answer")
    return [addresses[page_id] for page_id in given.results.ids]


def is_admitted(question: Question) -> bool:
    """Whether search finds nothing, or says before all else that it has nothing of what was asked."""
    with translation.override(question.language):
        selection = led(Selection(q=question.q, language=question.language))
        given = answer(Request(selection, stored=True))
        found = hits(given)
        return not found or bool(expansion(selection, given, found).unknown)


def figures(answers: Answers) -> Figures:
    ranks = [question.rank(found) for question, found in answers.items() if question.pages]
    empty = [not found for question, found in answers.items() if not question.pages]
    in_ten, in_three, first = (sum(0 < rank <= most for rank in ranks) / max(1, len(ranks)) for most in (10, 3, 1))
    return Figures(in_ten, in_three, first, sum(empty) / len(empty) if empty else 1.0)


def report(answers: Answers) -> str:
    """The figures of each kind and of all, then every question whose right page does not stand first."""
    kinds = dict.fromkeys(question.kind for question in answers)
    lines = [_line(kind, {q: found for q, found in answers.items() if q.kind == kind}) for kind in kinds]
    lines.append(_line("all", answers))
    for question, found in answers.items():
        rank = question.rank(found)
        if rank != 1 and (found or question.pages):
            wanted, got = question.pages[0] if question.pages else "nothing", ", ".join(found[:3]) or "nothing"
            lines.append(f"at {rank:<3} {question.kind}: “{question.q}” wants {wanted}, got {got}")
    return "\n".join(lines)


def _line(kind: str, answers: Answers) -> str:
    made = figures(answers)
    shares = f"in ten {made.in_ten:6.1%}, in three {made.in_three:6.1%}, first {made.first:6.1%}"
    return f"{kind:<11} {len(answers):>4} questions, {shares}, nothing where nothing fits {made.nothing:6.1%}"
