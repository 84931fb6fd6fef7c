"""For a reader who may not see a closed page it does not exist; one who may see it can log in and does."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from tests.factories import make, make_index
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db

CLOSED, NEVER = "hemlig", "aldrig"


def close(page, kind: str):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    if kind == "groups":
        restriction.groups.add(Group.objects.get_or_create(name="De invigda")[0])
    return restriction


@pytest.fixture(params=["login", "groups", "password"])
def kind(request) -> str:
    return request.param


@pytest.fixture(params=["sv", "en"])
def closed(request, kind):
    """A page that was public before it was closed, in each language and in each way."""
    page = make(NewsItem, title="Topphemligt", slug=CLOSED, language=request.param)
    Client().get(page.url)
    close(page, kind)
    return page


def told(response) -> tuple:
    """Everything that an answer says, without the address that was asked for."""
    headers = {name: value.replace(CLOSED, NEVER) for name, value in response.headers.items()}
    headers.pop("Content-Length", None)
    cookies = {name: morsel.OutputString() for name, morsel in response.cookies.items()}
    content = response.content.decode().replace(CLOSED, NEVER)
    return response.status_code, headers, cookies, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content)


WAYS = {
    "get": lambda client, path: client.get(path),
    "head": lambda client, path: client.head(path),
    "post": lambda client, path: client.post(path, {"a": "b"}),
    "without the slash": lambda client, path: client.get(path.rstrip("/")),
    "posted without the slash": lambda client, path: client.post(path.rstrip("/")),
    "with parameters": lambda client, path: client.get(f"{path}?a=b&preview=1"),
    "by htmx": lambda client, path: client.get(path, headers={"HX-Request": "true"}),
    "options": lambda client, path: client.options(path),
    "with an old session": lambda client, path: _with_old_session().get(path),
    "checked for forgery": lambda client, path: Client(enforce_csrf_checks=True).post(path),
    "again": lambda client, path: client.get(path) and client.get(path),
}


def _with_old_session() -> Client:
    client = Client()
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    return client


@pytest.mark.parametrize("way", WAYS)
def test_a_closed_page_answers_byte_for_byte_as_one_that_does_not_exist(client, closed, way):
    never = closed.url.replace(CLOSED, NEVER)
    assert told(WAYS[way](client, closed.url)) == told(WAYS[way](client, never))


def test_so_it_does_to_somebody_who_is_logged_in_and_may_not_see_it():
    page = make(NewsItem, slug=CLOSED)
    close(page, "groups")
    someone = desk("kontakt", roles.CONTACTS).client
    assert someone.get(page.url).status_code == 404
    assert told(someone.get(page.url)) == told(someone.get(page.url.replace(CLOSED, NEVER)))


def test_a_page_below_a_closed_one_and_what_was_below_it_do_not_exist(client):
    page = make(NewsItem, slug=CLOSED)
    close(make_index(NewsItem), "login")
    assert told(client.get(page.url)) == told(client.get(page.url.replace(CLOSED, NEVER)))
    assert "Topphemligt" not in client.get("/newsitems/").content.decode()


@pytest.mark.parametrize("address", ["edit", "view_draft", "preview_on_edit", "history", "usage", "move"])
def test_addresses_of_the_admin_tell_nobody_outside_which_pages_there_are(client, closed, address):
    there, not_there = (reverse(f"wagtailadmin_pages:{address}", args=[pk]) for pk in (closed.pk, 999_999))
    answers = [client.get(path) for path in (there, not_there)]
    assert {answer.status_code for answer in answers} == {302}
    assert answers[0]["Location"].replace(str(closed.pk), "999999") == answers[1]["Location"]


@pytest.mark.parametrize("kind", ["login", "groups"])
def test_who_may_see_it_stands_on_it_after_logging_in(client, kind):
    page = make(NewsItem, title="Topphemligt", slug=CLOSED)
    close(page, kind)
    user = User.objects.create_user("ada", "ada@region.example", "ett långt lösenord")
    user.groups.add(Group.objects.get_or_create(name="De invigda")[0])
    refused = client.get(f"{page.url}?sida=2")
    offered = re.search(r'href="(/admin/login/\?next=[^"]+)"', refused.content.decode())
    assert offered
    form = client.get(offered[1])
    assert form.status_code == 200
    values = {"username": "ada", "password": "ett långt lösenord", "next": form.context["next"]}
    arrived = client.post(offered[1], values, follow=True)
    assert arrived.redirect_chain == [(f"{page.url}?sida=2", 302)]
    assert "Topphemligt" in arrived.content.decode()


def test_the_login_leads_to_no_other_site(client):
    offered = client.get("//evil.example/x/").content.decode()
    for href in re.findall(r'href="(/admin/login/[^"]+)"', offered):
        User.objects.create_user("ada", "ada@region.example", "ett långt lösenord")
        answer = client.post(href, {"username": "ada", "password": "ett långt lösenord"})
        assert "evil.example" not in answer.get("Location", "").partition("?")[0].split("/")[:3]


def test_a_closed_page_is_kept_for_nobody(client, admin_client):
    page = make(NewsItem, title="Topphemligt", slug=CLOSED)
    close(page, "login")
    seen = admin_client.get(page.url)
    assert seen.status_code == 200 and "Topphemligt" in seen.content.decode()
    assert "no-store" in seen["Cache-Control"] and "private" in seen["Cache-Control"]
    assert client.get(page.url).status_code == 404
    assert not [value for value in getattr(cache, "_cache", {}).values() if b"Topphemligt" in value]


def test_there_is_no_shared_password_to_choose(client):
    page = make(NewsItem, slug=CLOSED)
    chief = desk("chef", chief=True)
    offered = chief.client.get(reverse("wagtailadmin_pages:set_privacy", args=[page.pk])).content.decode()
    assert 'value="groups"' in offered.replace("\\", "") and 'value="password"' not in offered.replace("\\", "")
    restriction = close(page, "password")
    for path in (f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", "/_util/login/"):
        assert client.get(path).status_code == client.post(path, {"password": "x"}).status_code == 404
    assert client.get(page.url).status_code == 404
