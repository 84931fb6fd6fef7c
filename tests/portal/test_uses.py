"""What is in use can't be deleted at any view, and who uses it is told only to those who may know."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, ReferenceIndex

from news.models import NewsItem, Newsletter
from portal.models import ProductArea, Publication, Region
from portal.references.reference_index import renew, users_of
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from tests.factories import (
    ProductAreaFactory,
    RegionFactory,
    make,
)
from tests.portal.naming import KINDS, name_all, used_by
from tests.portal.people import Desk, desk, roles


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


@pytest.fixture
def chief(db) -> Desk:
    return desk("chefen", chief=True)


# What a superuser gives when a page that was published is deleted.
WHY = {"reason": "Den ska bort."}


def delete_address(thing: Any) -> str:
    name = {"Document": "wagtaildocs:delete", "Image": "wagtailimages:delete"}.get(type(thing).__name__)
    if isinstance(thing, Page):
        name = "wagtailadmin_pages:delete"
    return reverse(name or f"wagtailsnippets_portal_{thing._meta.model_name}:delete", args=[thing.pk])


def bulk_address(thing: Any) -> str:
    model = Page if isinstance(thing, Page) else type(thing)
    args = [model._meta.app_label, model._meta.model_name, "delete"]
    return f"{reverse('wagtail_bulk_action', args=args)}?id={thing.pk}"


def is_there(thing: Any) -> bool:
    return bool(type(thing)._default_manager.filter(pk=thing.pk).exists())


# What is in use stays.


@pytest.mark.parametrize("where", ["live", "draft of a live page", "new draft", "scheduled"])
def test_what_a_page_names_cannot_be_deleted(chief, where):
    page = make(ProcurementNotice, title="Upphandlingen", publish=where != "new draft")
    things = name_all(page)
    if where == "scheduled":
        page.go_live_at = timezone.now() + timedelta(days=3)
    revision = page.save_revision()
    if where in ("live", "scheduled"):
        revision.publish()
    if where == "scheduled":
        # A later draft has let go of everything; the scheduled words have not.
        Page.objects.get(pk=page.pk).specific.save_revision()
    renew()
    edit = f'<a href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}">Upphandlingen</a>'
    for kind, thing in things.items():
        with pytest.raises(ProtectedError, match="Upphandlingen"), transaction.atomic():
            thing.delete()
        if not isinstance(thing, Page):
            with pytest.raises(ProtectedError), transaction.atomic():
                type(thing)._default_manager.filter(pk=thing.pk).delete()
        address, bulk = delete_address(thing), bulk_address(thing)
        chief.client.post(address, WHY)
        chief.client.post(bulk)
        assert is_there(thing), kind
        assert edit in chief.client.get(address).content.decode(), kind
        assert edit in chief.client.get(bulk).content.decode(), kind
        usage = chief.client.get(address.replace("delete", "usage")).content.decode()
        assert "Upphandlingen" in usage, kind
        assert ("(utkast)" in usage) == (where in ("draft of a live page", "new draft", "scheduled")), kind


def test_what_nobody_names_any_more_can_be_deleted(chief):
    page = make(ProcurementNotice, title="Upphandlingen")
    for kind in KINDS:
        thing = used_by(page, kind)
        page.save_revision().publish()
        renew()
        assert users_of(thing)

        page = Page.objects.get(pk=page.pk).specific
        for name in ("product_areas", "regions", "healthcare_regions", "procurement_regions", "programme_areas"):
            getattr(page, name).clear()
        page.documents.clear()
        page.body, page.buyer, page.replaces = [], None, None
        page.save_revision().publish()
        renew()
        assert not users_of(thing) or kind == "healthcare region"  # the region still lies in it
        if not users_of(thing):
            chief.client.post(delete_address(thing), WHY)
            assert not is_there(thing)


def test_a_region_keeps_its_healthcare_region_and_its_procurement_region(chief):
    region = RegionFactory()
    renew()
    for thing in (region.healthcare_regions.get(), region.procurement_region):
        with pytest.raises(ProtectedError), transaction.atomic():
            thing.delete()
        chief.client.post(delete_address(thing), WHY)
        assert is_there(thing)


def test_a_choice_made_from_the_other_side_counts_too(chief):
    area, region, page = ProductAreaFactory(), RegionFactory(), make(NewsItem, title="Nyheten")
    region.publications.add(page)
    renew()
    assert [str(user) for user in users_of(region)] == ["Nyheten"]
    region.publications.clear()
    renew()
    assert not users_of(region)
    assert not users_of(area)


@pytest.mark.parametrize("chosen", ["case_page", "assessments", "notices", "topics"])
def test_a_page_that_another_chooses_stays(chief, chosen):
    if chosen == "topics":
        thing, page = make(NewsItem, title="Nyheten"), make(Newsletter, title="Brevet")
        page.topics = [("topic", {"title": "Ämne", "items": [{"page": thing, "blurb": ""}]})]
    else:
        model = {"case_page": Case, "notices": ProcurementNotice, "assessments": AssessmentSummary}[chosen]
        thing, page = make(model, title="Valt"), make(Recommendation, title="Rådet")
        setattr(page, chosen, thing if chosen == "case_page" else [thing])
    page.save_revision()
    renew()
    chief.client.post(delete_address(thing), WHY)
    assert is_there(thing)
    with pytest.raises(ProtectedError), transaction.atomic():
        thing.get_parent().delete()


def test_a_branch_goes_with_those_who_choose_within_it(chief):
    old = make(NewsItem, title="Den gamla")
    new = make(NewsItem, title="Den nya", replaces=old)
    renew()
    assert users_of(old)
    new.get_parent().delete()
    assert not Page.objects.filter(pk__in=[old.pk, new.pk]).exists()


def test_a_page_that_texts_only_link_to_can_be_deleted_and_the_link_is_told(chief):
    target, page = make(NewsItem, title="Målet"), make(NewsItem, title="Den som länkar")
    page.body = [("text", f'<p><a linktype="page" id="{target.pk}">läs mer</a></p>')]
    page.save_revision().publish()
    renew()
    assert "Den som länkar" in chief.client.get(delete_address(target)).content.decode()
    chief.client.post(delete_address(target), WHY)
    assert not is_there(target)
    assert Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().missing == ()


def test_an_image_that_a_page_shows_cannot_be_deleted(chief):
    image = get_image_model().objects.create(title="Bilden", file=get_test_image_file())
    page = make(NewsItem, title="Nyheten")
    page.body = [("text", f'<p><embed embedtype="image" id="{image.pk}" format="left" alt="x"/></p>')]
    page.save_revision()
    renew()
    chief.client.post(delete_address(image), WHY)
    chief.client.post(bulk_address(image))
    assert is_there(image)


# Who may know.


def test_names_are_for_those_who_may_edit_or_read_the_page(db):
    chief = desk("chefen", chief=True)
    administrator = desk("administratören", roles.ADMINISTRATORS)
    region = RegionFactory()
    public, draft = make(NewsItem, title="Öppna nyheten"), make(NewsItem, title="Hemliga utkastet", publish=False)
    for page in (public, draft):
        page.regions.add(region)
        page.save_revision()
    public.get_latest_revision().publish()
    renew()
    administrator.user.groups.get().page_permissions.all().delete()

    confirmation = administrator.client.get(delete_address(region)).content.decode()
    assert "Öppna nyheten" in confirmation
    assert "och 1 sida som du inte kan se" in confirmation
    assert "Hemliga" not in confirmation
    assert "Hemliga" not in administrator.client.get(delete_address(region).replace("delete", "usage")).content.decode()
    assert "Hemliga" in chief.client.get(delete_address(region)).content.decode()


def test_what_only_the_draft_of_a_public_page_names_is_not_told_to_everyone(db):
    chief = desk("chefen", chief=True)
    administrator = desk("administratören", roles.ADMINISTRATORS)
    region = RegionFactory()
    page = make(NewsItem, title="Öppna nyheten")
    page.regions.add(region)
    page.save_revision()
    renew()
    administrator.user.groups.get().page_permissions.all().delete()
    told = administrator.client.get(delete_address(region)).content.decode()
    assert "1 sida som du inte kan se" in told and "Öppna nyheten" not in told
    assert "Öppna nyheten" in chief.client.get(delete_address(region)).content.decode()


def test_a_long_list_of_users_is_counted(chief):
    region = RegionFactory()
    for _number in range(22):
        make(NewsItem, regions=[region])
    renew()
    confirmation = chief.client.get(delete_address(region)).content.decode()
    assert "på 22 ställen" in confirmation
    assert "och 2 till" in confirmation


def test_the_index_is_complete_after_wagtails_own_rebuilding(db):
    region, area = RegionFactory(), ProductAreaFactory()
    page = make(NewsItem, title="Nyheten", areas=[area])
    page.regions.add(region)
    page.save_revision()
    ReferenceIndex.objects.all().delete()
    call_command("rebuild_references_index", verbosity=0)
    assert [str(user) for user in users_of(region)] == ["Nyheten"]
    assert [str(user) for user in users_of(area)] == ["Nyheten"]
    assert Publication.objects.count() == Region.objects.count() == ProductArea.objects.count() == 1
