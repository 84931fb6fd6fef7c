"""Each address of the admin answers each role as the matrix of rights says, and does nothing for those who may not."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from portal.devserver.mailbox import BACKEND
from portal.permissions.matrix import areas, page_areas
from portal.permissions.roles import CONTACTS, OFFICERS, OWN_REGION
from tests.portal.addresses import Route
from tests.portal.people import desk
from tests.portal.placed import CLOSED, FAILING, OPEN, PAGE, Place, place_of
from tests.portal.rights_world import (
    ANONYMOUS,
    CHIEF,
    NOBODY,
    OF_HALLAND,
    make_pages,
    make_the_rest,
    page_values,
    people,
)
from tests.portal.test_sight import visited

# Before a test makes a database: that loads the admin with all translations off.
assert get_resolver().url_patterns

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
REFUSED = {403, 404}
# No answer to whether somebody may: the method is none of the address's, or the form lacked what a browser sends.
NEITHER = {400, 405}
# What an address writes unasked: sessions, settings of the account, sizes of pictures.
UNASKED = ("django_session", "wagtailadmin_editingsession", "wagtailusers_userprofile", "wagtailimages_rendition")


class Walk:
    """The addresses, the people who ask for them, and the faults that were found."""

    def __init__(self, clients: dict[str, Client], pages: dict[str, Any], rest: dict[str, list[Any]]) -> None:
        self.clients, self.pages, self.rest = clients, pages, rest
        self.faults: list[str] = []
        self.written: list[str] = []

    def go(self, routes: list[Route]) -> None:
        for route in routes:
            if (place := self.place(route)) is None:
                self.faults.append(f"{route.pattern}: {route.name} is in no table of tests/portal/placed.py")
            elif address := self.address(route, place):
                self.ask_all(route, place, address)

    def place(self, route: Route) -> Place | None:
        return place_of(route.name)

    def address(self, route: Route, place: Place) -> str:
        page = self.pages[place.page]
        values = {**self.rest, **page_values(page)}
        ids = {"page": page.pk, "document": self.rest["document_id"][0], "image": self.rest["image_id"][0]}
        return next(iter(route.addresses(values))) + place.query.format(**ids)

    def ask_all(self, route: Route, place: Place, address: str) -> None:
        """GET by everybody; POST by those who may not and by one of those who may, or by all where GET tells nothing.

        A superuser is asked only where nobody else has got there.
        """
        got: set[str] = set()
        is_posted = False
        for who in self.clients:
            may = is_allowed(place, who)
            if who == CHIEF and (got or not may):
                continue
            answers = [self.judge("get", address, route, place, who)]
            is_told = answers[0].status_code not in {*NEITHER, *REFUSED}
            if not (may and is_told and is_posted):
                answers.append(self.judge("post", address, route, place, who))
                is_posted |= may
            if may and not all(map(is_refused_or_neither, answers)):
                got.add(who)
            elif may and not place.is_quiet and any(map(is_refused, answers)):
                self.faults.append(f"{route.name} {address} as {who}: refused")

    def judge(self, method: str, address: str, route: Route, place: Place, who: str) -> Any:
        answer = self.ask(self.clients[who], method, address)
        if fault := self.fault(answer, route.name, is_allowed(place, who), place.is_quiet):
            self.faults.append(f"{route.name} {method} {address} as {who}: {fault}")
        return answer

    def ask(self, client: Client, method: str, address: str) -> Any:
        self.written.clear()
        with transaction.atomic(), connection.execute_wrapper(self.note):
            answer = client.get(address) if method == "get" else client.post(address, {"next": "/"})
            transaction.set_rollback(True)
        return answer

    def note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in UNASKED):
            self.written.append(sql[:90])
        return execute(sql, params, many, context)

    def fault(self, answer: Any, name: str, may: bool, is_quiet: bool) -> str:
        if answer.status_code == 500:
            return "" if may and FAILING.fullmatch(name) and not self.written else "500"
        if may:
            return ""
        if self.written:
            return f"wrote {self.written[0]}"
        is_told = is_quiet or is_refused(answer) or answer.status_code == 405
        return "" if is_told else f"answered {answer.status_code} {answer.headers.get('Location', '')}"


def is_allowed(place: Place, who: str) -> bool:
    if who in (CHIEF, ANONYMOUS, NOBODY):
        return who == CHIEF and place != CLOSED
    held = {who, CONTACTS, OWN_REGION} if who == OF_HALLAND else {who}
    asked = page_areas() if not place.area else [area for area in areas() if area.name == place.area]
    return any(held & set(area.roles_with(place.action)) for area in asked)


def is_refused(answer: Any) -> bool:
    """Refused in a status, or sent to sign in or to the first page, where a message says why."""
    location = answer.headers.get("Location", "")
    return answer.status_code in REFUSED or location == "/admin/" or location.startswith("/admin/login/")


def is_refused_or_neither(answer: Any) -> bool:
    return answer.status_code in NEITHER or is_refused(answer)


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Pages are not rendered: who may is decided before, and rendering is most of the time that they take. Mail stays
    on this machine, so that its addresses are there.
    """
    monkeypatch.setattr("django.conf.settings.MAIL_TRANSPORT", BACKEND)
    monkeypatch.setattr("django.template.response.SimpleTemplateResponse.rendered_content", property(lambda self: ""))
    author = desk("forfattare", OFFICERS).user
    clients = people()
    for client in clients.values():
        client.raise_request_exception = False
    pages = make_pages(author)
    return Walk(clients, pages, make_the_rest(pages))


def in_the_matrix() -> list[Route]:
    """The addresses but those for everybody; one without a name has that of the one behind it."""
    named = {route.pattern: route for route in visited() if route.name}
    return [route for route in named.values() if route.name not in OPEN]


@pytest.mark.slow
def test_each_address_answers_each_role_as_the_matrix_says(walk) -> None:
    walk.go(in_the_matrix())
    assert not walk.faults, "\n".join(walk.faults)


class RegionalWalk(Walk):
    """As somebody who writes for a region: the addresses of one page, asked about a notice."""

    def of(self, whose: str, area: str) -> "RegionalWalk":
        self.whose, self.area = whose, area
        self.clients = {OF_HALLAND: self.clients[OF_HALLAND]}
        return self

    def place(self, route: Route) -> Place | None:
        place = place_of(route.name)
        page = {"live": f"{self.whose} live", "draft": self.whose}.get(place.page if place else "")
        return replace(place, area=self.area, page=page) if place and page else None


def of_one_page() -> list[Route]:
    asked = [route for route in in_the_matrix() if re.search(r"<int:page_(id|to_move_id)>", route.pattern)]
    places = [(route, place_of(route.name)) for route in asked]
    return [route for route, place in places if place and place.area == PAGE and place.page in ("live", "draft")]


@pytest.mark.parametrize(("whose", "area"), [("own", "procurements"), ("others", "nobody")])
def test_who_writes_for_a_region_has_the_addresses_of_its_own_notices_alone(walk, whose, area) -> None:
    regional = RegionalWalk(walk.clients, walk.pages, walk.rest).of(whose, area)
    regional.go(of_one_page())
    assert not regional.faults, "\n".join(regional.faults)
