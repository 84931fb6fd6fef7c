"""Nobody gives rights that they do not hold, and only superusers edit superusers, at whichever view of the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import NoReverseMatch, reverse
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from news.models import NewsItem
from portal.models import SecondReaderTask
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
STAFF = [roles.OFFICERS, roles.READERS, roles.PUBLISHERS, roles.CONTACTS, roles.ADMINISTRATORS]
NEW_PASSWORD = "krokus-gravand-3-stolpe"


@pytest.fixture
def administrator() -> Desk:
    return desk("asa", roles.ADMINISTRATORS)


@pytest.fixture
def chief() -> Desk:
    return desk("chefen", chief=True)


def account(user: User, **changes) -> dict[str, object]:
    """The form of an account as a browser sends it."""
    names = {"username": user.username, "email": user.email, "first_name": "A", "last_name": "B", "is_active": "on"}
    return {**names, "groups": [group.pk for group in user.groups.all()], **changes}


def edit(person: Desk, user: User, **changes):
    return person.client.post(reverse("wagtailusers_users:edit", args=[user.pk]), account(user, **changes))


def bulk(person: Desk, action: str, user: User, **data):
    return person.client.post(f"/admin/bulk/auth/user/{action}/?id={user.pk}", data)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_administrator_makes_nobody_a_superuser(administrator) -> None:
    other = desk("olle", roles.OFFICERS).user
    edit(administrator, other, is_superuser="on", first_name="Ny")
    assert fresh(other).first_name == "Ny" and not fresh(other).is_superuser
    edit(administrator, administrator.user, is_superuser="on")
    assert not fresh(administrator.user).is_superuser
    new = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_superuser": "on"}
    data = account(administrator.user, username="ny", email="ny@region.example", groups=[], **new)
    administrator.client.post(reverse("wagtailusers_users:add"), data)
    assert not User.objects.get(username="ny").is_superuser
    assert "is_superuser" not in administrator.client.get(reverse("wagtailusers_users:add")).content.decode()


def test_an_administrator_leaves_superusers_alone(administrator, chief) -> None:
    before = fresh(chief.user)
    address = reverse("wagtailusers_users:edit", args=[chief.user.pk])
    assert administrator.client.get(address).status_code == 302
    edit(administrator, chief.user, password1=NEW_PASSWORD, password2=NEW_PASSWORD, email="jag@region.example")
    administrator.client.post(reverse("wagtailusers_users:delete", args=[chief.user.pk]))
    bulk(administrator, "delete", chief.user)
    bulk(administrator, "set_active_state", chief.user, mark_as_active="False")
    bulk(administrator, "assign_role", chief.user, role=Group.objects.get(name=roles.READERS).pk)
    after = fresh(chief.user)
    kept = ("password", "email", "is_active", "is_superuser")
    assert all(getattr(after, name) == getattr(before, name) for name in kept)
    assert not after.groups.exists()
    shown = administrator.client.get(reverse("wagtailusers_users:index")).content.decode()
    assert "chefen" in shown and address not in shown


def test_superusers_may_do_all_that(chief) -> None:
    other = desk("olle", roles.OFFICERS).user
    edit(chief, other, is_superuser="on")
    assert fresh(other).is_superuser
    edit(chief, other, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert fresh(other).check_password(NEW_PASSWORD) and not fresh(other).is_superuser
    bulk(chief, "set_active_state", other, mark_as_active="False")
    assert not fresh(other).is_active


@pytest.mark.parametrize("role", STAFF)
def test_administrators_give_and_take_the_staff_groups(administrator, role) -> None:
    other = desk("olle").user
    group = Group.objects.get(name=role)
    edit(administrator, other, groups=[group.pk])
    assert list(fresh(other).groups.all()) == [group]
    edit(administrator, fresh(other), groups=[])
    bulk(administrator, "assign_role", other, role=group.pk)
    assert list(fresh(other).groups.all()) == [group]
    bulk(administrator, "set_active_state", other, mark_as_active="False")
    assert not fresh(other).is_active


def group_with(right: str) -> Group:
    """A group with one right that administrators do not hold."""
    group = Group.objects.create(name="Mer än administratörer")
    page: Any = make(NewsItem).page_ptr
    if right == "permission":
        group.permissions.add(Permission.objects.get(codename="change_group"))
    elif right == "closed page":
        PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(group)
    elif right == "files":
        may = Permission.objects.get(codename="change_document")
        GroupCollectionPermission.objects.create(
            group=group, collection=Collection.get_first_root_node(), permission=may
        )
    elif right in ("approval", "second reading"):
        step = (GroupApprovalTask if right == "approval" else SecondReaderTask).objects.create(name="Steg")
        step.groups.add(group)
        workflow = Workflow.objects.create(name="Flöde")
        WorkflowTask.objects.create(workflow=workflow, task=step)
        WorkflowPage.objects.create(workflow=workflow, page=page)
    else:
        may = Permission.objects.get(codename="publish_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=may)
    return group


@pytest.mark.parametrize("right", ["permission", "page", "closed page", "files", "approval", "second reading"])
def test_who_keeps_accounts_gives_no_group_that_holds_more(right) -> None:
    clerk = desk("klara", roles.CONTACTS)
    keepers = Group.objects.create(name="Kontohållare")
    keepers.permissions.set(Permission.objects.filter(codename__in=["add_user", "change_user", "delete_user"]))
    clerk.user.groups.add(keepers)
    group, other = group_with(right), desk("olle").user
    edit(clerk, other, groups=[group.pk])
    bulk(clerk, "assign_role", other, role=group.pk)
    edit(clerk, clerk.user, groups=[keepers.pk, group.pk])
    assert not group.user_set.exists()
    # Nor do they take over the account of somebody who is in it.
    other.groups.add(group)
    edit(clerk, other, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    bulk(clerk, "delete", other)
    assert not fresh(other).check_password(NEW_PASSWORD)
    # What they hold themselves they give.
    edit(clerk, desk("ove").user, groups=[keepers.pk])
    assert User.objects.get(username="ove").groups.get() == keepers


def test_who_holds_one_branch_gives_no_right_to_another() -> None:
    branch, other = make(NewsItem), make(NewsItem)
    may = Permission.objects.get(codename="change_page")
    clerk = desk("klara", roles.CONTACTS)
    own, foreign, inside = (Group.objects.create(name=name) for name in ("Egen", "Annan", "Inuti"))
    own.permissions.add(Permission.objects.get(codename="change_user"))
    for group, page in ((own, branch), (foreign, other), (inside, branch)):
        GroupPagePermission.objects.create(group=group, page=Page.objects.get(pk=page.pk), permission=may)
    clerk.user.groups.add(own)
    someone = desk("olle").user
    edit(clerk, someone, groups=[foreign.pk])
    assert not fresh(someone).groups.exists()
    edit(clerk, someone, groups=[inside.pk])
    assert fresh(someone).groups.get() == inside


def test_what_a_group_may_do_is_decided_by_superusers(chief) -> None:
    clerk = desk("klara", roles.ADMINISTRATORS)
    keepers = Group.objects.create(name="Grupphållare")
    keepers.permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    clerk.user.groups.add(keepers)
    for address in ("index", "add"):
        assert clerk.client.get(reverse(f"wagtailusers_groups:{address}")).status_code == 302
    for address in ("edit", "delete"):
        assert clerk.client.post(reverse(f"wagtailusers_groups:{address}", args=[keepers.pk])).status_code == 302
    assert Group.objects.filter(pk=keepers.pk).exists()
    assert chief.client.get(reverse("wagtailusers_groups:edit", args=[keepers.pk])).status_code == 200


def test_djangos_own_admin_is_no_door() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


def test_roles_are_given_by_their_swedish_names(chief) -> None:
    for address in (reverse("wagtailusers_users:add"), reverse("wagtailusers_users:edit", args=[chief.user.pk])):
        form = chief.client.get(address).context["form"]
        names = {str(label) for _, label in form.fields["groups"].choices}
        councils = {"Rådets sekreterare"}
        assert names == councils | {
            "Kommunikatörer",
            "Andraläsare",
            "Publicister",
            "Regionkontakter",
            "Administratörer",
        }
