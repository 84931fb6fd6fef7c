"""What is sent after the sign-in has ended is not lost: it stands on the page that answers, and is sent again."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
FROM_HERE = {"Origin": "http://testserver"}


@pytest.fixture
def page(olle: Desk) -> Any:
    return make(NewsItem, publish=False, title="Från början")


def address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form(who: Desk, page: Any, **changes: Any) -> dict[str, Any]:
    return {**who.form(page, **changes), "written_by": str(who.user.pk)}


def sent_again(answer: Any, status: int = 403) -> dict[str, Any]:
    """The form of the page that answered: what a browser would send when its button is pressed."""
    assert answer.status_code == status, answer.status_code
    assert "no-store" in answer.headers["Cache-Control"]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    sent: dict[str, Any] = {}
    for name, value in found:
        sent.setdefault(name, []).append(unescape(value))
    return sent


def title(page: Any) -> str:
    return str(Page.objects.get(pk=page.pk).get_latest_revision_as_object().title)


def test_what_is_saved_when_signed_out_is_saved_after_signing_in(olle, page) -> None:
    words = form(olle, page, title="Skrivet länge")
    olle.client.logout()
    answer = olle.client.post(address(page), words)
    told = answer.content.decode()
    assert "Du är utloggad" in told and "Skrivet länge</textarea>" in told and "<iframe" in told
    assert title(page) == "Från början"
    olle.client.force_login(olle.user)
    assert olle.client.post(address(page), sent_again(answer)).status_code == 302
    assert title(page) == "Skrivet länge"


def test_the_same_door_is_gone_through(olle, page) -> None:
    words = {**form(olle, page, title="Till granskning"), "action-submit": "on"}
    olle.client.logout()
    again = sent_again(olle.client.post(address(page), words))
    olle.client.force_login(olle.user)
    olle.client.post(address(page), again)
    assert Page.objects.get(pk=page.pk).current_workflow_state and title(page) == "Till granskning"


def test_what_somebody_else_saved_meanwhile_is_merged(olle, page) -> None:
    words = form(olle, page, title="Olles rubrik")
    olle.client.logout()
    again = sent_again(olle.client.post(address(page), words))
    desk("olga", roles.OFFICERS).edit(page, title="Olgas rubrik")
    olle.client.force_login(olle.user)
    assert olle.client.post(address(page), again).status_code == 409
    assert title(page) == "Olgas rubrik"


def test_nothing_is_saved_in_the_name_of_another_account(olle, page) -> None:
    words = form(olle, page, title="Olles ord")
    olga = desk("olga", roles.OFFICERS)
    answer = olga.client.post(address(page), words)
    told = answer.content.decode()
    assert answer.status_code == 403 and "skrevs med ett annat konto" in told and "Olles ord</textarea>" in told
    assert olga.client.post(address(page), sent_again(answer)).status_code == 403
    assert "som olga" in told and title(page) == "Från början"
    autosaved = olga.client.post(address(page), words, headers={"Accept": "application/json"})
    assert autosaved.status_code == 403 and "ett annat konto" in autosaved.json()["error_message"]


def test_a_form_from_before_the_last_sign_in_is_kept_if_it_came_from_here(olle, page) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(olle.user)
    browser.get(reverse("portal_session"))
    words = {**form(olle, page, title="Före"), "csrfmiddlewaretoken": "x" * 64}
    answer = browser.post(address(page), words, headers=FROM_HERE)
    assert "Du har loggat in på nytt" in answer.content.decode()
    assert browser.post(address(page), sent_again(answer), headers=FROM_HERE).status_code == 302
    assert title(page) == "Före"
    for origin in ({"Origin": "http://elsewhere.example"}, {}):
        refused = browser.post(address(page), words, headers=origin)
        assert refused.status_code == 403 and "Före" not in refused.content.decode()


@pytest.mark.parametrize("end", ["closed", "password"])
def test_a_session_that_ended_by_itself_is_told_to_the_tab_and_keeps_the_words(olle, page, end) -> None:
    words = form(olle, page, title="Skrivet länge")
    assert olle.client.get(reverse("portal_session")).json()["user"] == olle.user.pk
    if end == "closed":
        olle.user.is_active = False
    else:
        olle.user.set_password("ett annat lösenord")
    olle.user.save()
    told = olle.client.get(reverse("portal_session")).json()
    assert (told["left"], told["user"]) == (0, None) and told["token"]
    answer = olle.client.post(address(page), words)
    assert sent_again(answer)["title"] == ["Skrivet länge"] and title(page) == "Från början"


@pytest.mark.parametrize("what", ["rights", "page"])
def test_what_is_sent_to_where_one_may_not_write_any_more_can_be_copied(olle, page, what) -> None:
    words = form(olle, page, title="Skrivet länge")
    if what == "rights":
        olle.user.groups.clear()
        assert olle.client.get(reverse("portal_session")).json()["left"] == 0
    else:
        page.delete()
    answer = olle.client.post(address(page), words)
    assert sent_again(answer, 404)["title"] == ["Skrivet länge"]
    assert "Skrivet länge</textarea>" in answer.content.decode()


def test_who_may_only_read_a_page_now_can_copy_what_they_wrote(olle, page) -> None:
    page.get_latest_revision().publish()
    words = form(olle, page, title="En timmes arbete")
    olle.user.groups.set(Group.objects.filter(name=roles.CONTACTS))  # readers have the page, and so has olle
    answer = olle.client.post(address(page), words)
    assert sent_again(answer, 404)["title"] == ["En timmes arbete"]
    autosaved = olle.client.post(address(page), words, headers={"Accept": "application/json"})
    assert autosaved.status_code == 404 and "Ingenting sparades" in autosaved.json()["error_message"]


def test_a_script_is_told_in_a_sentence_that_autosave_shows(olle, page) -> None:
    words = form(olle, page, title="Nytt")
    olle.client.logout()
    answer = olle.client.post(address(page), words, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (403, "validation_error")
    assert answer.json()["error_message"].startswith("Du är utloggad.")


def test_every_form_of_the_admin_keeps_its_words(olle) -> None:
    chief = desk("chefen", chief=True)
    notice = make(NewsItem, title="Ute")
    forms = {
        reverse("portal_withdraw", args=[notice.pk]): {"reason": "Den gäller inte längre."},
        reverse("releases:add"): {"name": "Beslut i juni"},
        reverse("wagtailusers_users:add"): {"first_name": "Anna Karin", "password1": "hemligt nog här"},
    }
    chief.client.logout()
    for path, words in forms.items():
        again = sent_again(chief.client.post(path, words))
        kept = {name: value for name, (value,) in again.items() if name in words}
        assert kept == {name: value for name, value in words.items() if "password" not in name}


def test_who_has_nothing_to_lose_is_led_to_the_sign_in(olle) -> None:
    olle.client.logout()
    assert olle.client.post(reverse("wagtailadmin_logout")).status_code == 302
    assert olle.client.get(reverse("wagtailadmin_home")).status_code == 302


def test_a_form_that_is_cut_off_is_refused_in_words(olle, page) -> None:
    answer = olle.client.post(address(page), {})
    assert answer.status_code == 400 and "kom inte fram helt" in answer.content.decode()
    assert title(page) == "Från början"


def test_the_editor_says_for_whom_it_was_opened(olle, page) -> None:
    shown = olle.client.get(address(page)).content.decode()
    assert f'name="written_by" value="{olle.user.pk}"' in shown
    assert f'<meta name="portal-user" content="{olle.user.pk}">' in shown


def test_the_sign_in_may_be_framed_by_the_portal_alone() -> None:
    answer = Client().get(reverse("wagtailadmin_login"), headers={"Accept-Language": settings.LANGUAGE_CODE})
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
