"""A form that is sent with the id of a page names that page only to those who may see it."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsItem, Newsletter
from tests.factories import make
from tests.portal.people import Desk, desk, filled_in, roles
from tests.portal.test_sight import bystander

pytestmark = pytest.mark.django_db
HIDDEN = "Utkast om Pumpex"


@pytest.fixture
def draft() -> Page:
    return make(NewsItem, title=HIDDEN, publish=False)


@pytest.fixture
def branch() -> Desk:
    return bystander("branch")


def test_a_withdrawal_that_points_to_a_draft_of_others_does_not_name_it(draft, branch) -> None:
    page = Newsletter.objects.get()
    address = reverse("portal_withdraw", args=[page.pk])
    sent = {"reason": "Numret är fel i brevet.", "read_instead": draft.pk}
    got = branch.client.post(address, sent)
    assert got.context["form"].errors["read_instead"] and HIDDEN not in got.content.decode()
    officer = desk("olle", roles.OFFICERS)
    assert HIDDEN in officer.client.post(address, sent).content.decode()


def test_a_page_that_one_may_not_see_can_not_be_chosen_by_its_id(draft, branch) -> None:
    page = Newsletter.objects.get()
    got = branch.edit(page, replaces=str(draft.pk))
    assert "replaces" in got.context["form"].errors and HIDDEN not in got.content.decode()
    assert Page.objects.get(pk=page.pk).get_latest_revision().content["replaces"] is None


def test_what_a_colleague_chose_is_kept_though_one_may_not_see_it(draft, branch) -> None:
    page = Newsletter.objects.get()
    colleague = desk("olle", roles.OFFICERS)
    colleague.edit(page, replaces=str(draft.pk))
    shown = branch.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert HIDDEN not in shown
    branch.edit(page, title="Ny rubrik")
    content = Page.objects.get(pk=page.pk).get_latest_revision().content
    assert (content["title"], content["replaces"]) == ("Ny rubrik", draft.pk)


def test_who_may_only_add_is_told_the_name_of_the_new_page(branch) -> None:
    branch.user.groups.get().page_permissions.exclude(permission__codename="add_page").delete()
    section = Newsletter.objects.get().get_parent()
    address = reverse("wagtailadmin_pages:add", args=["news", "newsletter", section.pk])
    shown = branch.client.get(address)
    data = {**filled_in(shown.context["form"]), "title": "Mitt första brev", "slug": "mitt-brev"}
    made = branch.client.post(address, data, follow=True).content.decode()
    assert "Mitt första brev" in made
    assert "inte får se" not in shown.content.decode() + made
