"""What readers have is withdrawn, not unpublished, at whichever view of the admin. A superuser has to say why."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageLogEntry

from news.models import NewsItem
from portal.models import PublicationEvent, StandardPage
from portal.scheduling.scheduled_publishing import publish_due
from tests.factories import make, make_index, make_site
from tests.portal.people import Desk, desk, roles
from tests.recommendations.test_replacing import in_english

pytestmark = pytest.mark.django_db
REASON = "Sidan visar uppgifter om en patient."


def address(page: Page) -> str:
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk])


def by_its_view(person: Desk, page: Page, **data: str) -> Any:
    return person.client.post(address(page), data, follow=True)


def in_bulk(person: Desk, page: Page, **data: str) -> Any:
    return person.client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}", data, follow=True)


def by_the_api(person: Desk, page: Page) -> Any:
    return person.client.post(f"/admin/api/main/pages/{page.pk}/action/unpublish/")


DOORS = [by_its_view, in_bulk, by_the_api]


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.fixture
def page() -> Any:
    return make(NewsItem, title="Nyheten")


@pytest.fixture
def publisher() -> Desk:
    return desk("petra", roles.PUBLISHERS)


def test_nobody_takes_a_public_page_away_without_a_reason(publisher, page) -> None:
    english = in_english(page)
    alias = CreatePageAliasAction(page, parent=page.get_parent(), update_slug="nyheten-igen").execute()
    for person in (publisher, desk("asa", roles.ADMINISTRATORS), desk("chefen", chief=True)):
        for what in (page, english, alias):
            for door in DOORS:
                door(person, what)
                assert is_live(what), (person.user, what, door)
    assert not PublicationEvent.objects.filter(kind="withdrawn").exists()


def test_the_refusal_leads_to_the_withdrawal_and_no_menu_has_the_button(publisher, page) -> None:
    alias = CreatePageAliasAction(page, parent=page.get_parent(), update_slug="nyheten-igen").execute()
    for what in (page, alias):
        for answer in (publisher.client.get(address(what), follow=True), by_its_view(publisher, what)):
            told = answer.content.decode()
            assert "Återkalla den i stället" in told and reverse("portal_withdraw", args=[page.pk]) in told
    for where in ("wagtailadmin_pages:edit", "wagtailadmin_explore"):
        shown = publisher.client.get(reverse(where, args=[page.pk])).content.decode()
        assert address(page) not in shown, where
    parent = publisher.client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    assert address(page) not in parent and "/bulk/wagtailcore/page/unpublish/" not in parent
    told = in_bulk(publisher, page, include_descendants="on").content.decode()
    assert "Inget har avpublicerats" in told


def test_a_list_is_unpublished_but_not_with_the_pages_below_it(publisher, page) -> None:
    parent = page.get_parent()
    told = by_its_view(publisher, parent, include_descendants="on").content.decode()
    assert is_live(parent) and is_live(page) and "Nyheten" in told and "Återkalla den i stället" in told
    by_its_view(publisher, parent)
    assert is_live(page) and not is_live(parent)


def test_a_superuser_says_why_and_the_publishers_are_told(publisher, page) -> None:
    chief, english = desk("chefen", chief=True), in_english(page)
    assert "Varför avpubliceras den?" in chief.client.get(address(page)).content.decode()
    for reason in ("", " " * 20, "Fel."):
        shown = by_its_view(chief, page, reason=reason)
        assert is_live(page) and shown.context["form"].errors
    by_its_view(chief, page, reason=REASON)
    assert not is_live(page) and is_live(english)
    noted = PageLogEntry.objects.get(page=page.pk, action="portal.unpublish_published")
    assert (noted.user, noted.data) == (chief.user, {"reason": REASON})
    history = publisher.client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert REASON in history and "patient" not in Client().get(page.url).content.decode()
    told = next(letter for letter in mail.outbox if letter.to == [publisher.user.email])
    assert REASON in told.body and page.title in told.subject
    by_its_view(chief, page.get_parent(), include_descendants="on", reason=REASON)
    assert not is_live(page.get_parent())


def test_a_plain_page_its_last_day_and_a_program_need_no_reason(publisher, page) -> None:
    plain = StandardPage(title="Om", slug="om", locale=page.locale)
    make_site().add_child(instance=plain)
    by_its_view(publisher, plain)
    assert not is_live(plain)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    publish_due()
    assert not is_live(page)
    other = make(NewsItem)
    other.unpublish()
    assert not is_live(other) and make_index(NewsItem).live
