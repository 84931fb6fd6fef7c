"""What is secret, closed or a draft reaches no follower: not by the form, nor by a mail, whatever is followed."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.alerts import digests
from news.models import Alert, AlertEvent, NewsItem
from portal.outbox.delivery import drain
from recommendations.models import Case
from tests.factories import make, make_site

pytestmark = pytest.mark.django_db
NAME = "Zqxkvpumpen"


@pytest.fixture(autouse=True)
def site() -> None:
    make_site()


def follow(query: str = "", **values: Any) -> None:
    given = {"language": "sv", "frequency": "at_once", "confirmed_at": timezone.now(), **values}
    Alert.objects.create(email=f"{len(query)}-{values.get('number', 0)}@x.example", query=query, **given)


def mailed() -> str:
    drain()
    digests.send_due()
    return "\n".join(f"{one.subject}\n{one.body}" for one in mail.outbox)


def secret_case() -> Case:
    page: Case = make(Case, title=NAME, product=NAME, publish=False)
    page.is_secret = True
    page.save_revision().publish()
    return Case.objects.get(pk=page.pk)


def test_a_secret_case_is_told_without_its_name_and_not_by_its_name(client) -> None:
    follow()
    follow(f"q={NAME}")
    page = secret_case()
    follow(number=page.pk)
    said = mailed()
    assert "Publicerad:" in said and NAME.lower() not in said.lower()
    assert {row.alert.query for row in AlertEvent.objects.all()} == {""}
    form = client.get(reverse("subscriptions:follow") + f"?publication={page.pk}")
    assert form.status_code == 200 and NAME not in form.content.decode()


def test_a_case_that_becomes_secret_before_the_mail_goes_is_not_named() -> None:
    follow()
    page = make(Case, title=NAME, product=NAME)
    drain()
    page.is_secret = True
    page.save_revision().publish()
    assert NAME.lower() not in mailed().lower()


def test_drafts_and_closed_pages_can_not_be_followed(client) -> None:
    draft, closed = make(NewsItem, title=NAME, publish=False), make(NewsItem, title=NAME)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    for page in (draft, closed):
        answer = client.get(reverse("subscriptions:follow") + f"?publication={page.pk}")
        assert answer.status_code == 404 and NAME not in answer.content.decode()
