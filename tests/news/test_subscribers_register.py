"""Staff see who subscribes without seeing whose address it is, and serve the one who asks."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import Subscriber
from tests.news.test_subscribing import EVA, subscriber
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
REGISTER, ASKS = "subscribers_modeladmin_index", "news_subscriber_asks"


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
