"""The content security policy of public pages, word for word: readers' browsers ask no other site for anything."""

import pytest
from django.test import Client

from portal.middleware import PUBLIC_POLICY
from recommendations.models import Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db

ALLOWED = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}


def policy(answer) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().partition(" ")[::2] for part in parts)


def test_the_policy_allows_this_site_and_nothing_else():
    for path in ("/", "/en/", make(Recommendation).url, "/sok/", "/floden/", "/finns-inte/", "/sitemap.xml"):
        assert policy(Client().get(path)) == ALLOWED, path


def test_no_public_page_needs_more_than_the_policy_allows():
    shown = Client().get(make(Recommendation).url).content.decode()
    assert "<style" not in shown and " style=" not in shown and "<script>" not in shown and " onclick=" not in shown


@pytest.mark.parametrize("path", ["/admin/login/", "/django-admin/"])
def test_the_admin_has_scripts_of_its_own(path):
    assert Client().get(path).headers["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_what_looks_like_the_admin_is_none():
    assert Client().get("/administration/").headers["Content-Security-Policy"] == PUBLIC_POLICY
