"""Questions that searchers type, with the pages that answer them (golden.yaml): how often the right page is found."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.db import transaction
from django.utils import translation
from wagtail.models import Locale

from portal.devserver.demo_content import FILES, Loader, rows_of
from portal.selections.selection import Selection
from search.engines import Request
from search.index.indexer import rebuild
from search.results.answers import answer
from tests.search.handmade import BOTH

KINDS = ("inflection", "part", "related", "diacritics", "typo", "nb", "da", "fi", "en", "number")
LEAST_IN_ALL, LEAST_OF_EACH = 200, 20
# A question that many pages answer equally well is found by anything.
MOST_PAGES = 12
IN_TEN, IN_THREE = 0.95, 0.85
ENGLISH = "en:"


@dataclass(frozen=True)
class Question:
    q: str
    kind: str
    pages: tuple[str, ...]
    language: str = "sv"

    def rank(self, found: list[str]) -> int:
        """The place of the first right page among these, from 1; 0 when there is none."""
        return next((place for place, key in enumerate(found, 1) if key in self.pages), 0)


def questions() -> list[Question]:
    rows: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("golden.yaml").read_text())
    return [Question(**{**row, "pages": tuple(row["pages"])}) for row in rows]


def demo_keys() -> set[str]:
    rows = [row for name, table in FILES for row in rows_of(name, table)]
    return {row["key"] for row in rows} | {ENGLISH + row["key"] for row in rows if "en" in row}


def test_there_are_enough_questions_of_every_kind() -> None:
    number = Counter(question.kind for question in questions())
    assert set(number) == set(KINDS)
    assert min(number.values()) >= LEAST_OF_EACH
    assert number.total() >= LEAST_IN_ALL


def test_a_third_or_more_are_single_words_and_a_third_or_more_are_not() -> None:
    asked = questions()
    single = sum(" " not in question.q for question in asked)
    assert len(asked) / 3 <= single <= len(asked) * 2 / 3


def test_no_question_is_asked_twice() -> None:
    number = Counter((question.q.casefold(), question.language) for question in questions())
    assert [asked for asked, times in number.items() if times > 1] == []


def test_every_answer_is_a_page_of_the_demo_content_in_the_language_of_the_question() -> None:
    known = demo_keys()
    for question in questions():
        assert 1 <= len(question.pages) <= MOST_PAGES, question
        assert len(set(question.pages)) == len(question.pages), question
        assert set(question.pages) <= known, question
        assert {page.startswith(ENGLISH) for page in question.pages} == {question.language == "en"}, question


@pytest.fixture(params=BOTH)
def named(request: pytest.FixtureRequest, settings: Any) -> str:
    """The engine that the portal uses."""
    settings.SEARCH_ENGINE = request.param
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH = request.getfixturevalue("elastic_settings")
    return str(request.param)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[int, str]]:
    """The demo content, loaded once for both engines: the key of each page by the page's number."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_vocabulary", verbosity=0)
        loader = Loader()
        loader.load()
        english = Locale.objects.get(language_code="en")
        keys: dict[int, str] = {}
        for key in sorted(key for key in demo_keys() if not key.startswith(ENGLISH)):
            page = loader.pages[key]
            keys[page.pk] = key
            if copy := page.get_translation_or_none(english):
                keys[copy.pk] = ENGLISH + key
        yield keys
        transaction.set_rollback(True)


@pytest.fixture
def keys(demo: dict[int, str], db: None, named: str) -> dict[int, str]:
    """The demo content, in the index of the chosen engine."""
    rebuild()
    return demo


def found(question: str, language: str, keys: dict[int, str]) -> list[str]:
    """The pages that the portal answers with, in its order."""
    with translation.override(language):
        given = answer(Request(Selection(q=question, language=language)))
    assert not given.reduced
    return [keys[page_id] for page_id in given.results.ids]


def figures(ranks: dict[Question, int]) -> tuple[float, float]:
    """The shares of the questions whose right page is among the first ten, and among the first three."""
    in_ten, in_three = (sum(0 < rank <= most for rank in ranks.values()) / len(ranks) for most in (10, 3))
    return in_ten, in_three


def report(answers: dict[Question, list[str]], ranks: dict[Question, int]) -> str:
    """Figures for each kind, then every question whose right page isn't among the first three."""
    lines = []
    for kind in (*KINDS, "all"):
        of_kind = {question: rank for question, rank in ranks.items() if kind in (question.kind, "all")}
        in_ten, in_three = figures(of_kind)
        lines.append(f"{kind:<11} {len(of_kind):>4} questions, in ten {in_ten:6.1%}, in three {in_three:6.1%}")
    for question, rank in ranks.items():
        if not 0 < rank <= 3:
            place = f"at {rank}" if rank else "missed"
            got = ", ".join(answers[question][:3]) or "nothing"
            lines.append(f"{place:<7} {question.kind}: “{question.q}” wants {question.pages[0]}, got {got}")
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.xdist_group("elasticsearch")
def test_the_right_page_is_among_the_first_hits(keys: dict[int, str], named: str) -> None:
    answers = {question: found(question.q, question.language, keys) for question in questions()}
    ranks = {question: question.rank(pages) for question, pages in answers.items()}
    told = report(answers, ranks)
    print(f"{named}\n{told}")
    in_ten, in_three = figures(ranks)
    assert in_ten >= IN_TEN, told
    assert in_three >= IN_THREE, told
