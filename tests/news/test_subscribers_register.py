"""Staff see who subscribes without seeing whose address it is, and serve the one who asks."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import Alert, NewsItem, Subscriber
from portal.models import PermanentNumber
from tests.factories import make
from tests.news.test_subscribing import EVA, subscriber
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
REGISTER, ASKS, FOLLOWED = "subscribers_modeladmin_index", "news_subscriber_asks", "news_followed"


def test_the_register_masks_and_counts(django_assert_max_num_queries) -> None:
    subscriber()
    subscriber(email="b@x.example", confirmed_at=None)
    subscriber(email="c@x.example", language="en", ended_at=timezone.now())
    officer = desk("olle", roles.OFFICERS)
    officer.client.get(reverse(REGISTER))
    with django_assert_max_num_queries(35):
        told = officer.client.get(reverse(REGISTER)).content.decode()
    assert "e…@region.example" in told and EVA not in told
    assert "får nyhetsbrevet (1)" in told and "har inte bekräftat (1)" in told and "Svenska (1)" in told
    only = officer.client.get(reverse(REGISTER) + "?state=ended").content.decode()
    assert "c…@x.example" in only and "e…@region.example" not in only
    assert officer.client.get(reverse(REGISTER) + "?state=x").status_code == 200


@pytest.mark.parametrize("role", [roles.READERS, roles.SECRETARIES, roles.CONTACTS])
def test_others_see_no_register(role) -> None:
    assert desk("rut", role).client.get(reverse(REGISTER)).status_code != 200


def test_an_administrator_gives_out_or_deletes_what_is_stored() -> None:
    subscriber()
    chief = desk("ada", roles.ADMINISTRATORS)
    unknown = chief.client.post(reverse(ASKS), {"email": "x@x.example", "erase": "1"})
    assert "Inget är sparat" in unknown.content.decode()
    taken = chief.client.post(reverse(ASKS), {"email": EVA.upper(), "take": "1"})
    assert json.loads(taken.content)[0]["email"] == EVA and Subscriber.objects.exists()
    erased = chief.client.post(reverse(ASKS), {"email": EVA, "erase": "1"}, follow=True)
    assert "Allt om adressen är raderat." in erased.content.decode()
    assert not Subscriber.objects.exists()


def test_an_officer_deletes_nobody() -> None:
    subscriber()
    desk("olle", roles.OFFICERS).client.post(reverse(ASKS), {"email": EVA, "erase": "1"})
    assert Subscriber.objects.exists()


def test_administrators_alone_have_the_addresses_as_a_file() -> None:
    subscriber(), subscriber(email="b@x.example", confirmed_at=None)
    chief, officer = desk("ada", roles.ADMINISTRATORS), desk("olle", roles.OFFICERS)
    assert "export=csv" in chief.client.get(reverse(REGISTER)).content.decode()
    assert "export=csv" not in officer.client.get(reverse(REGISTER)).content.decode()
    for kind in ("csv", "xlsx"):
        assert officer.client.get(reverse(REGISTER) + f"?export={kind}").status_code == 302
    lines = b"".join(chief.client.get(reverse(REGISTER) + "?export=csv&state=getting")).decode("utf-8-sig").splitlines()
    assert (
        len(lines) == 2
        and lines[0].startswith("E-postadress;Språk;")
        and lines[1].startswith(f"{EVA};Svenska;får nyhetsbrevet;")
    )


def test_staff_see_what_is_followed_by_how_many_and_by_nobody_of_name(django_assert_max_num_queries) -> None:
    page = make(NewsItem, title="Nyheten")
    [number] = PermanentNumber.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)
    for name, frequency in (("a", "daily"), ("b", "daily"), ("c", "weekly")):
        follows(f"{name}@x.example", query="type=recommendation", frequency=frequency)
    follows("a@x.example", number=number, frequency="at_once")
    follows("d@x.example", query="type=case", frequency="daily", confirmed_at=None)
    officer = desk("olle", roles.OFFICERS)
    officer.client.get(reverse(FOLLOWED))
    with django_assert_max_num_queries(40):
        html = officer.client.get(reverse(FOLLOWED)).content.decode()
    rows = re.findall(r"<tr>.*?</tr>", html.partition("<tbody>")[2], re.DOTALL)
    told = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]
    assert told == ["Rekommendationer 3 0 2 1", "Nyheten 1 1 0 0"] and "x.example" not in html
    assert desk("rut", roles.READERS).client.get(reverse(FOLLOWED)).status_code != 200


def follows(email: str, **values: object) -> None:
    Alert.objects.create(**{"email": email, "language": "sv", "confirmed_at": timezone.now(), **values})


@pytest.mark.parametrize(
    "lookup",
    ["email__startswith=eva", "email=eva@region.example", "email__regex=(", "key__startswith=a", "consents__act=asked"],
)
def test_no_lookup_of_the_address_bar_tells_what_the_masks_hide(lookup) -> None:
    subscriber()
    answer = desk("olle", roles.OFFICERS).client.get(f"{reverse(REGISTER)}?{lookup}")
    assert (answer.status_code, answer["Location"]) == (302, reverse(REGISTER))
