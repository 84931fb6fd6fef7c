"""Every count is what a click gives: against the engine's own totals, and against the database."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from news.models import NewsItem
from portal.models import HealthcareRegion, Publication
from portal.selections import GROUPS, Selection
from recommendations.models import AssessmentSummary, Recommendation
from search.engines import Request, Results, engine
from search.facets import Labels, groups
from search.indexing import rebuild, shown
from tests.factories import HealthcareRegionFactory, ProductAreaFactory, RegionFactory, make

pytestmark = pytest.mark.django_db

CODES = {
    "type": ["recommendation", "assessment", "news", "case", "nonsense"],
    "area": ["diabetes", "heart", "nonsense"],
    "region": ["skane", "halland", "gotland", "nonsense"],
    "status": ["in_force", "replaced", "open"],
    "year": ["2019", "2022", "1999", "x"],
    "level": ["national", "healthcare_region", "region"],
}
WORDS = ["pump", "sensor", "näthinna"]
SELECTIONS = st.builds(
    Selection,
    q=st.sampled_from(["", "", *WORDS, "pump sensor"]),
    **{group: st.lists(st.sampled_from(codes), unique=True, max_size=2).map(tuple) for group, codes in CODES.items()},
)


def populate() -> None:
    dice = random.Random(7)
    south, west = HealthcareRegionFactory(), HealthcareRegionFactory(code="vastra", name="Västra")
    places = [
        RegionFactory(),
        RegionFactory(code="halland", name="Halland", healthcare_regions=[south, west]),
        RegionFactory(code="gotland", name="Gotland", healthcare_regions=[west]),
    ]
    areas = [ProductAreaFactory(slug=slug) for slug in ("diabetes", "heart")]
    for number in range(24):
        model = dice.choice([Recommendation, AssessmentSummary, NewsItem])
        level = dice.choice(["national", "healthcare_region", "region"])
        more = {"standing": dice.choice(["in_force", "replaced"])} if model is Recommendation else {}
        make(
            model,
            title=f"Titel {number} {dice.choice(WORDS)}",
            ingress=f"Om {dice.choice(WORDS)}",
            level=level,
            areas=dice.sample(areas, dice.randint(0, 2)),
            regions=dice.sample(places, dice.randint(1, 2)) if level == "region" else [],
            healthcare_regions=dice.sample([south, west], 1) if level == "healthcare_region" else [],
            dated_on=dice.choice([date(2019, 5, 1), date(2022, 6, 2), None]),
            publish=bool(dice.randint(0, 9)),
            **more,
        )
    assert HealthcareRegion.objects.count() == 2


def only(selection: Selection, group: str, code: str) -> Selection:
    """The selection after a click on the one value, with its group's other choices away."""
    one: Any = {group: (code,)}
    return replace(selection, **one)


def ask(selection: Selection) -> Results:
    return engine().search(Request(selection, limit=100))


def test_every_count_is_the_total_after_the_click_and_what_the_database_counts(site):
    populate()
    rebuild()
    assert shown() == dict(Publication.objects.published().values_list("pk", "live_revision_id"))

    @effort(max_examples=20, deadline=None)
    @given(SELECTIONS)
    def check(selection: Selection) -> None:
        results = ask(selection)
        stored = Publication.objects.published().select(selection)
        assert set(results.ids) == set(stored.values_list("pk", flat=True))
        assert results.total == len(results.ids) == len(set(results.ids))
        for group in GROUPS:
            for code in {*CODES[group], *results.facets[group]}:
                count = results.facets[group].get(code, 0)
                alone = only(selection, group, code)
                assert count == Publication.objects.published().select(alone).count(), (selection, group, code)

    check()


def test_a_count_is_the_total_after_the_click_in_the_engine_too(site):
    populate()
    rebuild()
    for selection in (Selection(q="sensor"), Selection(type=("news",), region=("skane",)), Selection(year=("2022",))):
        results = ask(selection)
        for group, counts in results.facets.items():
            for code, count in counts.items():
                assert count == ask(only(selection, group, code)).total


def test_values_stand_chosen_first_then_by_count_and_name(db):
    counts = {"year": {"2019": 2, "2022": 2, "2018": 9}, "type": {"news": 1}}
    made = {group.code: group for group in groups(Selection(year=("1999",)), counts, Labels())}
    assert [(value.code, value.count) for value in made["year"].values] == [
        ("1999", 0),
        ("2018", 9),
        ("2022", 2),
        ("2019", 2),
    ]
    assert made["year"].values[0].chosen


def test_without_counts_every_known_value_can_be_chosen(db):
    made = {group.code: group for group in groups(Selection(), {}, Labels())}
    assert all(value.count is None for group in made.values() for value in group.values)
    assert len(made["type"].values) == 6
