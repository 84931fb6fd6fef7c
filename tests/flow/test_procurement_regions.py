"""Procurement regions: what they buy, and what concerns a region in them, is found, followed and exported."""

from importlib import import_module

import pytest
from django.apps import apps

from news.models import FeedEntry
from portal.models import PublicationEvent
from portal.outbox.delivery import drain
from recommendations.models import ProcurementNotice, Recommendation
from tests.factories import ProcurementRegionFactory, RegionFactory, make

pytestmark = pytest.mark.django_db


def test_a_notice_is_found_by_the_procurement_regions_that_take_part(client):
    one, other = (ProcurementRegionFactory(code=code, name=f"Upphandlingsregion {code}") for code in "GH")
    RegionFactory(procurement_region=other)
    halland = RegionFactory(code="halland", name="Halland", procurement_region=one)
    notice = make(ProcurementNotice, title="Glukosmätare", level="region", regions=[halland])
    notice.procurement_regions.set([other])
    notice.save_revision().publish()
    make(Recommendation, title="Gips", level="region", regions=[halland])
    drain()
    for format in ("", "&format=atom", "&format=events-atom", "&format=csv", "&format=json"):
        by_other = client.get(f"/sok/?procurement_region=H{format}").content.decode()
        assert "Glukosmätare" in by_other and "Gips" not in by_other, format
        by_one = client.get(f"/sok/?procurement_region=G{format}").content.decode()
        assert "Glukosmätare" in by_one and "Gips" in by_one, format
    assert 'term="H" label="Upphandlingsregion H"' in client.get("/floden/alla.atom").content.decode()
    assert client.get("/data/v1/publications?procurement_region=nothing").status_code == 400
    followed = "/sok/?procurement_region=H&format=events-atom"
    told = client.get(followed).content.decode().count("</entry>")
    notice.unpublish()
    drain()
    assert client.get(followed).content.decode().count("</entry>") == told + 1


def test_what_was_told_before_there_was_the_facet_is_filed_by_it():
    buyer = ProcurementRegionFactory()
    notice = make(ProcurementNotice)
    notice.procurement_regions.set([buyer])
    notice.save_revision().publish()
    drain()
    for row in (*PublicationEvent.objects.all(), *FeedEntry.objects.all()):
        del row.facets["procurement_region"]
        type(row).objects.filter(pk=row.pk).update(facets=row.facets)
    import_module("portal.migrations.0018_filing_of_events").take_from_data(apps, None)
    import_module("news.migrations.0007_filing_of_entries").take_from_events(apps, None)
    first, *_others, last = PublicationEvent.objects.order_by("pk")
    assert (first.facets["procurement_region"], last.facets["procurement_region"]) == ([], [buyer.code])
    assert [row.facets["procurement_region"] for row in FeedEntry.objects.all()] == [[buyer.code]]
