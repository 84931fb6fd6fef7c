"""Redirects made by hand: they do not work while their target is not public, and lead to where it is in one step."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from news.models import NewsItem
from recommendations.models import Case
from tests.factories import make
from tests.portal.asking import close, is_absent, leads_to, made_secret, renamed

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make(NewsItem, title="En nyhet", slug="a")


@pytest.mark.parametrize("by_link", [True, False], ids=["to its address", "to the page"])
def test_a_redirect_by_hand_rests_while_its_page_is_not_public(client, item, by_link):
    to = {"redirect_link": "http://testserver/newsitems/a/"} if by_link else {"redirect_page": item}
    Redirect.objects.create(old_path="/kort", **to)
    assert client.get("/kort/")["Location"].endswith("/newsitems/a/")
    restriction = close(item)
    assert is_absent(client, "/kort/")
    restriction.delete()
    item.refresh_from_db()
    item.unpublish()
    assert is_absent(client, "/kort/")


def test_a_redirect_by_hand_ends_where_the_page_is_now_and_never_in_a_circle(client, item):
    Redirect.objects.create(old_path="/kort", redirect_link="http://testserver/newsitems/a/")
    Redirect.objects.create(old_path="/kortare", redirect_link="http://testserver/kort/")
    renamed(item, "b")
    assert leads_to(client, "/kort/") == leads_to(client, "/kortare/") == "/newsitems/b/"
    Redirect.objects.create(old_path="/ett", redirect_link="http://testserver/tva/")
    Redirect.objects.create(old_path="/tva", redirect_link="http://testserver/ett/")
    assert is_absent(client, "/ett/") and is_absent(client, "/tva/")


def test_a_redirect_by_hand_leads_away_from_a_withdrawn_page_and_off_the_site(client, item):
    item.unpublish()
    Redirect.objects.create(old_path="/newsitems/a", redirect_link="https://sbu.se/", is_permanent=False)
    answer = client.get("/newsitems/a/")
    assert (answer.status_code, answer["Location"]) == (302, "https://sbu.se/")


def test_a_redirect_by_hand_rests_where_a_public_page_stands(client, item):
    Redirect.objects.create(old_path="/newsitems/a", redirect_link="https://sbu.se/")
    assert client.get("/newsitems/a/").status_code == 200


@pytest.mark.parametrize("to", ["https://sbu.se/rapport/", "https://sbu.se/newsitems/a/", "/sok/?q=pump"])
def test_a_redirect_by_hand_leads_to_what_is_no_page_of_this_site_whatever_is_asked_along(client, item, to):
    item.unpublish()
    Redirect.objects.create(old_path="/kort", redirect_link=to)
    assert client.get("/kort/")["Location"] == client.get("/kort/?utm=x")["Location"] == to


def test_an_address_without_its_slash_leads_where_the_page_is_now_or_nowhere(client, item):
    renamed(item, "b")
    assert client.get("/newsitems/a?utm=x")["Location"] == "/newsitems/b/?utm=x"
    assert client.get("/newsitems/aldrig", follow=True).status_code == 404


def test_a_redirect_by_hand_names_no_secret_case(client):
    case = made_secret(make(Case, title="Pump", slug="arende-1", publish=False))
    Redirect.objects.create(old_path="/novosenss", redirect_page=case)
    assert is_absent(client, "/novosenss/")
