"""“Withdraw”: one person gives the reason for readers, another confirms it, and every language says why."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageLogEntry, Revision, WorkflowState

from news.models import NewsItem
from portal.models import PublicationEvent, Withdrawal
from recommendations.models import Case, Recommendation
from tests.factories import make, republish
from tests.portal.people import Desk, desk, roles
from tests.recommendations.test_replacing import in_english, status

pytestmark = pytest.mark.django_db
REASON = {"reason": "Tillverkaren har dragit tillbaka mätaren.", "reason_en": "The maker has recalled it."}


def address(page: Page) -> str:
    return reverse("portal_withdraw", args=[page.pk])


def answer(person: Desk, page: Page, **data: str) -> Any:
    """Press a button under what was asked for, as it is shown now."""
    asked = Withdrawal.objects.get(page=page.pk)
    return person.client.post(address(page), {"asked_at": asked.asked_at.isoformat(), **data}, follow=True)


def is_live(*pages: Page) -> list[bool]:
    return [Page.objects.get(pk=page.pk).live for page in pages]


@pytest.fixture
def officer() -> Desk:
    return desk("olle", roles.OFFICERS)


@pytest.fixture
def publisher() -> Desk:
    return desk("petra", roles.PUBLISHERS)


@pytest.fixture
def page() -> Any:
    return make(Recommendation, title="Mätaren", verdict="can")


def test_the_address_says_why_in_both_languages_once_another_has_confirmed(officer, publisher, page) -> None:
    english, other = in_english(page), make(Recommendation, title="Den nya mätaren")
    other_english = in_english(other)
    assert address(page) in officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    refused = officer.client.post(address(page), {"reason": "Bara på svenska."})
    assert "reason_en" in refused.context["form"].errors and not Withdrawal.objects.exists()
    officer.client.post(address(page), {**REASON, "read_instead": other.pk})
    assert is_live(page, english) == [True, True]
    assert [letter.to for letter in mail.outbox] == [[publisher.user.email]] and address(page) in mail.outbox[0].body
    waiting = publisher.client.get(reverse("wagtailadmin_home")).content.decode()
    assert address(page) in waiting
    assert address(page) not in officer.client.get(reverse("wagtailadmin_home")).content.decode()
    assert REASON["reason"] in publisher.client.get(address(page)).content.decode()
    answer(publisher, page, confirm="on")
    assert is_live(page, english) == [False, False] and not Withdrawal.objects.exists()
    for where, reason, instead in ((page, "reason", other), (english, "reason_en", other_english)):
        gone = Client().get(where.url)
        assert gone.status_code == 410
        assert REASON[reason] in gone.content.decode() and f'href="{instead.url}"' in gone.content.decode()
    told = PublicationEvent.objects.filter(page_id=page.pk).latest("pk")
    assert (told.kind, told.note, told.note_en) == ("withdrawn", REASON["reason"], REASON["reason_en"])
    number = Client().get(f"/data/v1/publications/{told.number}")
    assert number.status_code == 410 and number.json()["reason"] in REASON.values()
    assert REASON["reason"] in Client().get("/floden/handelser/alla.atom").content.decode()
    told_in_english = Client().get("/en/feeds/events/all.atom").content.decode()
    assert told_in_english.count("<title>Withdrawn: ") == 1 and REASON["reason_en"] in told_in_english
    noted = PageLogEntry.objects.filter(page=page.pk, action__startswith="portal.withdrawal").order_by("pk")
    assert [(row.user, row.data["reason"]) for row in noted] == [
        (officer.user, REASON["reason"]),
        (publisher.user, REASON["reason"]),
    ]


def test_nobody_confirms_what_they_asked_for(publisher, page) -> None:
    chief = desk("chefen", chief=True)
    for person in (publisher, chief):
        person.client.post(address(page), REASON)
        assert "Bekräfta" not in person.client.get(address(page)).content.decode()
        answer(person, page, confirm="on")
        assert is_live(page) == [True]
        answer(person, page, call_off="on")
        assert not Withdrawal.objects.exists()


def test_who_may_not_publish_neither_confirms_nor_calls_off(officer, publisher, page) -> None:
    publisher.client.post(address(page), REASON)
    for name in ("confirm", "call_off"):
        answer(officer, page, **{name: "on"})
    assert is_live(page) == [True] and Withdrawal.objects.exists()
    assert desk("regionen", roles.CONTACTS).client.get(address(page)).status_code == 302
    answer(desk("pelle", roles.PUBLISHERS), page, call_off="on")
    assert not Withdrawal.objects.exists()


def test_what_was_read_is_what_is_confirmed(officer, publisher, page) -> None:
    officer.client.post(address(page), REASON)
    before = Withdrawal.objects.get().asked_at.isoformat()
    answer(officer, page, call_off="on")
    publisher.client.post(address(page), {"asked_at": before, "confirm": "on"})
    assert is_live(page) == [True], "it was called off in another tab"
    officer.client.post(address(page), {**REASON, "reason": "Ett annat skäl."})
    publisher.client.post(address(page), {"asked_at": before, "confirm": "on"})
    assert is_live(page) == [True], "the reason is another now"
    # A translation that came meanwhile lacks its reason.
    Withdrawal.objects.update(reason_en="")
    in_english(page)
    answer(publisher, page, confirm="on")
    assert is_live(page) == [True]


def test_a_page_in_review_can_be_withdrawn_and_what_was_asked_of_its_translation_goes_with_it(
    officer, publisher, page
) -> None:
    english = in_english(page)
    officer.client.post(address(english), REASON)
    officer.edit(page, "submit", ingress="Rättad.")
    officer.client.post(address(page), REASON)
    answer(publisher, page, confirm="on")
    assert is_live(page, english) == [False, False] and not Withdrawal.objects.exists()


def test_the_review_of_what_was_withdrawn_does_not_bring_it_back(officer, publisher) -> None:
    news = make(NewsItem)
    officer.edit(news, "submit", ingress="Rättad.")
    assert WorkflowState.objects.get().status == "in_progress"
    officer.client.post(address(news), REASON)
    answer(publisher, news, confirm="on")
    assert WorkflowState.objects.get().status == "cancelled"
    # A reader has the editor open in another tab.
    told = desk("rut", roles.READERS).approve(news, follow=True).content.decode()
    assert is_live(news) == [False] and "Granskningen har avslutats under tiden" in told


def test_only_those_who_can_confirm_it_get_a_mail(officer, publisher, page) -> None:
    """Petra may publish in the whole tree, Pia below the Swedish start page alone."""
    english, pia = in_english(page), desk("pia")
    group = Group.objects.create(name="Svenska sidor")
    pia.user.groups.add(group)
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=page.get_parent(), permission=publish)
    officer.client.post(address(page), REASON)
    assert [letter.to for letter in mail.outbox] == [[publisher.user.email]] and english.live


def test_who_asks_second_reads_the_other_reason_and_keeps_their_own_words(officer, publisher, page) -> None:
    officer.client.post(address(page), REASON)
    theirs = {"reason": "Mitt eget skäl.", "reason_en": "My own reason."}
    shown = publisher.client.post(address(page), theirs, follow=True).content.decode()
    assert REASON["reason"] in shown and all(words in shown for words in theirs.values())
    assert Withdrawal.objects.get().reason == REASON["reason"] and "Bekräfta" in shown
    # A second click is no second person.
    twice = officer.client.post(address(page), REASON, follow=True).content.decode()
    assert "återkallas så snart" in twice and "under tiden" not in twice


def test_a_translation_that_waits_for_its_time_does_not_come_out_after_the_withdrawal(officer, publisher, page) -> None:
    english, soon = in_english(page), timezone.now() + timedelta(hours=1)
    english.unpublish()
    Revision.objects.filter(pk=english.latest_revision_id).update(approved_go_live_at=soon)
    officer.client.post(address(page), REASON)
    answer(publisher, page, confirm="on")
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_translation_goes_alone_and_versions_hold_again(officer, publisher, page) -> None:
    second = make(Recommendation, title="Mätaren, version 2", replaces=page)
    english = in_english(second)
    shown = officer.client.get(address(second)).content.decode()
    assert page.url in shown and "gäller då igen" in shown
    officer.client.post(address(english), REASON)
    answer(publisher, english, confirm="on")
    assert is_live(second, english) == [True, False] and status(page) == "replaced"
    officer.client.post(address(second), REASON)
    answer(publisher, second, confirm="on")
    assert status(page) == "in_force"
    # Published again and taken down without a reason it does not repeat the old one.
    again = republish(second, change_note="Tillbaka.")
    again.unpublish()
    assert "Tillverkaren" not in Client().get(second.url).content.decode()


def test_what_can_be_read_instead(officer, page) -> None:
    assert "page-chooser-modal.js" in officer.client.get(address(page)).content.decode()  # else its button is dead
    draft, news = make(Recommendation, publish=False), make(NewsItem)
    english = in_english(news)
    for wrong in (page, draft, english):
        assert officer.client.post(address(page), {**REASON, "read_instead": wrong.pk}).context["form"].errors
    officer.client.post(address(page), {**REASON, "read_instead": news.pk})
    assert Withdrawal.objects.get().read_instead_id == news.pk
    told = officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "begärt att den här sidan återkallas" in told


def test_a_secret_case_goes_without_a_word(officer, publisher) -> None:
    case = make(Case, title="Hemlig", is_secret=True, anonymous_title="Ett ärende")
    officer.client.post(address(case), REASON)
    answer(publisher, case, confirm="on")
    assert is_live(case) == [False] and Client().get(case.url).status_code == 404
    assert not PublicationEvent.objects.exclude(note="").exists()


def test_a_draft_has_nothing_to_withdraw(officer) -> None:
    draft = make(NewsItem, publish=False)
    assert (
        address(draft) not in officer.client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    )
    assert officer.client.post(address(draft), REASON).status_code == 409 and not Withdrawal.objects.exists()


def test_what_was_asked_for_ends_when_the_page_is_taken_down_in_another_way(officer, page) -> None:
    officer.client.post(address(page), REASON)
    Recommendation.objects.get(pk=page.pk).unpublish()
    assert not Withdrawal.objects.exists()


def test_a_reason_that_comes_after_the_page_has_gone_is_shown_to_be_copied(officer, page) -> None:
    page.unpublish()
    got = officer.client.post(address(page), REASON)
    assert got.status_code == 409 and f"{REASON['reason']}</textarea>" in got.content.decode()
    assert "inget att återkalla" in got.content.decode()
    assert officer.client.get(address(page)).status_code == 302 and not Withdrawal.objects.exists()
