"""A form that is sent with the id of a page names that page only to those who may see it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from news.models import NewsItem, Newsletter
from recommendations.models import AssessmentSummary, Recommendation
from tests.factories import make
from tests.portal.people import Desk, desk, filled_in, roles
from tests.portal.test_sight import bystander
from tests.portal.test_two_editors import loaded, sent

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


def topics(page: Page) -> dict[str, Any]:
    """A newsletter's topics with one page in them, as a browser would send them."""
    block = {"deleted": "", "order": 0, "type": "topic", "id": "11111111-1111-4111-8111-111111111111"}
    item = {"deleted": "", "order": 0, "type": "item", "id": "22222222-2222-4222-8222-222222222222"}
    value: dict[str, Any] = {
        "title": "Pumpar",
        "items-count": 1,
        "items-0-value-page": page.pk,
        "items-0-value-blurb": "",
    }
    value |= {f"items-0-{name}": told for name, told in item.items()}
    block |= {f"value-{name}": told for name, told in value.items()}
    return {"topics-count": 1, **{f"topics-0-{name}": told for name, told in block.items()}}


@pytest.mark.parametrize("who", ["branch", "officer"])
def test_both_versions_of_a_page_name_a_draft_only_to_those_who_may_see_it(draft, branch, who) -> None:
    page, officer, colleague = Newsletter.objects.get(), desk("olle", roles.OFFICERS), desk("olga", roles.OFFICERS)
    person = branch if who == "branch" else officer
    mine = loaded(person, page, title="Min rubrik")
    colleague.edit(page, **topics(draft), replaces=str(draft.pk))
    told = sent(person, page, mine)
    assert told.status_code == 409
    named = told.content.decode().count(HIDDEN)
    assert named == (0 if who == "branch" else 2)
    assert ("en sida som du inte får se" in told.content.decode()) is (who == "branch")


@pytest.mark.parametrize("who", ["branch", "officer"])
def test_nor_does_a_choice_of_several_pages_or_the_comparison_of_two_revisions(branch, who) -> None:
    officer, colleague = desk("olle", roles.OFFICERS), desk("olga", roles.OFFICERS)
    draft = make(AssessmentSummary, title=HIDDEN, publish=False)
    page = make(Recommendation, publish=False)
    person = branch if who == "branch" else officer
    group = person.user.groups.first()
    may = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.get_or_create(group=group, page=page.get_parent().page_ptr, permission=may)
    mine = loaded(person, page, title="Min rubrik")
    first = Page.objects.get(pk=page.pk).get_latest_revision()
    colleague.edit(page, assessments=[str(draft.pk)])
    second = Page.objects.get(pk=page.pk).get_latest_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    for told in (sent(person, page, mine), person.client.get(address)):
        assert (HIDDEN in told.content.decode()) is (who == "officer"), told
        assert ("en sida som du inte får se" in told.content.decode()) is (who == "branch")
