"""A session ends after four hours without activity, whatever an open tab sends by itself."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsItem
from portal.accounts.idle_timeout import ACTIVE_AT
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
HOME = "wagtailadmin_home"
FOUR_HOURS = 4 * 60 * 60
AS_JSON = {"Accept": "application/json"}


@pytest.fixture
def officer() -> Desk:
    person = desk("olle", roles.OFFICERS)
    assert person.client.get(reverse(HOME)).status_code == 200
    return person


def idle_for(person: Desk, seconds: int) -> None:
    session = person.client.session
    session[ACTIVE_AT] -= seconds
    session.save()


def was_active_at(person: Desk) -> int:
    return int(person.client.session[ACTIVE_AT])


def left(person: Desk) -> int:
    return int(person.client.get(reverse("portal_session")).json()["left"])


def counts(person: Desk, request: Any) -> bool:
    """Whether what is sent after an hour of rest counts as activity."""
    idle_for(person, 3600)
    before = was_active_at(person)
    assert request().status_code < 500
    return was_active_at(person) > before


def autosave(person: Desk, page: Any, **changes: Any) -> Any:
    latest = Page.objects.get(pk=page.pk).get_latest_revision()
    data = {**person.form(page, **changes), "loaded_revision_created_at": latest.created_at.isoformat()}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = person.client.post(address, data, headers=AS_JSON)
    assert answer.json()["success"], answer.json()
    return answer


def test_after_four_hours_of_nothing_one_signs_in_again(officer) -> None:
    idle_for(officer, FOUR_HOURS - 60)
    assert officer.client.get(reverse(HOME)).status_code == 200
    idle_for(officer, FOUR_HOURS + 1)
    answer = officer.client.get(reverse(HOME), follow=True)
    assert "Du loggades ut efter fyra timmar utan aktivitet." in answer.content.decode()
    assert "_auth_user_id" not in officer.client.session


def test_work_keeps_a_session(officer) -> None:
    page = make(NewsItem, publish=False)
    assert counts(officer, lambda: officer.client.get(reverse(HOME)))
    assert counts(officer, lambda: officer.client.get(page.full_url))
    assert counts(officer, lambda: officer.edit(page, title="Sparad"))
    assert counts(officer, lambda: officer.client.post(reverse("portal_session")))


def test_what_a_tab_sends_by_itself_does_not(officer) -> None:
    page = make(NewsItem, publish=False)
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["news", "newsitem", page.pk, 1])
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert not counts(officer, lambda: officer.client.post(ping, {"is_editing": "1"}))
    assert not counts(officer, lambda: officer.client.post(preview, officer.form(page)))
    assert not counts(officer, lambda: officer.client.get(reverse("portal_session")))


def test_an_autosave_counts_when_a_word_has_changed(officer) -> None:
    page = make(NewsItem, publish=False)
    assert counts(officer, lambda: autosave(officer, page, title="Nya ord"))
    # Whatever others write elsewhere meanwhile.
    make(NewsItem, publish=False)
    assert not counts(officer, lambda: autosave(officer, page))
    assert counts(officer, lambda: autosave(officer, page, title="Ännu nyare ord"))


def test_an_open_tab_alone_does_not_keep_a_session(officer) -> None:
    page = make(NewsItem, publish=False)
    autosave(officer, page, title="Det sista ordet")
    for _hour in range(4):
        idle_for(officer, 3600)
        if left(officer):
            autosave(officer, page)
    assert left(officer) == 0


def test_what_is_left_is_told_to_the_tab_and_staying_starts_anew(officer) -> None:
    idle_for(officer, FOUR_HOURS - 300)
    assert 290 < left(officer) <= 300
    told = officer.client.post(reverse("portal_session")).json()
    assert told["left"] > FOUR_HOURS - 10
    assert told["token"]


def test_who_is_not_signed_in_has_nothing_left(client) -> None:
    answer = client.post(reverse("portal_session"))
    assert json.loads(answer.content)["left"] == 0
    assert "sessionid" not in answer.cookies


def test_a_form_with_the_key_of_another_session_is_refused_in_words():
    answer = Client(enforce_csrf_checks=True).post(reverse("wagtailadmin_login"), {"username": "olle"})
    assert answer.status_code == 403 and "Formuläret gick inte att skicka" in answer.content.decode()
