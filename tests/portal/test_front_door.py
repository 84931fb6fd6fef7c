"""The start page stays: nothing in the admin can take it away from readers, and the user is told why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from portal.models import HomePage, StandardPage
from portal.moderation.gate_rules.rule import obstacles_in
from tests.factories import make_site
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db

REFUSED = "En startsida kan inte avpubliceras"


def _bulk(action: str, page: Page, **more: str) -> tuple[str, dict[str, str]]:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{address}?id={page.pk}&next=/admin/", more


def unpublish(page):
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}


def delete(page):
    return reverse("wagtailadmin_pages:delete", args=[page.pk]), {"reason": "Den ska bort."}


def move(page):
    home = HomePage.objects.exclude(pk=page.pk).first()
    place = home.add_child(instance=StandardPage(title="Ny plats", slug="ny-plats", locale=home.locale))
    return reverse("wagtailadmin_pages:move_confirm", args=[page.pk, place.pk]), {}


def unpublish_in_bulk(page):
    return _bulk("unpublish", page)


def delete_in_bulk(page):
    return _bulk("delete", page, confirm_site_name="Samverkansportalen")


def move_in_bulk(page):
    home = HomePage.objects.exclude(pk=page.pk).first()
    return _bulk("move", page, chooser=str(home.pk), move_applicable="on")


def close(page):
    return reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"}


def close_what_is_above(page):
    return reverse("wagtailadmin_pages:set_privacy", args=[page.get_parent().pk]), {"restriction_type": "login"}


TOLD = [unpublish, delete, delete_in_bulk]


@pytest.mark.parametrize("door", [*TOLD, unpublish_in_bulk, move, move_in_bulk, close, close_what_is_above])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_door_takes_the_start_page_away(door, language):
    chief = desk("asa", roles.ADMINISTRATORS, chief=True)
    page = HomePage.objects.get(locale__language_code=language)
    address, data = door(page)
    answer = chief.client.post(address, data, follow=True)
    told = answer.content.decode()
    assert door not in TOLD or REFUSED in told or (door is delete_in_bulk and "kan inte raderas" in told)
    assert HomePage.objects.get(pk=page.pk).live and not PageViewRestriction.objects.exists()
    assert Client().get("/" if language == "sv" else "/en/").status_code == 200


def test_a_start_page_can_have_no_last_day():
    page = make_site()
    page.expire_at = timezone.now() + timedelta(days=1)
    assert [obstacle.field for obstacle in obstacles_in(page)] == ["expire_at"]


def test_a_start_page_can_not_be_closed_but_one_that_is_closed_can_be_opened():
    chief = desk("asa", chief=True)
    page = make_site()
    assert not page.permissions_for_user(chief.user).can_set_view_restrictions()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert page.permissions_for_user(chief.user).can_set_view_restrictions()
    chief.client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "none"})
    assert Client().get("/").status_code == 200


def test_a_section_can_still_be_taken_away():
    chief = desk("asa", chief=True)
    home = make_site()
    page = home.add_child(instance=StandardPage(title="Om", slug="om", locale=home.locale))
    chief.client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not Page.objects.get(pk=page.pk).live
