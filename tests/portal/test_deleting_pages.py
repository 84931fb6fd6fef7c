"""What others wrote is deleted only by publishers and administrators, what was published only by a superuser who says
why: at whichever view of the admin.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db


def by_its_view(person: Desk, page: Page) -> None:
    person.client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))


def in_bulk(person: Desk, page: Page) -> None:
    person.client.post(f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}")


def by_the_api(person: Desk, page: Page) -> None:
    person.client.post(f"/admin/api/main/pages/{page.pk}/action/delete/")


DOORS = [by_its_view, in_bulk, by_the_api]


@pytest.fixture
def officer() -> Desk:
    return desk("olle", roles.OFFICERS)


def draft_of(author: Desk) -> Any:
    page = make(NewsItem, publish=False, owner=author.user)
    author.edit(page, title="Mitt utkast")
    page.revisions.filter(user=None).delete()
    return Page.objects.get(pk=page.pk)


def is_there(page: Page) -> bool:
    return Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", [roles.OFFICERS, roles.READERS, roles.CONTACTS])
def test_nobody_else_deletes_a_draft(officer, role, door) -> None:
    page, other = draft_of(officer), desk("annan", role)
    door(other, page)
    assert is_there(page)
    shown = other.client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    assert reverse("wagtailadmin_pages:delete", args=[page.pk]) not in shown.content.decode()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", [roles.PUBLISHERS, roles.ADMINISTRATORS])
def test_publishers_and_administrators_do(officer, role, door) -> None:
    page = draft_of(officer)
    door(desk("annan", role), page)
    assert not is_there(page)


@pytest.mark.parametrize("door", DOORS)
def test_an_officer_deletes_what_nobody_else_has_written_in(officer, door) -> None:
    page = draft_of(officer)
    door(officer, page)
    assert not is_there(page)
    page = draft_of(officer)
    desk("rut", roles.READERS).edit(page, title="Med en annans ord")
    door(officer, page)
    assert is_there(page)


@pytest.mark.parametrize("door", DOORS)
def test_a_section_of_ones_own_with_the_draft_of_another(officer, door) -> None:
    page = draft_of(desk("ove", roles.OFFICERS))
    section = page.get_parent()
    Page.objects.filter(pk=section.pk).update(owner=officer.user, live=False)
    door(officer, section)
    assert is_there(page)


def test_moving_a_draft_is_not_deleting_it(officer) -> None:
    page = draft_of(desk("ove", roles.OFFICERS))
    assert page.permissions_for_user(officer.user).can_move()


@pytest.mark.parametrize("door", DOORS)
def test_what_was_published_is_withdrawn_not_deleted(door) -> None:
    page, closed = make(NewsItem), make(NewsItem)
    page.unpublish()
    publisher, keeper = desk("petra", roles.PUBLISHERS), desk("asa", roles.ADMINISTRATORS)
    chief = desk("chefen", chief=True)
    for person in (publisher, keeper, chief):
        for what in (page, closed, page.get_parent()):
            door(person, what)
            assert is_there(page) and is_there(closed)
    shown = keeper.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("wagtailadmin_pages:delete", args=[page.pk]) not in shown


@pytest.mark.parametrize("door", DOORS)
def test_what_a_program_made_public_is_kept_as_well(door) -> None:
    page = make(NewsItem)
    Page.objects.filter(pk=page.pk).update(first_published_at=None)
    for person in (desk("petra", roles.PUBLISHERS), desk("chefen", chief=True)):
        door(person, page)
        assert is_there(page)


def test_a_superuser_deletes_it_with_a_written_reason() -> None:
    page, chief = make(NewsItem, title="Publicerad"), desk("chefen", chief=True)
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert "Varför raderas den?" in chief.client.get(address).content.decode()
    assert chief.client.post(address, {"reason": " "}).context["form"].errors and is_there(page)
    chief.client.post(address, {"reason": "Uppgifter om en patient."})
    assert not is_there(page)
    noted = PageLogEntry.objects.get(page=page.pk, action="portal.delete_published")
    assert (noted.user, noted.data) == (chief.user, {"reason": "Uppgifter om en patient."})
    assert "Uppgifter om en patient." in chief.client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert "patient" not in Client().get(page.url).content.decode()


def test_a_section_goes_with_what_is_below_it_and_a_program_needs_no_reason() -> None:
    page, chief = make(NewsItem), desk("chefen", chief=True)
    section = page.get_parent()
    address = reverse("wagtailadmin_pages:delete", args=[section.pk])
    assert "1 sida under den raderas också" in chief.client.get(address).content.decode()
    chief.client.post(address, {"reason": "Fel avsnitt."})
    assert not is_there(page) and not is_there(section)
    other = make(NewsItem)
    other.delete()
    assert not is_there(other)
