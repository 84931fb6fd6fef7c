"""What readers have is withdrawn, not closed to them, at whichever view of the admin. A superuser has to say why."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from news.models import NewsItem
from portal.models import PublicationEvent
from tests.factories import make, make_index
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
REASON = "Sidan visar uppgifter om en patient."


def address(page: Page) -> str:
    return reverse("wagtailadmin_pages:set_privacy", args=[page.pk])


def close(person: Desk, page: Page, **data: str) -> Any:
    return person.client.post(address(page), {"restriction_type": "login", **data}).json()


def is_read(page: Any) -> bool:
    return Client().get(page.url).status_code == 200


def closed_list(page: Page) -> Any:
    """Another list beside that of the page, which only some may read."""
    found = page.get_parent().copy(update_attrs={"slug": "stangd", "title": "Stängd", "live": True})
    PageViewRestriction.objects.create(page=found, restriction_type="login")
    return found


@pytest.fixture
def page() -> Any:
    return make(NewsItem, title="Nyheten")


@pytest.fixture
def publisher() -> Desk:
    return desk("petra", roles.PUBLISHERS)


def test_who_closes_a_public_page_or_its_list_is_led_to_the_withdrawal(publisher, page) -> None:
    for person in (publisher, desk("asa", roles.ADMINISTRATORS)):
        for what in (page, page.get_parent()):
            for told in (person.client.get(address(what)).json(), close(person, what, reason=REASON)):
                assert "Återkalla den i stället" in told["html"] and "”Nyheten”" in told["html"], (person.user, what)
                assert reverse("portal_withdraw", args=[page.pk]) in told["html"]
    assert is_read(page) and not PageViewRestriction.objects.exists() and not mail.outbox


def test_a_superuser_says_why_and_the_publishers_are_told(publisher, page) -> None:
    chief = desk("chefen", chief=True)
    assert "reason" not in chief.client.get(address(page)).json()["html"]
    for data in ({}, {"reason": ""}, {"reason": "Fel."}):
        told = close(chief, page, **data)["html"]
        assert is_read(page) and "Varför stängs den?" in told and f'action="{address(page)}"' in told
        assert 'name="restriction_type" value="login"' in told
    assert close(chief, page, reason=REASON)["step"] == "set_privacy_done"
    assert not is_read(page)
    noted = PageLogEntry.objects.get(page=page.pk, action="portal.close_published")
    assert (noted.user, noted.data) == (chief.user, {"reason": REASON})
    history = publisher.client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert REASON in history
    told = next(letter for letter in mail.outbox if letter.to == [publisher.user.email])
    assert REASON in told.body and page.title in told.subject


def test_the_groups_that_were_chosen_outlive_the_question(page) -> None:
    chief = desk("chefen", chief=True)
    group = roles.PUBLISHERS
    key = str(chief.user.groups.model.objects.get(name=group).pk)
    chosen = {"restriction_type": "groups", "groups": key}
    assert f'name="groups" value="{key}"' in close(chief, page.get_parent(), **chosen)["html"]
    assert "reason" not in close(chief, page, restriction_type="groups")["html"], (
        "Wagtail says first what its form lacks"
    )
    close(chief, page.get_parent(), **chosen, reason=REASON)
    [restriction] = PageViewRestriction.objects.all()
    assert [found.name for found in restriction.groups.all()] == [group] and not is_read(page)


def test_what_readers_do_not_have_is_closed_and_what_is_closed_is_opened_without_a_reason(publisher, page) -> None:
    draft = make(NewsItem, title="Utkastet", publish=False)
    assert close(publisher, draft)["step"] == "set_privacy_done"
    PageViewRestriction.objects.create(page=page, restriction_type="login")  # as a program may
    assert not is_read(page)
    assert close(publisher, page.get_parent())["step"] == "set_privacy_done", "nothing public is left below it"
    for what in (page.get_parent(), page):
        assert publisher.client.post(address(what), {"restriction_type": "none"}).json()["is_public"]
    assert is_read(page)


def test_nobody_moves_a_public_page_to_where_readers_cannot_follow(publisher, page) -> None:
    place, chief = closed_list(page), desk("chefen", chief=True)
    for person in (publisher, chief):
        for door, data in (
            (reverse("wagtailadmin_pages:move_confirm", args=[page.pk, place.pk]), {}),
            (f"/admin/bulk/wagtailcore/page/move/?id={page.pk}", {"chooser": str(place.pk), "move_applicable": "on"}),
        ):
            told = person.client.post(door, data, follow=True).content.decode()
            assert "Återkalla den i stället" in told and reverse("portal_withdraw", args=[page.pk]) in told, door
        person.client.post(f"/admin/api/main/pages/{page.pk}/action/move/", {"destination_page_id": place.pk})
        assert is_read(page) and Page.objects.get(pk=page.pk).get_parent().pk == make_index(NewsItem).pk
    assert not PublicationEvent.objects.filter(kind="withdrawn").exists()
    close(chief, page, reason=REASON)
    chief.client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, place.pk]))
    assert Page.objects.get(pk=page.pk).get_parent().pk == place.pk, "closed with a reason, it may go there"
