"""“New version of this”: a draft with everything filled in, once, for those who may add there."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from portal.models import Publication
from recommendations.models import AssessmentSummary, Case, Recommendation, RecommendationProduct
from tests.factories import ProductAreaFactory, make, republish
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import decided, recorded
from tests.recommendations.test_replacing import in_english, status

pytestmark = pytest.mark.django_db


def address(page: Page) -> str:
    return reverse("portal_next_version", args=[page.pk])


def versions(language: str = "sv") -> list[Recommendation]:
    return list(Recommendation.objects.filter(locale__language_code=language).order_by("pk"))


@pytest.fixture
def officer() -> Desk:
    return desk("olle", roles.OFFICERS)


@pytest.fixture
def first() -> Recommendation:
    area, basis = ProductAreaFactory(name="Glukosmätare"), make(AssessmentSummary)
    fields = {**decided(), "conditions": "Om HbA1c är högt.", "summary_en": "A summary."}
    page = make(Recommendation, areas=[area], **fields)
    page.products.add(RecommendationProduct(name="Exempelmätaren", verdict="can"))
    page.assessments.add(basis)
    page.review_by, page.change_note = page.dated_on, "Ny gräns."
    page.save_revision().publish()
    # What only a draft says is not taken over.
    draft = Recommendation.objects.get(pk=page.pk)
    draft.conditions = "Bara i ett utkast."
    draft.save_revision()
    return Recommendation.objects.get(pk=page.pk)


@pytest.mark.usefixtures("without_workflows")
def test_the_draft_has_what_readers_see_and_publishing_it_closes_the_old_one(officer, first) -> None:
    shown = officer.client.get(reverse("wagtailadmin_pages:edit", args=[first.pk])).content.decode()
    assert address(first) in shown
    asked = officer.client.get(address(first)).content.decode()
    assert "<li>datum</li><li>ses över senast</li>" in asked
    assert len(versions()) == 1, "asking makes nothing"
    made = officer.client.post(address(first))
    old, new = versions()
    assert made.url == reverse("wagtailadmin_pages:edit", args=[new.pk])
    draft = new.get_latest_revision_as_object()
    assert (draft.replaces_id, draft.version_number, draft.standing) == (old.pk, 2, "in_force")
    assert [row.name for row in draft.products.all()] == ["Exempelmätaren"] and draft.assessments.count() == 1
    assert [tag.name for tag in draft.product_areas.all()] == ["Glukosmätare"]
    assert draft.conditions == "Om HbA1c är högt."
    assert (draft.dated_on, draft.review_by, draft.change_note) == (None, None, "")
    assert (new.live, new.slug, new.owner) == (False, f"{old.slug}-version-2", officer.user)
    assert status(old) == "in_force"
    # It is a new decision, which the council's secretary records.
    recorded(new)
    # One person alone can't publish it; what is still missing is asked for.
    publisher = desk("petra", roles.PUBLISHERS)
    publisher.edit(new, "publish", change_note="Gränsen sänktes.", review_by="2027-06-01")
    officer.edit(new, "publish")
    assert not versions()[1].live
    desk("pelle", roles.PUBLISHERS).edit(new, "publish")
    assert versions()[1].live and status(old) == "replaced"
    assert versions()[1].series == old.translation_key


def test_the_second_click_leads_to_the_draft_that_is_there(officer, first) -> None:
    officer.client.post(address(first))
    for again in (officer.client.get(address(first)), officer.client.post(address(first))):
        assert again.url == reverse("wagtailadmin_pages:edit", args=[versions()[1].pk])
    assert len(versions()) == 2
    # A draft that somebody linked by hand counts as well; one whose link was taken away does not.
    officer.edit(versions()[1], replaces="")
    by_hand = make(Recommendation, publish=False)
    officer.edit(by_hand, replaces=str(first.pk))
    assert officer.client.get(address(first)).url == reverse("wagtailadmin_pages:edit", args=[by_hand.pk])


def test_a_version_that_was_withdrawn_is_no_draft_and_a_draft_in_english_gets_its_swedish_one(officer, first) -> None:
    make(Recommendation, replaces=first).unpublish()
    english = in_english(first)
    begun = make(Recommendation, language="en", replaces=english, publish=False)
    officer.client.post(address(first), {"translations": [str(english.pk)]})
    draft = versions()[-1]
    assert (draft.live, draft.translation_key) == (False, begun.translation_key)
    assert draft.get_latest_revision_as_object().replaces_id == first.pk


def test_an_old_version_leads_to_the_newest(officer, first) -> None:
    second = make(Recommendation, replaces=first)
    first.refresh_from_db()
    assert officer.client.post(address(first)).url == address(second)
    assert len(versions()) == 2


def test_translations_follow_or_are_made_later(officer, first) -> None:
    english = in_english(first)
    # A new version begins in Swedish.
    assert officer.client.get(address(english)).url == address(first)
    officer.client.post(address(first), {"translations": [english.pk]})
    swedish, translated = versions()[1], versions("en")[1]
    assert translated.translation_key == swedish.translation_key != first.translation_key
    assert (translated.title, translated.replaces_id) == (english.title, english.pk)
    translated.delete()
    # Without the tick only the Swedish draft is made; afterwards the English page gives its translation.
    officer.client.post(address(english))
    assert versions("en")[1].translation_key == swedish.translation_key
    assert len(versions()) == 2
    # Published in one language it replaces the old version in both.
    republish(swedish, change_note="Gränsen sänktes.")
    assert (status(first), status(english)) == ("replaced", "replaced")


def test_an_alias_and_a_translation_without_an_original(officer, first) -> None:
    english = in_english(first)
    lone = Publication.objects.get(pk=english.pk)
    first.unpublish()
    officer.client.post(address(english))
    assert versions("en")[1].replaces_id == english.pk
    Page.objects.filter(pk=lone.pk).update(alias_of=first.pk)
    assert officer.client.post(address(lone), follow=True).redirect_chain


def test_it_is_offered_only_where_it_can_be_done(first) -> None:
    case, draft = make(Case), make(Recommendation, publish=False)
    officer, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    for person, page in ((officer, case), (officer, draft), (reader, first)):
        shown = person.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert address(page) not in shown
        person.client.post(address(page))
    assert len(versions()) == 2 and Case.objects.count() == 1


def test_somebody_elses_draft_is_not_named(first) -> None:
    officer, branch = desk("olle", roles.OFFICERS), desk("gren")
    adders = Group.objects.create(name="Bara lägga till")
    adders.permissions.add(Permission.objects.get(codename="access_admin"))
    may = Permission.objects.get(codename="add_page")
    GroupPagePermission.objects.create(group=adders, page=Page.objects.get(pk=first.get_parent().pk), permission=may)
    branch.user.groups.add(adders)
    officer.client.post(address(first))
    officer.edit(versions()[1], title="Hemlig titel")
    answer = branch.client.get(address(first), follow=True).content.decode()
    assert "Hemlig titel" not in answer and "någon annan" in answer.casefold()
