"""Which regions a publication concerns: database, stored filing and search index give the same answer."""

from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.models import HealthcareRegion, Publication, Region
from portal.selections.concerned import Places, concerning, concerning_wider, concerns, concerns_wider
from portal.selections.facets import facets, filing_of
from recommendations.models import Case, ProcurementNotice
from tests.factories import HealthcareRegionFactory, ProcurementRegionFactory, RegionFactory, make

pytestmark = pytest.mark.django_db

LEVELS = ("national", "healthcare_region", "region")
REGIONS = {"skane": ("sodra",), "halland": ("sodra", "vastra"), "gotland": ()}


@pytest.fixture
def pages() -> list[Publication]:
    """A page of each level with each set of regions and healthcare regions that can be named."""
    parts = {code: HealthcareRegionFactory.create(code=code, name=code) for code in ("sodra", "vastra")}
    for code, around in REGIONS.items():
        buyer = ProcurementRegionFactory.create(code="H" if code == "skane" else "G")
        region = RegionFactory.create(code=code, name=code, procurement_region=buyer)
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


def test_so_they_do_on_which_healthcare_regions_it_concerns(pages: list[Publication]) -> None:
    HealthcareRegionFactory.create(code="tom", name="Utan regioner")
    pages.append(make(Case, level="healthcare_region", healthcare_regions=[HealthcareRegion.objects.get(code="tom")]))
    places, facet = Places.load(), facets()["healthcare_region"]
    assert {value.code for value in facet.values()} == places.healthcare_regions == {"sodra", "vastra"}
    for codes in (("sodra",), ("vastra",), ("sodra", "vastra"), ("skane",), ("tom",), ("tom", "vastra"), ("national",)):
        by_database = set(Publication.objects.filter(concerning_wider(codes)).values_list("pk", flat=True))
        by_filing = {page.pk for page in pages if concerns_wider(filing_of(page), codes, places)}
        known = tuple(places.healthcare_regions.intersection(codes))
        by_index = {page.pk for page in pages if known and {*facet.indexed(page, places)} & {*facet.asked(known)}}
        assert by_database == by_filing == by_index, codes
    # What nothing is found by is not counted either.
    assert set(chain(*(facet.indexed(page, places) for page in pages))) == {"sodra", "vastra", "national"}


def test_what_names_halland_concerns_both_its_healthcare_regions(pages: list[Publication]) -> None:
    page = make(Case, level="region", regions=[Region.objects.get(code="halland")])
    for codes in (("sodra",), ("vastra",)):
        assert Publication.objects.filter(concerning_wider(codes), pk=page.pk).exists()
    # What names a healthcare region does not concern the other one that a region of it lies in as well.
    wide = make(Case, level="healthcare_region", healthcare_regions=[HealthcareRegion.objects.get(code="vastra")])
    assert not Publication.objects.filter(concerning_wider(("sodra",)), pk=wide.pk).exists()


def test_a_procurement_region_is_concerned_by_what_names_it_or_concerns_a_region_in_it(
    pages: list[Publication],
) -> None:
    ticked: tuple[tuple[str, ...], ...] = ((), ("G",), ("G", "X"), ("X",))
    for codes in ticked:
        notice = make(ProcurementNotice, level="region", regions=[Region.objects.get(code="skane")])
        notice.procurement_regions.set([ProcurementRegionFactory.create(code=code) for code in codes])
        notice.save_revision().publish()
        pages.append(notice)
    places, facet = Places.load(), facets()["procurement_region"]
    assert {value.code for value in facet.values()} == {"G", "H"}
    for chosen in (("G",), ("H",), ("G", "H"), ("X",), ("H", "X"), ("national",), ("skane",)):
        by_database = set(Publication.objects.filter(facet.rule(chosen)).values_list("pk", flat=True))
        by_filing = {page.pk for page in pages if facet.matches(filing_of(page), chosen, places)}
        known = tuple({"G", "H"}.intersection(chosen))
        by_index = {page.pk for page in pages if known and {*facet.indexed(page, places)} & {*facet.asked(known)}}
        assert by_database == by_filing == by_index, chosen
    assert set(chain(*(facet.indexed(page, places) for page in pages))) == {"G", "H", "national"}


def test_what_names_halland_concerns_the_one_procurement_region_that_it_lies_in(pages: list[Publication]) -> None:
    halland = make(Case, level="region", regions=[Region.objects.get(code="halland")])
    around = make(Case, level="healthcare_region", healthcare_regions=[HealthcareRegion.objects.get(code="vastra")])
    facet = facets()["procurement_region"]
    for page in (halland, around):
        assert facet.indexed(page, Places.load()) == ("G",)
