"""Which regions a publication concerns: database, stored filing and search index give the same answer."""

from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.models import HealthcareRegion, Publication, Region
from portal.selections.concerned import Places, concerning, concerns
from portal.selections.facets import facets, filing_of
from recommendations.models import Case
from tests.factories import HealthcareRegionFactory, RegionFactory, make

pytestmark = pytest.mark.django_db

LEVELS = ("national", "healthcare_region", "region")
REGIONS = {"skane": ("sodra",), "halland": ("sodra", "vastra"), "gotland": ()}


@pytest.fixture
def pages() -> list[Publication]:
    """A page of each level with each set of regions and healthcare regions that can be named."""
    parts = {code: HealthcareRegionFactory.create(code=code, name=code) for code in ("sodra", "vastra")}
    for code, around in REGIONS.items():
        region = RegionFactory.create(code=code, name=code)
        region.healthcare_regions.set(parts[part] for part in around)
    named: list[tuple[list[Any], list[Any]]] = [
        ([], []),
        ([Region.objects.get(code="skane")], []),
        (list(Region.objects.all()), []),
        ([], [parts["vastra"]]),
        ([Region.objects.get(code="gotland")], [parts["sodra"]]),
        ([], list(HealthcareRegion.objects.all())),
    ]
    return [
        make(Case, level=level, regions=regions, healthcare_regions=wider)
        for level in LEVELS
        for regions, wider in named
    ]


def test_database_filing_and_index_agree_on_whom_a_publication_concerns(pages: list[Publication]) -> None:
    places, facet = Places.load(), facets()["region"]

    @given(st.lists(st.sampled_from([*REGIONS, "national", "sodra", "nowhere"]), min_size=1, max_size=3))
    def check(chosen: list[str]) -> None:
        codes = tuple(chosen)
        by_database = set(Publication.objects.filter(concerning(codes)).values_list("pk", flat=True))
        by_filing = {page.pk for page in pages if concerns(filing_of(page), codes, places)}
        known = tuple(code for code in codes if code in REGIONS)
        by_index = {page.pk for page in pages if known and {*facet.indexed(page, places)} & {*facet.asked(known)}}
        assert by_database == by_filing == by_index

    check()
    assert set(chain(*(facet.indexed(page, places) for page in pages))) == {*REGIONS, "national"}
