"""Somebody asks for the newsletter, confirms it from the mailbox, changes it, ends it, and has everything deleted."""

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from news.models import Consent, Subscriber
from news.subscriptions import subscribing
from news.subscriptions.forms import SubscribeForm
from news.subscriptions.links import Purpose, key_of, link, token
from portal.accounts import login_limits
from portal.models import Attempt, OutgoingMail
from portal.preview_links.log_lines import WithoutTokens
from tests.factories import ProductAreaFactory, make_site

pytestmark = pytest.mark.django_db
EVA = "eva@region.example"


@pytest.fixture(autouse=True)
def site() -> None:
    make_site()


@pytest.fixture
def strict() -> Client:
    """A browser whose forms are checked, without a cookie yet."""
    return Client(enforce_csrf_checks=True)


def ask(client: Client, email: str = EVA, **fields: str) -> Any:
    return client.post(reverse("subscriptions:subscribe"), {"email": email, "language": "sv", **fields})


def sent_link(number: int = -1) -> str:
    [found] = re.findall(r"http://\S+", str(mail.outbox[number].body))
    return path_of(found)


def path_of(address: str) -> str:
    return urlsplit(address).path


def subscriber(**values: Any) -> Subscriber:
    made: Subscriber = Subscriber.objects.create(
        **{"email": EVA, "language": "sv", "confirmed_at": timezone.now(), **values}
    )
    return made


def acts() -> list[str]:
    return list(Consent.objects.values_list("act", flat=True))


def let_time_pass() -> None:
    Subscriber.objects.update(written_at=timezone.now() - timedelta(hours=1))


def test_she_gets_letters_only_after_the_button_behind_the_link(client, strict) -> None:
    assert ask(client).url == reverse("subscriptions:asked")
    [written] = mail.outbox
    assert written.to == [EVA] and written.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "\n\n" in written.body and "<" not in written.body
    address = sent_link()
    assert "Ett steg kvar" in strict.get(address).content.decode()
    strict.head(address)
    assert not Subscriber.objects.getting_mail().exists()
    assert strict.post(address).url == address  # without a cookie
    assert "Det är klart" in strict.get(address).content.decode()
    strict.post(address)
    assert Subscriber.objects.getting_mail().get().email == EVA
    assert acts() == ["asked", "confirmed"]
    assert "något annat" in Consent.objects.earliest("pk").words


def test_the_same_words_whether_the_address_is_known_or_not(client) -> None:
    subscriber(email="Eva@Region.example")
    known, unknown = ask(client), ask(client, "ny@region.example")
    assert known.url == unknown.url and not known.cookies and not unknown.cookies
    assert "hantera" in str(mail.outbox[0].body) and "bekrafta" in str(mail.outbox[1].body)
    assert Subscriber.objects.count() == 2


def test_an_address_is_not_flooded_whoever_asks(client) -> None:
    for _time in range(3):
        ask(client)
    assert len(mail.outbox) == 1
    let_time_pass()
    ask(client, EVA.upper(), language="en")
    assert len(mail.outbox) == 2 and "/en/subscribe/confirm/" in str(mail.outbox[1].body)
    assert Subscriber.objects.get().language == "en"


def test_thousand_sign_ups_from_one_network_are_a_clear_sentence(client) -> None:
    for number in range(login_limits.ALONE):
        ask(client, f"a{number}@region.example")
    refused = ask(client, "en-till@region.example")
    assert refused.status_code == 429 and "Vänta till" in refused.content.decode()
    assert "en-till@region.example" in refused.content.decode()
    assert Subscriber.objects.count() == len(mail.outbox) == login_limits.ALONE
    assert not Attempt.objects.filter(account__contains="@").exists()


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Skriv din e-postadress."),
        ("eva", "namn@region.se"),
        ("eva@region.example\nBcc: alla@region.example", "namn@region.se"),
        ("åsa@region.example", "namn@region.se"),
        ("a" * 250 + "@region.example", "högst 254 tecken"),
        ("a\0@region.example", "namn@region.se"),
        ('"x\x1c\x1cHej\\ du"@region.example', "namn@region.se"),
        ('"x\x0bBcc:evil"@region.example', "namn@region.se"),
        ("a@xn--brk-åä.example", "namn@region.se"),
    ],
)
def test_what_is_no_address_is_said_beside_it_and_costs_nothing(client, email, said) -> None:
    answer = ask(client, email)
    told = answer.content.decode()
    assert answer.status_code == 200 and said in told and 'role="alert"' in told
    assert not mail.outbox and not Subscriber.objects.exists()


def test_a_domain_with_letters_of_its_own_gets_mail(client) -> None:
    ask(client, "eva@västra.example")
    assert "eva@xn--vstra-gra.example" in str(mail.outbox[0].message()["To"])


def test_a_program_that_fills_in_every_field_is_thanked_and_forgotten(client) -> None:
    assert ask(client, website="https://spam.example").url == reverse("subscriptions:asked")
    assert not mail.outbox and not Subscriber.objects.exists()


def test_the_form_asks_for_its_token_against_forgery(strict) -> None:
    assert ask(strict).status_code == 403


def test_a_mail_program_ends_it_with_one_request(strict) -> None:
    address = path_of(link(Purpose.END, subscriber().key, "sv"))
    assert "Tryck på knappen" in strict.get(address).content.decode()
    assert Subscriber.objects.getting_mail().exists()
    for _time in range(2):  # RFC 8058: the same again
        assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.getting_mail().exists()
    assert acts() == ["ended"]
    assert "Du får det igen" in strict.post(address, {"resume": "1"}).content.decode()
    assert Subscriber.objects.getting_mail().exists() and acts() == ["ended", "resumed"]


def test_whoever_never_confirmed_gets_nothing_by_taking_an_end_back(client) -> None:
    address = link(Purpose.END, subscriber(confirmed_at=None).key, "sv")
    client.post(address)
    client.post(address, {"resume": "1"})
    assert not Subscriber.objects.getting_mail().exists()


def test_no_link_serves_another_purpose_nor_a_changed_key() -> None:
    made = token(Purpose.END, "nyckel")
    assert key_of(Purpose.END, made) == "nyckel"
    assert key_of(Purpose.MANAGE, made) is None and key_of(Purpose.END, made[1:]) is None
    assert key_of(Purpose.MANAGE, TimestampSigner(salt="news.subscriptions.end").sign("nyckel")) is None


def test_a_forged_link_is_no_page_and_an_old_one_offers_a_new(client, monkeypatch) -> None:
    assert client.get(reverse("subscriptions:end", args=["x:y:z"])).status_code == 404
    address = link(Purpose.MANAGE, subscriber().key, "sv")
    assert client.get(address).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 2 * 86400)
    answer = client.get(address)
    assert answer.status_code == 410 and reverse("subscriptions:subscribe") in answer.content.decode()
    assert client.post(address, {"act": "erase"}).status_code == 410
    assert Subscriber.objects.exists()


def test_she_changes_the_language_takes_out_what_is_stored_and_ends(strict) -> None:
    made = subscriber()
    address = path_of(link(Purpose.MANAGE, made.key, "sv"))
    page = strict.get(address)
    assert "e…@region.example" in page.content.decode() and EVA not in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow" and "no-store" in page["Cache-Control"]
    strict.post(address, {"key": made.key, "language": "en"})
    strict.post(address, {"key": made.key, "language": "xx"})
    strict.post(address, {"key": subscriber(email="b@x.example").key, "act": "end"})
    assert Subscriber.objects.getting_mail().count() == 2
    assert Subscriber.objects.get(pk=made.pk).language == "en"
    strict.post(address, {"key": made.key, "act": "end"})
    assert not Subscriber.objects.getting_mail().filter(email=EVA).exists()
    strict.post(address, {"key": made.key, "act": "resume"})
    [taken] = json.loads(strict.post(address, {"act": "take"}).content)
    assert taken["email"] == EVA and [row["act"] for row in taken["consents"]] == ["ended", "resumed"]


def test_erasing_leaves_the_address_nowhere(client, settings) -> None:
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    ask(client)
    made = Subscriber.objects.get()
    subscribing.confirm(made)
    let_time_pass()
    ask(client)
    assert OutgoingMail.objects.count() == 2
    assert client.post(link(Purpose.MANAGE, made.key, "sv"), {"act": "erase"}).url == reverse("subscriptions:erased")
    assert not Subscriber.objects.exists() and not Consent.objects.exists() and not OutgoingMail.objects.exists()
    # The link of an old letter says what is true.
    answer = client.post(link(Purpose.END, made.key, "sv"), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "Inget mer av det skickas till dig" in answer.content.decode()


def test_who_never_confirmed_and_who_ended_long_ago_are_deleted(client) -> None:
    now = timezone.now()
    subscriber()
    subscriber(email="b@x.example", confirmed_at=None, created_at=now - timedelta(days=15))
    subscriber(email="c@x.example", confirmed_at=None, created_at=now - timedelta(days=13))
    subscriber(email="d@x.example", ended_at=now - timedelta(days=31))
    subscriber(email="e@x.example", ended_at=now - timedelta(days=29))
    subscribing.forget_old()
    assert sorted(Subscriber.objects.values_list("email", flat=True)) == ["c@x.example", "e@x.example", EVA]


def test_no_token_comes_into_a_log_line(caplog, client) -> None:
    for purpose in Purpose:
        for language in ("sv", "en"):
            address = link(purpose, "nyckel", language)
            caplog.handler.addFilter(WithoutTokens())
            client.put(address)
            assert address.rstrip("/").split("/")[-1] not in caplog.text and "…" in caplog.text
            caplog.clear()


def test_a_page_costs_few_queries(client, django_assert_max_num_queries) -> None:
    client.get(reverse("subscriptions:subscribe"))
    with django_assert_max_num_queries(2):
        client.get(reverse("subscriptions:subscribe"))
    address = link(Purpose.MANAGE, subscriber().key, "sv")
    with django_assert_max_num_queries(4):
        client.get(address)


class AnyAddress(TestCase):
    @settings(max_examples=60)
    @given(st.text(max_size=300))
    def test_whatever_is_typed_is_taken_or_refused(self, typed: str) -> None:
        form = SubscribeForm({"email": typed, "language": "sv"})
        if form.is_valid():
            subscribing.ask_for_newsletter(form.cleaned_data["email"], "sv")
        else:
            assert form.errors["email"]


def test_the_form_leads_to_what_else_can_be_followed(client) -> None:
    ProductAreaFactory(name="Diabetes", slug="diabetes", name_en="Diabetes care")
    for language, name in (("sv", "Diabetes"), ("en", "Diabetes care")):
        with override(language):
            html = client.get(reverse("subscriptions:subscribe")).content.decode()
            address = reverse("subscriptions:follow") + "?area=diabetes"
        assert f'<a href="{address}">{name}</a>' in html
        assert name in client.get(address).content.decode()


def test_one_mailbox_is_one_address_however_its_domain_is_written(client) -> None:
    for domain in ("region", "ｒegion", "räksmörgås", "xn--rksmrgs-5wao1o"):
        ask(client, f"eva@{domain}.example")
    assert sorted(Subscriber.objects.values_list("email", flat=True)) == [
        "eva@region.example",
        "eva@räksmörgås.example",
    ]
    assert subscribing.erase("eva@xn--rksmrgs-5wao1o.example") == 1 and subscribing.erase("eva@ｒegion.example") == 1
