"""Random selections over random documents: every count is what counting by hand gives, and what a click leads to."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.selections.concerned import EVERY_REGION, PlacedFacet
from portal.selections.facets import facet_codes, facets
from portal.selections.selection import SORTS, Selection
from search.engines import Engine, Request, Results
from search.engines.elastic import Elastic
from search.engines.tantivy import Tantivy
from search.index.documents import IndexDocument
from search.index.fields import fields
from search.query.clauses import Best, Every, Fuzzy, Phrase, Prefix, Some, Stage, Term
from search.query.matcher import Held, holds
from tests.search.handmade import PLAIN, doc, fill

WORDS = ["pump", "pumpar", "insulin", "insulinpump", "lins", "linser", "glukos", "glukosmätning", "ögon", "ångest"]
CODES = {
    "type": ["case", "news", "guideline"],
    "area": ["eye", "skin", "diabetes", "heart"],
    "programme": ["cancer", "endocrine", "skin"],
    "content": ["real"],
    "region": ["01", "12", "21", "25"],
    "healthcare_region": ["south", "west"],
    "procurement_region": ["A", "G"],
    "verdict": ["use", "wait"],
    "status": ["ongoing", "replaced"],
    "year": ["2020", "2021", "2022"],
    "assessor": ["tlv", "sbu"],
    "level": ["national", "region"],
    "lang": ["sv", "en", "nb"],
}


def random_pages(count: int, seed: int = 7) -> list[IndexDocument]:
    chance = random.Random(seed)

    def some(group: str, most: int) -> tuple[str, ...]:
        return tuple(chance.sample(CODES[group], chance.randint(0, most)))

    def text(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(0, most)))

    def lists(language: str) -> tuple[str, ...]:
        """Its own, and of others those that it stands in for want of a page there."""
        own = (language,) if chance.random() < 0.95 else ()
        return (*own, *(other for other in CODES["lang"] if other != language and chance.random() < 0.4))

    pages = []
    for page_id in range(1, count + 1):
        national = chance.random() < 0.4
        year = chance.choice(CODES["year"])
        language = chance.choice(["sv", "sv", "sv", "en", "nb"])
        pages.append(
            doc(
                page_id,
                text(3) or "Utan",
                text=text(12),
                language=language,
                lists=lists(language),
                dated_on=date(int(year), chance.randint(1, 12), 1) if chance.random() < 0.9 else None,
                type=(chance.choice(CODES["type"]),),
                area=some("area", 3),
                programme=some("programme", 2),
                content=some("content", 1),
                region=(EVERY_REGION,) if national else some("region", 3),
                healthcare_region=(EVERY_REGION,) if national else some("healthcare_region", 2),
                procurement_region=(EVERY_REGION,) if national else some("procurement_region", 2),
                verdict=some("verdict", 1),
                status=some("status", 1),
                assessor=some("assessor", 1),
                level=("national" if national else "region",),
            )
        )
    return pages


PAGES = random_pages(120)
HELD = {page.page_id: Held(fields(page, PLAIN)) for page in PAGES}

tokens = st.sampled_from([*WORDS, "finns-inte"])
simple = st.one_of(
    st.builds(Term, st.sampled_from(["stems", "title_stems"]), tokens, st.sampled_from([0.5, 1.0, 3.0])),
    st.builds(Phrase, st.just("stems"), st.lists(tokens, min_size=1, max_size=3).map(tuple)),
    st.builds(Prefix, st.just("folded"), tokens.map(lambda token: token[:4])),
    st.builds(Fuzzy, st.just("folded"), st.sampled_from(["pmup", "glukos", "lisn", "insulon", "l"]), st.integers(1, 2)),
    st.builds(Term, st.just("status"), st.sampled_from(CODES["status"])),
)
several: Any = st.recursive(
    simple,
    lambda part: st.one_of(
        st.builds(Best, st.lists(part, min_size=1, max_size=3).map(tuple)),
        st.builds(Some, st.lists(part, min_size=1, max_size=3).map(tuple)),
        st.builds(
            Every,
            st.lists(part, max_size=2).map(tuple),
            st.lists(part, max_size=1).map(tuple),
            st.lists(part, max_size=2).map(tuple),
        ),
    ),
    max_leaves=6,
)
stages = st.lists(st.builds(Stage, st.sampled_from("abc"), several), max_size=3).map(tuple)
codes = {group: st.lists(st.sampled_from([*known, "none"]), max_size=3).map(tuple) for group, known in CODES.items()}
chosen = st.fixed_dictionaries({}, optional=codes)
requests = st.builds(
    lambda stages, language, chosen, sort, offset: Request(
        Selection(q="x" * bool(stages), sort=sort, language=language, **chosen),
        stages,
        offset=offset,
        limit=40,
        groups=facet_codes(),
    ),
    stages,
    st.sampled_from(["sv", "en"]),
    chosen,
    st.sampled_from(["", *SORTS]),
    st.sampled_from([0, 0, 0, 7, 80, 500]),
)


def fits(page: IndexDocument, selection: Selection, without: str = "") -> bool:
    """Whether the list has a page and the facets leave it, those of one group aside."""
    if selection.language not in page.lists:
        return False
    for group in facet_codes():
        codes = set(selection.codes(group))
        held = set(page.facets[group])
        if isinstance(facets()[group], PlacedFacet) and codes:
            codes.add(EVERY_REGION)
        if group != without and codes and not codes & held:
            return False
    return True


def by_hand(request: Request) -> tuple[str, set[int], dict[str, dict[str, int]]]:
    """Stage, pages and counts, by looking at every document."""
    selection = request.selection
    name, asked = "", {page.page_id for page in PAGES}
    for stage in request.stages:
        name, asked = stage.name, {page_id for page_id, held in HELD.items() if holds(stage.clause, held)}
        if any(page.page_id in asked and selection.language in page.lists for page in PAGES):
            break
    pages = [page for page in PAGES if page.page_id in asked]
    counts = {
        group: dict(Counter(code for page in pages if fits(page, selection, group) for code in page.facets[group]))
        for group in facet_codes()
    }
    return name, {page.page_id for page in pages if fits(page, selection)}, counts


def check(used: Engine, request: Request) -> Results:
    results = used.search(request)
    name, pages, counts = by_hand(request)
    assert results.stage == name
    assert results.total == len(pages)
    assert results.facets == counts
    assert len(results.ids) == max(0, min(request.limit, len(pages) - request.offset))
    assert set(results.ids) <= pages and len(set(results.ids)) == len(results.ids)
    return results


@pytest.fixture
def filled(used: Engine) -> Engine:
    fill(used, PAGES)
    return used


@given(request=requests)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stages_pages_and_counts_are_those_of_a_count_by_hand(filled, request):
    check(filled, request)


@given(request=requests, group=st.sampled_from(facet_codes()), code=st.integers(0, 3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_count_is_the_total_after_the_click(filled, request, group, code):
    code = CODES[group][code % len(CODES[group])]
    alone: Any = (code,)
    counts = filled.search(request).facets[group]
    wanted = counts.get(code, 0) + (counts.get(EVERY_REGION, 0) if isinstance(facets()[group], PlacedFacet) else 0)
    after = replace(request, selection=replace(request.selection, **{group: alone}))
    assert filled.search(after).total == wanted


@pytest.fixture
def both(tantivy: Tantivy, elastic: Elastic) -> tuple[Engine, Engine]:
    fill(tantivy, PAGES)
    fill(elastic, PAGES)
    return tantivy, elastic


@given(request=requests)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.needs_elasticsearch
@pytest.mark.xdist_group("elasticsearch")
def test_both_engines_give_the_same_page(both, request):
    one, other = (used.search(request) for used in both)
    assert one == other
