"""The sitemap names what anyone may read, in both languages."""

import pytest
from wagtail.models import PageViewRestriction

from recommendations.models import Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db


def test_the_sitemap_names_public_pages_in_both_languages_and_no_others(client):
    swedish, english = make(Recommendation), make(Recommendation, language="en")
    draft, closed = make(Recommendation, publish=False), make(Recommendation)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    listed = client.get("/sitemap.xml").content.decode()
    assert f"{swedish.get_url()}</loc>" in listed
    assert f"{english.get_url()}</loc>" in listed
    assert draft.slug not in listed
    assert f"{closed.slug}/" not in listed
