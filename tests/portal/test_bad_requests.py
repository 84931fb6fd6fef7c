"""A request that makes no sense gets a short answer in the site's design."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from news.models import NewsItem
from portal.models import Release
from portal.permissions.admin_views import only_what_is_seen
from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.people import desk, roles
from tests.portal.test_sight import bystander


@pytest.mark.parametrize("host", ["fel.example", "a b", "127.0.0.1:x"])
def test_a_wrong_host_is_told_calmly(host):
    answer = Client().get("/", headers={"host": host})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Anropet gick inte att förstå" in text and "could not be understood" in text
    assert host not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["portal_withdraw", "portal_next_version", "portal_warnings", "wagtailadmin_pages:edit"]
)
def test_a_number_that_is_too_large_for_any_page_is_not_found(name) -> None:
    branch = bystander("branch")
    assert branch.client.get(reverse(name, args=[10**30])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["x", "-1", "9" * 30])
def test_the_log_has_no_such_event(number) -> None:
    officer = desk("olle", roles.OFFICERS)
    assert officer.client.get(f"/admin/publishing-log/inspect/{number}/").status_code == 404


@pytest.mark.django_db
def test_a_link_without_an_address_is_asked_for_it() -> None:
    """What no browser sends, but a script or an extension may."""
    officer = desk("olle", roles.OFFICERS)
    answer = officer.client.post(reverse("wagtailadmin_choose_page_external_link"), {"next": "/"})
    assert answer.status_code == 200 and 'aria-invalid="true"' in answer.json()["html"]


@pytest.mark.django_db
@pytest.mark.parametrize("chooser", ["portal_organisation", "portal_productarea", "search_synonym", "search_bestbet"])
def test_where_nothing_is_added_there_is_no_address_for_it(chooser) -> None:
    branch = bystander("branch")
    opened = reverse(f"wagtailsnippetchoosers_{chooser}:choose")
    assert branch.client.get(opened).status_code == 200
    assert branch.client.post(f"{opened}create/", {"next": "/"}).status_code == 404


LARGE = "9" * 30


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["abc", "1.5", "-1", "\0", LARGE])
def test_a_page_that_is_none_is_no_choice_and_what_was_written_is_still_there(number) -> None:
    chief, page = desk("asa", chief=True), make(Recommendation, ingress="Två ord.")
    withdrawing = {"reason": "Två nya ord.", "reason_en": "Two new words.", "read_instead": number}
    answers = [
        chief.client.post(reverse("portal_withdraw", args=[page.pk]), withdrawing),
        chief.edit(page, replaces=number, ingress="Två nya ord."),
    ]
    for answer in answers:
        assert answer.status_code in ((200, 404) if number == LARGE else (200,))  # by the database
        assert "Två nya ord." in answer.content.decode()
        assert number == LARGE or "portal-kept" not in answer.content.decode()
    assert Recommendation.objects.get(pk=page.pk).get_latest_revision_as_object().ingress == "Två ord."


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["body-count", "sources-count", "overwrite_revision_id"])
@pytest.mark.parametrize("number", ["abc", "1.5", "-1", "\0"])
def test_a_form_whose_number_is_none_is_told_so(name, number) -> None:
    officer, page = desk("olle", roles.OFFICERS), make(NewsItem, publish=False)
    answer = officer.edit(page, title="Något nytt", **{name: number})
    shown = answer.content.decode()
    assert answer.status_code == 400 and "<h1>Formuläret kom inte fram i sin helhet</h1>" in shown
    assert "Något nytt</textarea>" in shown
    assert NewsItem.objects.get(pk=page.pk).get_latest_revision_as_object().title != "Något nytt"


@pytest.mark.django_db
def test_a_release_takes_no_page_whose_number_is_too_large() -> None:
    publisher, release = desk("pia", roles.PUBLISHERS), Release.objects.create(name="Våren", at=timezone.now())
    answer = publisher.client.post(reverse("releases:pages", args=[release.pk]), {"page": LARGE})
    assert answer.status_code in (302, 404) and not release.items.exists()


@pytest.mark.django_db
def test_nobody_with_so_large_a_number_is_in_a_history() -> None:
    chief, page = desk("asa", chief=True), make(NewsItem)
    for address in (
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
    ):
        assert chief.client.get(address, {"user": LARGE}).status_code in (200, 404)
        assert chief.client.get(address, {"user": str(chief.user.pk)}).status_code == 200


def test_a_date_that_overflows_stays_a_fault() -> None:
    def fails(_request):
        raise OverflowError("date value out of range")

    request = RequestFactory().get("/admin/")
    request.user, request.resolver_match = AnonymousUser(), None
    with pytest.raises(OverflowError):
        only_what_is_seen(fails)(request)
