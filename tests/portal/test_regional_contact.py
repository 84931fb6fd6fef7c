"""A region's contact writes the region's own procurement notices, at each door of the admin, and no others."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, Workflow

from news.models import NewsItem
from portal.models import Region, RegionalContact
from recommendations.models import Case, ProcurementNotice
from tests.factories import ProductAreaFactory, RegionFactory, make, make_index
from tests.portal.people import Desk, desk, filled_in, roles

pytestmark = pytest.mark.django_db
ADD = "wagtailadmin_pages:add"


@pytest.fixture
def halland() -> Region:
    return RegionFactory(code="halland", name="Halland")


@pytest.fixture
def rita(halland: Region) -> Desk:
    """The contact of Halland."""
    return contact("rita", halland)


def contact(name: str, region: Region) -> Desk:
    person = desk(name, roles.CONTACTS)
    RegionalContact.objects.create(user=person.user, region=region)
    person.client.raise_request_exception = False
    make_index(ProcurementNotice)
    return person


def notice(title: str, *regions: Region, **fields: Any) -> ProcurementNotice:
    fields = {"publish": False, "level": "region", **fields}
    page = make(ProcurementNotice, title=title, regions=list(regions), **fields)
    page.save()  # the editor's form stores the regions of a draft, too
    return page


def add(who: Desk, action: str = "", **changes: Any) -> Any:
    """Send the form of a new notice, as a browser does, with these changes."""
    address = reverse(ADD, args=["recommendations", "procurementnotice", make_index(ProcurementNotice).pk])
    form = who.client.get(address).context["form"]
    data = {**filled_in(form), **changes, **({f"action-{action}": "on"} if action else {})}
    return who.client.post(address, data)


def test_a_contact_writes_a_notice_of_the_own_region_and_submits_it(rita, halland) -> None:
    skane = RegionFactory(code="skane", name="Skåne")
    asked: dict[str, Any] = {
        "level": "national",
        "regions": [str(skane.pk)],
        "slug": "pumpar",
        "ingress": "En ingress.",
    }
    add(rita, title="Pumpar", **asked)
    page = ProcurementNotice.objects.get(slug="pumpar")
    assert page.level == "region" and list(page.regions.all()) == [halland] and not page.live
    rita.edit(page, title="Pumpar 2", regions=[], level="national")
    page = ProcurementNotice.objects.get(pk=page.pk)
    assert page.draft_title == "Pumpar 2" and list(page.regions.all()) == [halland]
    rita.edit(page, "publish", title="Pumpar 3")
    assert not ProcurementNotice.objects.get(pk=page.pk).live
    area = ProductAreaFactory()
    rita.edit(page, "submit", summary_en="Pumps.", product_areas=[str(area.pk)])
    assert desk("rut", roles.READERS).panel("awaiting_review") == ["Pumpar 3"]


def test_the_desk_names_the_region_and_what_can_be_done(rita, halland) -> None:
    home = rita.client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Region Halland" in home and "har ingen upphandling här än" in home
    assert rita.panel("write_new") == ["Upphandling"]
    notice("Vår", halland)
    notice("Andras", RegionFactory(code="skane", name="Skåne"))
    assert rita.panel("own_region") == ["Vår"]
    assert desk("olle", roles.OFFICERS).panel("own_region") is None


def test_whose_a_notice_is(rita, halland) -> None:
    skane = RegionFactory(code="skane", name="Skåne")
    shared, national = notice("Båda", halland, skane), notice("Alla", halland, level="national")
    other = contact("sara", skane)
    assert rita.panel("own_region") == other.panel("own_region") == ["Båda"]
    assert opens(rita, shared) and opens(other, shared) and not opens(rita, national)
    rita.edit(shared, title="Båda två", regions=[str(halland.pk)])
    assert set(ProcurementNotice.objects.get(pk=shared.pk).regions.all()) == {halland, skane}
    elsewhere = make(Case, title="Ärende", publish=False, level="region", regions=[halland])
    assert not opens(rita, elsewhere)


def opens(who: Desk, page: Any) -> bool:
    return who.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_who_moves_to_another_region_leaves_the_old_ones_notices(rita, halland) -> None:
    add(rita, title="Egen", slug="egen")
    page = ProcurementNotice.objects.get(slug="egen")
    assert opens(rita, page)
    RegionalContact.objects.update(region=RegionFactory(code="skane", name="Skåne"))
    assert not opens(rita, page)
    RegionalContact.objects.all().delete()
    assert not opens(rita, page) and rita.panel("own_region") is None and rita.panel("write_new") is None


DOORS = (
    *("edit", "view_draft", "delete", "copy", "history", "usage", "revisions_index", "workflow_history"),
    *("unpublish", "move", "set_privacy", "lock", "unlock", "preview_on_edit", "convert_alias"),
)
# What nobody does who may not publish, also with an own page.
CLOSED = {"unpublish", "set_privacy", "lock", "unlock"}


def addresses(page: Any) -> dict[str, str]:
    """Door → address, for all doors that one page has."""
    found = {name: reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in DOORS}
    for action in ("delete", "move", "publish", "unpublish"):
        found[f"bulk {action}"] = f"/admin/bulk/wagtailcore/page/{action}/?id={page.pk}"
    found["api"] = f"/admin/api/main/pages/{page.pk}/"
    found["withdraw"] = reverse("portal_withdraw", args=[page.pk])
    return found


def state() -> Any:
    pages: Any = Page.objects.order_by("pk")
    return list(pages.values_list("pk", "path", "live", "locked", "draft_title", "latest_revision", "owner"))


def test_each_door_of_another_regions_notice_is_shut(rita) -> None:
    page = notice("Zkanarie", RegionFactory(code="skane", name="Skåne"))
    before = state()
    for door, address in addresses(page).items():
        for ask in (rita.client.get, rita.client.post):
            with transaction.atomic():
                answer = ask(address, follow=True)
                assert "zkanarie" not in answer.content.decode().lower(), door
                assert state() == before, door
    for listed in LISTS:
        assert "zkanarie" not in rita.client.get(listed, follow=True).content.decode().lower(), listed


LISTS = (
    *("/admin/", "/admin/publications/", "/admin/board/", "/admin/publication-calendar/", "/admin/pages/search/?q=z"),
    *("/admin/reports/site-history/", "/admin/reports/aging-pages/", "/admin/reports/locked/", "/admin/choose-page/"),
    *("/admin/api/main/pages/?limit=20", "/admin/reports/workflow/", "/admin/choose-page/search/?q=zkan"),
)


def test_each_door_of_an_own_public_notice_leads_to_what_a_writer_may_do(rita, halland) -> None:
    page = notice("Vår", halland, publish=True)
    for door, address in addresses(page).items():
        with transaction.atomic():
            before = state()
            if door not in CLOSED and door != "convert_alias" and not door.startswith("bulk"):
                assert rita.client.get(address, follow=True).status_code == 200, door
            rita.client.post(address, {"slug": "ny", "new_slug": "ny", "new_title": "Ny"})
            live = {row[0]: row[1:4] for row in state()}
            assert live[page.pk] == next(row[1:4] for row in before if row[0] == page.pk), door
            transaction.set_rollback(True)


def test_an_own_draft_is_deleted_by_its_writer_alone(rita, halland) -> None:
    add(rita, title="Egen", slug="egen")
    own, other = ProcurementNotice.objects.get(slug="egen"), notice("Kollegans", halland)
    for page in (other, own):
        rita.client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not ProcurementNotice.objects.filter(pk=own.pk) and ProcurementNotice.objects.filter(pk=other.pk)


def test_a_contact_adds_nothing_elsewhere(rita) -> None:
    for model in (Case, NewsItem):
        parent, names = make_index(model), (model._meta.app_label, model._meta.model_name)
        assert rita.client.get(reverse(ADD, args=[*names, parent.pk])).status_code in (302, 403, 404)
        assert rita.client.post(reverse(ADD, args=[*names, parent.pk]), {"title": "Egen"}).status_code != 200
        assert not model.objects.filter(title="Egen")


def test_the_explorer_and_the_list_have_own_notices(rita, halland) -> None:
    skane = RegionFactory(code="skane", name="Skåne")
    own = notice("Vår", halland)
    notice("Andras", skane)
    notice("Andras publika", skane, publish=True)
    listed = rita.client.get(reverse("wagtailadmin_explore", args=[own.get_parent().pk])).content.decode()
    assert "Vår" in listed and "Andras" not in listed
    chosen = rita.client.get("/admin/publications/").context["object_list"]
    assert [page.title for page in chosen] == ["Vår"]


def test_a_review_of_an_own_notice_is_not_the_contacts(rita, halland) -> None:
    page = notice("Vår", halland)
    Workflow.objects.get(name="Granskning").start(page, rita.user)
    rita.approve(page)
    rita.approve_from_list(page)
    assert not page.current_workflow_state.task_states.filter(status="approved").exists()
