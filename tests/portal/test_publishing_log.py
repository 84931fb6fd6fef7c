"""The publishing log can be read, searched, exported and asked to try again; it cannot be written in."""

import csv
import io
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from openpyxl import load_workbook

from news.models import NewsItem
from portal.models import Delivery
from portal.outbox.channels import Channel, _channels, register_channel
from tests.factories import make
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
INDEX = "publishing-log_modeladmin_index"


@pytest.fixture(autouse=True)
def channel(monkeypatch):
    monkeypatch.setattr("portal.outbox.channels._channels", dict(_channels))
    register_channel(Channel("brev", "Brev ut", lambda event: None, dict, lambda ids: None))


@pytest.fixture
def failed() -> Delivery:
    page = make(NewsItem, title="Ny glukosmätare")
    make(NewsItem, title="Annat", language="en")
    delivery = Delivery.objects.get(event__page_id=page.pk, channel="brev")
    delivery.state, delivery.attempts = Delivery.State.FAILED, 3
    delivery.error = "Traceback …\nOSError: servern svarar inte"
    delivery.save()
    return delivery


def titles(answer: Any) -> set[str]:
    return {event.title for event in answer.context["object_list"]}


def test_an_officer_reads_and_cannot_write(failed):
    officer = desk("olle", roles.OFFICERS)
    answer = officer.client.get(reverse(INDEX))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Publiceringslogg" in page and "Misslyckad" in page and "servern svarar inte" in page and "Brev ut" in page
    assert "Försök igen" not in page
    for action in ("create", "edit", "delete"):
        args = [] if action == "create" else [failed.event_id]
        try:
            url = reverse(f"publishing-log_modeladmin_{action}", args=args)
        except NoReverseMatch:
            continue
        assert desk(f"chef-{action}", chief=True).client.post(url).status_code in (302, 403), action
    assert Delivery.objects.filter(pk=failed.pk).exists()


def test_who_has_no_business_with_it_sees_nothing(failed):
    contact = desk("rita", roles.CONTACTS)
    assert contact.client.get(reverse(INDEX)).status_code == 302


@pytest.mark.usefixtures("without_workflows")
def test_an_event_is_one_row_that_says_who_did_it_and_leads_to_the_page(failed):
    officer, chief = desk("olle", roles.OFFICERS), desk("asa", chief=True)
    page = NewsItem.objects.get(title="Annat")
    officer.edit(page, title="Annat, ändrat")
    chief.edit(page, "publish")
    shown = officer.client.get(reverse(INDEX))
    assert [event.title for event in shown.context["object_list"]] == ["Annat, ändrat", "Annat", "Ny glukosmätare"]
    text = shown.content.decode()
    assert text.count(">asa<") == 1 and text.count(">automatiskt<") == 2
    for name in ("edit", "history"):
        assert reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) in text
    assert 'data-label="Levererad till"' in text and "Brev ut: misslyckad (3 försök). OSError" in text
    page.delete()
    chief.user.delete()
    text = officer.client.get(reverse(INDEX)).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in text and "ett konto som är borttaget" in text


def test_filters_and_search(failed):
    client = desk("olle", roles.OFFICERS).client
    assert titles(client.get(reverse(INDEX), {"deliveries__state__exact": "failed"})) == {"Ny glukosmätare"}
    assert titles(client.get(reverse(INDEX), {"kind__exact": "withdrawn"})) == set()
    assert titles(client.get(reverse(INDEX), {"language": "en"})) == {"Annat"}
    assert titles(client.get(reverse(INDEX), {"q": "glukos"})) == {"Ny glukosmätare"}


def test_filters_call_things_what_the_list_calls_them(failed):
    page = desk("olle", roles.OFFICERS).client.get(reverse(INDEX))
    offered = {
        str(choice["display"])
        for spec in page.context["view"].filter_specs
        for choice in spec.choices(page.context["view"])
    }
    assert {"Svenska", "English"} <= offered
    assert not {"sv", "en"} & offered


@pytest.mark.parametrize("query", [{"p": "abc"}, {"p": "999"}, {"o": "x.y"}, {"event__nothing": "1"}, {"q": "\x00\"'"}])
def test_no_query_breaks_it(failed, query):
    assert desk("olle", roles.OFFICERS).client.get(reverse(INDEX), query).status_code in (200, 302)


def test_export(failed):
    client = desk("olle", roles.OFFICERS).client
    answer = client.get(reverse(INDEX), {"export": "csv", "deliveries__state__exact": "failed"})
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    assert row["Rubrik"] == "Ny glukosmätare"
    assert "Brev ut: misslyckad (3 försök). OSError: servern svarar inte" in row["Levererad till"]
    assert row["Tidpunkt"] == f"{timezone.localtime(failed.event.created_at):%Y-%m-%d %H:%M:%S}"
    answer = client.get(reverse(INDEX), {"export": "xlsx", "deliveries__state__exact": "failed"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 2 and "Ny glukosmätare" in rows[1]


def test_trying_again_is_for_administrators_by_post(failed):
    url = reverse("portal_delivery_retry", args=[failed.event_id])
    officer, chief = desk("olle", roles.OFFICERS), desk("asa", roles.ADMINISTRATORS)
    assert officer.client.post(url).status_code == 302  # back to the dashboard: not allowed
    assert chief.client.get(url).status_code == 405
    failed.refresh_from_db()
    assert failed.state == Delivery.State.FAILED
    assert url in chief.client.get(reverse(INDEX)).content.decode()
    assert "levereras igen" in chief.client.post(url, follow=True).content.decode()
    failed.refresh_from_db()
    assert failed.state == Delivery.State.WAITING
    assert failed in Delivery.objects.due()
    assert "väntar redan" in chief.client.post(url, follow=True).content.decode()


def test_one_entry_in_full(failed):
    url = reverse("publishing-log_modeladmin_inspect", args=[failed.event_id])
    page = desk("olle", roles.OFFICERS).client.get(url).content.decode()
    assert "Traceback" in page and "Ny glukosmätare" in page


def test_the_list_costs_the_same_for_many(failed, django_assert_max_num_queries):
    client = desk("olle", roles.OFFICERS).client
    client.get(reverse(INDEX))
    for number in range(30):
        make(NewsItem, title=f"Nyhet {number}")
    with django_assert_max_num_queries(30):
        client.get(reverse(INDEX))
