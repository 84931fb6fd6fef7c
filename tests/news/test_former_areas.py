"""An address of a feed never dies: what it answers when its product area has another code, or is gone."""

import pytest
from lxml import etree

from news.addresses import FORMATS
from news.models import FormerArea
from portal.models import ProductArea
from portal.outbox import delivery
from portal.publications.page_types import page_types
from recommendations.models import Recommendation
from tests.factories import ProductAreaFactory, RegionFactory, make, make_site
from tests.news.reading import parsed
from tests.portal.test_query_counts import cost

pytestmark = pytest.mark.django_db

BY_SLUG = (
    "/floden/omrade/{}.{}",
    "/en/feeds/area/{}.{}",
    "/floden/handelser/omrade/{}.{}",
    "/en/feeds/events/area/{}.{}",
)
BY_CODE = ("/floden/{}.{}", "/en/feeds/{}.{}", "/floden/handelser/{}.{}", "/en/feeds/events/{}.{}")
PAGES = ("/floden/omrade/{}/", "/en/feeds/area/{}/")
# Every name that a type's feeds have had. A name that is given up must go on answering, so none may leave this list.
PUBLISHED = {
    "sv": "alla rekommendationer bedomningar upphandlingar arenden nyhetsbrev nyheter",
    "en": "all recommendations assessments procurements cases newsletters news",
}


@pytest.fixture(autouse=True)
def area():
    make_site()
    return ProductAreaFactory(slug="glukos", name="Glukosmätning", name_en="Glucose", emdn_code="Z12")


def moved_to(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 301, (address, answer.status_code)
    return answer["Location"]


@pytest.mark.parametrize("format", FORMATS)
def test_an_area_with_a_new_slug_is_found_under_the_old_one(client, area, format):
    area.slug = "glukosmatning"
    area.save()
    for address in BY_SLUG:
        assert moved_to(client, address.format("glukos", format)) == address.format("glukosmatning", format)
        assert client.get(address.format("glukosmatning", format)).status_code == 200
    for page in PAGES:
        assert moved_to(client, page.format("glukos")) == page.format("glukosmatning")


def test_two_new_slugs_in_a_row_are_one_step(client, area):
    for slug in ("andra", "tredje"):
        area.slug = slug
        area.save()
    for old in ("glukos", "andra"):
        assert moved_to(client, f"/floden/omrade/{old}.atom") == "/floden/omrade/tredje.atom"
    area.slug = "glukos"
    area.save()
    assert client.get("/floden/omrade/glukos.atom").status_code == 200
    assert moved_to(client, "/floden/omrade/andra.atom") == "/floden/omrade/glukos.atom"


@pytest.mark.parametrize("format", FORMATS)
def test_an_area_with_a_new_emdn_code_is_found_under_the_old_one(client, area, format):
    area.emdn_code = "W01"
    area.save()
    for address, by_slug in zip(BY_CODE, BY_SLUG, strict=True):
        assert moved_to(client, address.format("Z12", format)) == by_slug.format("glukos", format)
        assert moved_to(client, address.format("Z", format)) == by_slug.format("glukos", format)
        assert client.get(address.format("W01", format)).status_code == 200
    assert moved_to(client, "/floden/Z12/") == "/floden/omrade/glukos/"
    assert moved_to(client, "/en/feeds/Z12/") == "/en/feeds/area/glukos/"


def test_an_area_deleted_and_added_anew_is_found_by_its_emdn_code(client, area):
    area.delete()
    ProductAreaFactory(slug="glukosmatning", emdn_code="Z12")
    assert moved_to(client, "/floden/omrade/glukos.rss") == "/floden/omrade/glukosmatning.rss"
    assert moved_to(client, "/en/feeds/area/glukos/") == "/en/feeds/area/glukosmatning/"
    assert client.get("/floden/Z12.atom").status_code == 200


@pytest.mark.parametrize("format", FORMATS)
def test_the_feed_of_a_deleted_area_tells_its_subscribers_so(client, area, format):
    page = make(Recommendation, title="Pump", areas=[area])
    delivery.drain()
    page.unpublish()
    page.product_areas.clear()
    page.save_revision()
    page.save()
    delivery.drain()
    known = {address: parsed(client.get(address.format("glukos", format)).content) for address in BY_SLUG}
    area.delete()
    for address, before in known.items():
        answer = client.get(address.format("glukos", format))
        assert answer.status_code == 200 and answer["Content-Type"].startswith(FORMATS[format].media_type)
        feed = parsed(answer.content)
        assert not feed.bozo and feed.feed.get("id") == before.feed.get("id")
        first, *rest = feed.entries
        assert first.title in ("Det här flödet har upphört: Glukosmätning", "This feed has ended: Glucose")
        assert first.link.endswith(("/floden/", "/en/feeds/"))
        # Whoever had not read it yet still learns of the withdrawal.
        assert {entry.id for entry in rest} == {entry.id for entry in before.entries} and rest
        again = parsed(client.get(address.format("glukos", format)).content)
        assert again.entries[0].id == first.id
        kept = client.get(address.format("glukos", format), headers={"if-none-match": answer["ETag"]})
        assert kept.status_code == 304
    ids = {parsed(client.get(a.format("glukos", format)).content).entries[0].id for a in BY_SLUG}
    assert len(ids) == len(BY_SLUG)


@pytest.mark.parametrize("format", FORMATS)
def test_the_feed_at_the_code_of_a_deleted_area_tells_so_too(client, area, format):
    area.delete()
    for address in BY_CODE:
        for code in ("Z12", "Z"):
            feed = parsed(client.get(address.format(code, format)).content)
            assert not feed.bozo and len(feed.entries) == 1
    assert client.get("/floden/Z12/").status_code == 410


def test_the_page_of_a_deleted_area_is_gone_in_words(client, area):
    area.delete()
    for page, words in zip(
        PAGES, ("Produktområdet ”Glukosmätning” används inte", "“Glucose” is not used"), strict=True
    ):
        answer = client.get(page.format("glukos"))
        assert answer.status_code == 410 and words in answer.content.decode()


def test_the_list_of_a_deleted_or_renamed_area_goes_on(client, area):
    area.slug = "nytt"
    area.save()
    answer = client.get("/floden/samverkansportalen.opml?area=glukos")
    assert [node.get("xmlUrl") for node in etree.fromstring(answer.content).iterfind(".//outline[@xmlUrl]")] == [
        "http://testserver/floden/handelser/omrade/nytt.atom"
    ]
    area.delete()
    assert client.get("/floden/samverkansportalen.opml?area=glukos").status_code == 404


@pytest.mark.parametrize("format", ["atom", "rss", "events-atom", "events-rss", "follow"])
def test_a_selection_with_an_area_that_has_a_new_slug_is_found_too(client, area, format):
    RegionFactory()
    address = "/en/search/?area=dialys&area={}&verdict=can&format={}"
    ProductAreaFactory(slug="dialys", emdn_code="F")
    client.get(address.format("glukos", format))
    area.slug = "nytt"
    area.save()
    assert moved_to(client, address.format("glukos", format)) == address.format("nytt", format)
    assert client.get(address.format("nytt", format)).status_code == 200
    # One that is gone for good stays: its feed goes on telling of what it had.
    area.delete()
    assert client.get(address.format("nytt", format)).status_code == 200


def test_a_selection_costs_no_query_more_for_former_areas(client, area):
    address = "/sok/?area=glukos&verdict=can&format=atom"
    before = cost(client, address)
    ProductAreaFactory(slug="annat").delete()
    client.get(address)
    assert cost(client, address) == before


def test_nothing_is_noted_when_only_the_name_changes(client, area):
    area.name = "Blodsocker"
    area.save()
    ProductArea.objects.get(slug="glukos").save()
    assert not FormerArea.objects.exists()


def test_what_never_was_is_not_found(client):
    for address in ("/floden/omrade/aldrig.atom", "/floden/handelser/omrade/aldrig.rss", "/floden/omrade/aldrig/"):
        assert client.get(address).status_code == 404


@pytest.mark.one_database
def test_no_name_of_a_types_feed_is_ever_given_up(client):
    for language, path in (("sv", "/floden/"), ("en", "/en/feeds/")):
        names = PUBLISHED[language].split()
        events = "handelser/" if language == "sv" else "events/"
        for name in [*names, *page_types()]:
            for format in FORMATS:
                assert client.get(f"{path}{name}.{format}").status_code == 200
                assert client.get(f"{path}{events}{name}.{format}").status_code == 200
        assert {model.feed_names[language] for model in page_types().values()} <= set(names)
