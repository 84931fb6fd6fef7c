"""A request that makes no sense gets a short answer in the site's design."""

import pytest
from django.test import Client
from django.urls import reverse

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
