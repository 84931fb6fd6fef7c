"""Every count is what a click gives: against the engine's own totals, and against the database."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from news.models import NewsItem
from portal.models import HealthcareRegion, Publication
from portal.selections.facets import facet_codes
from portal.selections.selection import Selection
from recommendations.models import AssessmentSummary, ProcurementNotice, Recommendation
from search.engines import Request, Results
from search.index.indexer import rebuild, shown
from search.results.answers import answer
from search.results.facets import FacetLabels, groups
from tests.factories import (
    HealthcareRegionFactory,
    OrganisationFactory,
    ProcurementRegionFactory,
    ProductAreaFactory,
    ProgrammeAreaFactory,
    RegionFactory,
    make,
)

pytestmark = pytest.mark.django_db

CODES = {
    "type": ["recommendation", "assessment", "news", "case", "nonsense"],
    "area": ["diabetes", "heart", "valves", "nonsense"],
    "programme": ["cancer", "endocrine", "nonsense"],
    "content": ["real", "nonsense"],
    "region": ["skane", "halland", "gotland", "nonsense"],
    "status": ["in_force", "replaced", "open"],
    "healthcare_region": ["sodra", "vastra", "nonsense"],
    "procurement_region": ["B", "G", "nonsense"],
    "verdict": ["should", "wait", "nonsense"],
    "year": ["2019", "2022", "1999", "x"],
    "assessor": ["tlv", "sbu", "nonsense"],
    "level": ["national", "healthcare_region", "region"],
    "lang": ["sv", "en", "fi"],
}
WORDS = ["pump", "sensor", "näthinna"]
SELECTIONS = st.builds(
    Selection,
    q=st.sampled_from(["", "", *WORDS]),
    **{group: st.lists(st.sampled_from(codes), unique=True, max_size=2).map(tuple) for group, codes in CODES.items()},
)


def populate() -> None:
    dice = random.Random(7)
    south, west = HealthcareRegionFactory(), HealthcareRegionFactory(code="vastra", name="Västra")
    buyers = [ProcurementRegionFactory(code=code) for code in ("B", "G")]
    places = [
        RegionFactory(procurement_region=buyers[0]),
        RegionFactory(code="halland", name="Halland", healthcare_regions=[south, west], procurement_region=buyers[1]),
        RegionFactory(code="gotland", name="Gotland", healthcare_regions=[west], procurement_region=buyers[0]),
    ]
    areas = [ProductAreaFactory(slug=slug) for slug in ("diabetes", "heart")]
    areas.append(ProductAreaFactory(slug="valves", parent=areas[1]))
    programmes = [ProgrammeAreaFactory(code=code) for code in ("cancer", "endocrine")]
    assessors = [OrganisationFactory(code=code) for code in ("tlv", "sbu")]
    for number in range(24):
        model = dice.choice([Recommendation, AssessmentSummary, ProcurementNotice, NewsItem])
        level = dice.choice(["national", "healthcare_region", "region"])
        more: dict[str, Any] = {}
        if model is Recommendation:
            more = {"standing": dice.choice(["in_force", "replaced"]), "verdict": dice.choice(["should", "wait", ""])}
        if model is AssessmentSummary:
            more = {"assessor": dice.choice(assessors)}
        page = make(
            model,
            title=f"Titel {number} {dice.choice(WORDS)}",
            ingress=f"Om {dice.choice(WORDS)}",
            level=level,
            areas=dice.sample(areas, dice.randint(0, 2)),
            programmes=dice.sample(programmes, dice.randint(0, 2)),
            is_example=dice.random() < 0.3,
            regions=dice.sample(places, dice.randint(1, 2)) if level == "region" else [],
            healthcare_regions=dice.sample([south, west], 1) if level == "healthcare_region" else [],
            dated_on=dice.choice([date(2019, 5, 1), date(2022, 6, 2), None]),
            publish=bool(dice.randint(0, 9)),
            language=dice.choice(["sv", "sv", "en"]),
            **more,
        )
        if isinstance(page, ProcurementNotice):
            page.procurement_regions.set(dice.sample(buyers, dice.randint(0, 1)))
            page.save_revision()
            if page.live:
                page.get_latest_revision().publish()
    assert HealthcareRegion.objects.count() == 2


def only(selection: Selection, group: str, code: str) -> Selection:
    """The selection after a click on the one value, with its group's other choices away."""
    one: Any = {group: (code,)}
    return replace(selection, **one)


def ask(selection: Selection) -> Results:
    return answer(Request(selection, limit=100, groups=facet_codes())).results


def counts(selection: Selection, results: Results) -> dict[tuple[str, str], int]:
    """(group, code) → count, as the reader sees them."""
    shown_groups = groups(selection, results.facets, FacetLabels())
    return {
        (group.code, value.code): value.count or 0
        for group in shown_groups
        for first in group.values
        for value in (first, *first.parts)
    }


def test_every_count_is_what_the_database_counts_after_the_click(site):
    populate()
    rebuild()
    assert shown() == dict(Publication.objects.published().values_list("pk", "live_revision_id"))

    @effort(max_examples=8)
    @given(SELECTIONS)
    @example(Selection(region=("nonsense",)))
    @example(Selection(healthcare_region=("nonsense",), region=("skane",)))
    def check(selection: Selection) -> None:
        results = ask(selection)
        stored = Publication.objects.published().select(selection)
        assert set(results.ids) == set(stored.values_list("pk", flat=True))
        assert results.total == len(results.ids) == len(set(results.ids))
        seen = counts(selection, results)
        for group, code in {*seen, *((name, code) for name in facet_codes() for code in CODES[name])}:
            expected = Publication.objects.published().select(only(selection, group, code)).count()
            # The only value of all, the reader's own language, is not offered.
            if (group, code) in seen or group != "lang":
                assert seen.get((group, code), 0) == expected, (selection, group, code)

    check()


def test_a_count_is_the_total_after_the_click_also_where_only_some_words_are_found(site):
    populate()
    rebuild()
    for selection in (
        Selection(q="pump sensor"),
        Selection(q="sensor", lang=("sv", "en")),
        Selection(type=("news",), region=("skane",)),
        Selection(year=("2022",), verdict=("should", "wait")),
    ):
        results = ask(selection)
        for (group, code), count in counts(selection, results).items():
            assert count == ask(only(selection, group, code)).total, (selection, group, code)


def test_a_national_publication_is_counted_at_every_region_and_nowhere_by_another_name(site):
    populate()
    make(NewsItem, level="national")
    rebuild()
    made = {group.code: group for group in groups(Selection(), ask(Selection()).facets, FacetLabels())}
    assert {value.code for value in made["region"].values} == {"skane", "halland", "gotland"}


def test_examples_are_hidden_by_one_switch_which_stands_only_where_there_are_any(site):
    real = make(NewsItem, title="Pump")
    rebuild()
    assert "content" not in {group for group, _code in counts(Selection(), ask(Selection()))}
    make(NewsItem, title="Exempel: pump", is_example=True)
    rebuild()
    assert ask(Selection()).total == 2
    assert counts(Selection(), ask(Selection()))["content", "real"] == 1
    assert ask(Selection(content=("real",))).ids == [real.pk]


def test_values_stand_chosen_first_then_by_count_and_name(db):
    counted = {"year": {"2019": 2, "2022": 2, "2018": 9}, "type": {"news": 1}}
    made = {group.code: group for group in groups(Selection(year=("1999",)), counted, FacetLabels())}
    assert [(value.code, value.count) for value in made["year"].values] == [
        ("1999", 0),
        ("2018", 9),
        ("2022", 2),
        ("2019", 2),
    ]
    assert made["year"].values[0].chosen


def test_without_counts_every_known_value_can_be_chosen(db):
    made = {group.code: group for group in groups(Selection(), {}, FacetLabels())}
    assert all(value.count is None for group in made.values() for value in group.values)
    assert len(made["type"].values) == 6
