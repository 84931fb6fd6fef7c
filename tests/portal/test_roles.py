"""Roles are made of the matrix of rights, which has a row for each page type and says only what Wagtail can keep."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from news.models import NewsIndex, NewsItem
from portal.permissions import matrix
from portal.permissions.checks import check_rights
from portal.permissions.matrix import Action, area_of, register_rights
from portal.permissions.roles import ADMINISTRATORS, OFFICERS, OWN_REGION, PUBLISHERS, READERS
from recommendations.models import Recommendation
from tests.factories import make, make_index
from tests.portal.people import desk


@pytest.fixture
def own_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    monkeypatch.setattr(matrix, "_areas", dict(matrix._areas))


def news(**changes: tuple[str, ...]) -> None:
    """Other rights on news, for the actions that are named."""
    before: Any = area_of(NewsItem)
    rights = {**before.rights, **{Action[name]: roles for name, roles in changes.items()}}
    register_rights("news", before.label, rights, *before.models)


def faults() -> set[str]:
    return {str(message.id) for message in check_rights(None)}


def test_a_page_type_without_a_row_is_reported(own_matrix) -> None:
    assert not faults()
    matrix._areas.pop("news")
    assert faults() == {"portal.E004"}


@pytest.mark.parametrize(
    "changes",
    [
        {"SCHEDULE": (OFFICERS,)},
        {"TRANSLATE": (READERS,)},
        {"LOCK": (PUBLISHERS, ADMINISTRATORS, OWN_REGION)},
    ],
)
def test_what_wagtail_cannot_keep_is_reported(own_matrix, changes) -> None:
    news(**changes)
    assert faults() == {"portal.E005"}


def test_rights_on_the_start_page_would_hold_for_all_pages(own_matrix) -> None:
    news(LOCK=())
    assert faults() == {"portal.E005"}


@pytest.mark.django_db
def test_a_role_gets_on_a_list_what_it_has_for_that_type_alone(own_matrix) -> None:
    index = make_index(NewsItem)
    news(LOCK=(OFFICERS, PUBLISHERS, ADMINISTRATORS))
    assert not faults()
    call_command("create_roles", verbosity=0)
    officer = desk("olle", OFFICERS).user
    item, other = make(NewsItem), make(Recommendation)
    assert item.permissions_for_user(officer).can_lock() and not other.permissions_for_user(officer).can_lock()
    held = GroupPagePermission.objects.filter(group__name=OFFICERS, permission__codename="lock_page")
    assert [row.page_id for row in held] == [index.pk] and NewsIndex.objects.get() == index


@pytest.mark.django_db
def test_a_list_that_is_made_later_has_the_rights_of_the_others_of_its_type(own_matrix, capsys) -> None:
    make_index(NewsItem)
    news(LOCK=(OFFICERS, PUBLISHERS, ADMINISTRATORS))
    officer = desk("olle", OFFICERS).user
    call_command("create_roles")
    item, other = make(NewsItem, language="en"), make(Recommendation, language="en")
    assert item.permissions_for_user(officer).can_lock() and not other.permissions_for_user(officer).can_lock()
    named = GroupPagePermission.objects.values_list("group__name", "permission__codename", "page")
    held = sorted(named)
    capsys.readouterr()
    call_command("create_roles")
    assert sorted(named) == held and "no longer" not in capsys.readouterr().out


@pytest.mark.django_db
def test_what_the_matrix_does_not_give_is_taken_away_and_said(capsys) -> None:
    desk("olle", OFFICERS)
    group, own = Group.objects.get(name=OFFICERS), Group.objects.create(name="Vår egen")
    publish = Permission.objects.get(codename="publish_page")
    for one in (group, own):
        one.permissions.add(Permission.objects.get(codename="add_redirect"))
        GroupPagePermission.objects.create(group=one, page=Page.get_first_root_node(), permission=publish)
    capsys.readouterr()
    call_command("create_roles")
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        f"{OFFICERS}: no longer wagtailredirects.add_redirect",
        f"{OFFICERS}: no longer publish_page: Root",
    ]
    assert not group.permissions.filter(codename="add_redirect") and own.permissions.filter(codename="add_redirect")
    assert list(GroupPagePermission.objects.filter(permission=publish, group=own))
    call_command("create_roles")
    assert "no longer" not in capsys.readouterr().out


@pytest.mark.django_db
def test_the_admin_shows_the_matrix_to_those_who_give_roles() -> None:
    address = reverse("portal_rights")
    shown = desk("asa", ADMINISTRATORS).client.get(address).content.decode()
    assert "Publicera det som är färdiggranskat" in shown and "Publicister, Administratörer" in shown
    assert desk("olle", OFFICERS).client.get(address).status_code == 302
