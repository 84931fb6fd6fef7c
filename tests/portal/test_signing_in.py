"""After some wrong passwords one has to wait and is told how long; nobody is locked out."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.accounts.login import send_reset
from portal.accounts.login_limits import address_of, count, forget, wait
from portal.models import Attempt, OutgoingMail
from portal.outbox.mail_queue import send_waiting
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
RESET = "/admin/password_reset/"
RIGHT = "krokus-gravand-3-stolpe"
HOME, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def officer() -> User:
    user = desk("olle", roles.OFFICERS).user
    user.set_password(RIGHT)
    user.save()
    return user


def sign_in(password: str, name: str = "olle", address: str = HOME, **headers: str) -> Any:
    data = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address, headers=headers).post(LOGIN, data)


def let_pass(span: timedelta) -> None:
    for attempt in Attempt.objects.all():
        attempt.at -= span
        attempt.save()


def test_after_five_wrong_passwords_there_is_a_wait_that_is_told(officer) -> None:
    for _round in range(4):
        assert "För många försök" not in sign_in("fel").content.decode()
    end = timezone.localtime(timezone.now() + timedelta(minutes=15, seconds=59))
    told = f"För många försök. Vänta till klockan {end:%H:%M} och försök sedan igen."
    assert told in sign_in("fel").content.decode()
    refused = sign_in(RIGHT)
    assert refused.status_code == 200 and told in refused.content.decode()
    english = sign_in(RIGHT, **{"Accept-Language": "en"}).content.decode()
    assert "Too many attempts. Wait until" in english
    # Trying on does not make it longer.
    let_pass(timedelta(minutes=15))
    assert sign_in(RIGHT).status_code == 302
    assert not Attempt.objects.exists()


def test_it_is_no_lock(officer) -> None:
    for _round in range(9):
        sign_in("fel")
    assert sign_in(RIGHT, address=ELSEWHERE).status_code == 302
    desk("pia").user.set_password(RIGHT)
    assert "För många" not in sign_in("fel", name="pia").content.decode()


def test_the_right_password_takes_back_what_was_mistyped(officer) -> None:
    for _round in range(3):
        for _slip in range(4):
            sign_in("fel")
        assert sign_in(RIGHT).status_code == 302


@pytest.mark.parametrize(("names", "addresses"), [(1, 50), (50, 1)])
def test_fifty_an_hour_for_one_account_or_one_address(officer, names, addresses) -> None:
    for number in range(50):
        sign_in(
            "fel",
            name=f"namn-{number}" if names > 1 else "olle",
            address=f"198.51.100.{number if addresses > 1 else 1}",
        )
    where = "198.51.100.1" if addresses == 1 else "198.51.100.99"
    assert "För många" in sign_in(RIGHT, address=where).content.decode()
    let_pass(timedelta(hours=1))
    assert sign_in(RIGHT, address=where).status_code == 302


def test_a_name_that_nobody_has_is_answered_alike(officer) -> None:
    for _round in range(6):
        known, unknown = sign_in("fel").content.decode(), sign_in("fel", name="ingen").content.decode()
        known, unknown = (text.partition('class="messages"')[2].partition("</div>")[0] for text in (known, unknown))
        assert known == unknown and known


def test_writing_the_name_otherwise_is_no_way_around(officer) -> None:
    for name in ("olle", " olle", "OLLE", "Olle ", "olle"):
        sign_in("fel", name=name)
    assert "För många" in sign_in(RIGHT).content.decode()


def test_every_form_that_signs_in_passes_the_same_rule(officer) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR=HOME)
    for _round in range(5):
        assert authenticate(request, username="olle", password="fel") is None
    assert authenticate(request, username="olle", password=RIGHT) is None
    # A program has no address.
    assert authenticate(None, username="olle", password=RIGHT) == officer


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "strunt", "strunt"),
    ],
)
def test_whom_a_request_comes_from(settings, proxies, passed, address) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=HOME, headers={"X-Forwarded-For": passed} if passed else {})
    assert address_of(request) == address


def test_a_header_of_ones_own_is_no_way_around(officer) -> None:
    for number in range(5):
        sign_in("fel", **{"X-Forwarded-For": f"203.0.113.{number}"})
    assert "För många" in sign_in(RIGHT, **{"X-Forwarded-For": "203.0.113.77"}).content.decode()


def ask_for_a_new_password(email: str, address: str = HOME) -> tuple[Any, int]:
    client = Client(REMOTE_ADDR=address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(RESET, {"email": email})
    return answer, len(queries)


def test_a_known_and_an_unknown_address_get_the_same_answer_for_the_same_work(officer) -> None:
    known, work = ask_for_a_new_password(officer.email)
    unknown, same = ask_for_a_new_password("ingen@region.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert known.headers["Location"] == reverse("wagtailadmin_password_reset_done")
    assert work == same
    assert not OutgoingMail.objects.exists()
    for job in DBTaskResult.objects.filter(task_path__endswith="send_reset"):
        send_reset.func(**job.args_kwargs["kwargs"])
    send_waiting()
    (sent,) = mail.outbox
    assert sent.to == [officer.email]
    link = next(line for line in sent.body.split() if "/confirm/" in line)
    assert link.startswith("http://testserver/admin/password_reset/confirm/")
    form = Client().get(link.removeprefix("http://testserver"), follow=True)
    assert "new_password1" in form.content.decode()


def test_asking_for_new_passwords_has_to_wait_too(officer) -> None:
    for _round in range(5):
        assert ask_for_a_new_password(officer.email)[0].status_code == 302
    told = ask_for_a_new_password(officer.email)[0]
    assert "För många försök. Vänta till klockan" in told.content.decode()
    for _round in range(5):
        ask_for_a_new_password("ingen@region.example")
    assert "För många" in ask_for_a_new_password("ingen@region.example")[0].content.decode()
    # Nobody is kept from signing in by it.
    assert sign_in(RIGHT).status_code == 302


def test_each_door_counts_and_forgets_for_itself(officer) -> None:
    request = RequestFactory().get("/")
    for _round in range(5):
        count("one", "olle", request)
    forget(count("other", "olle", request))
    assert wait("one", "olle", request) and not wait("other", "olle", request)


@pytest.mark.parametrize(
    "password",
    [
        *("Stockholm2026", "sommaren2026!", "Välkommen123", "valkommen!!!2026", "löSenord-12345", "hejhejhejhej"),
        *("Göteborg031031", "sommarsommar", "vintersommar1", "123456789012", "SAMVERKANSPORTALEN"),
        *("1Region2Skåne3", "qwertyuiopå12"),
    ],
)
def test_passwords_that_are_easily_guessed_are_refused(password) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", [RIGHT, "tre kloka grävlingar", "x7Kp-qR2m-Zz91", "sommarvädret i Arvika"])
def test_others_are_taken(password) -> None:
    validate_password(password)


@pytest.mark.parametrize(
    ("language", "first", "then", "at_last"),
    [
        ("sv", "Återställ ditt lösenord", "Titta i din e-post", "Länken går inte"),
        ("en", "Reset your password", "Check your email", "Invalid password reset link"),
    ],
)
def test_each_page_on_the_way_to_a_new_password_is_in_the_readers_language(language, first, then, at_last) -> None:
    client = Client(headers={"Accept-Language": language})
    pages = [RESET, f"{RESET}done/", f"{RESET}confirm/MQ/set-password/"]
    texts = [client.get(page).content.decode() for page in pages]
    assert [said in text for said, text in zip((first, then, at_last), texts, strict=True)] == [True] * 3
    assert all(f'lang="{language}"' in text for text in texts)
