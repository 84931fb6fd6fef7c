"""The page chooser for one type opens at a page that its user may see."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from news.models import NewsItem, Newsletter
from tests.factories import make, make_index
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
CHOOSER = reverse("wagtailadmin_choose_page")


@pytest.fixture
def closed_section():
    for title in ("Ena", "Andra"):
        make(NewsItem, title=title)
    section = make_index(NewsItem)
    section.title = section.draft_title = "Sluten avdelning"
    section.save()
    PageViewRestriction.objects.create(page=section, restriction_type="groups")


@pytest.mark.parametrize("page_type", ["news.newsitem", "news.newsitem,news.newsletter", "news.newsindex"])
def test_what_stands_above_all_pages_of_a_type_is_named_to_those_who_see_it(closed_section, page_type):
    make(Newsletter, title="Öppet brev")
    contact, officer = desk("karin", roles.CONTACTS), desk("olle", roles.OFFICERS)
    assert "Sluten avdelning" not in contact.client.get(CHOOSER, {"page_type": page_type}).content.decode()
    if page_type == "news.newsitem":
        shown = officer.client.get(CHOOSER, {"page_type": page_type}).content.decode()
        assert "Sluten avdelning" in shown and "Ena" in shown


@pytest.mark.parametrize("page_type", ["news.nothing", "nonsense", "auth.user"])
def test_a_type_that_is_no_page_is_not_found(page_type):
    contact = desk("karin", roles.CONTACTS)
    assert contact.client.get(CHOOSER, {"page_type": page_type}).status_code == 404
