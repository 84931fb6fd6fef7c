"""The admin's list of publications: columns, filters that make a link a saved list, and a table for Excel."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
LIST = "publications:index"


def titles(who: Desk, **query: str) -> set[str]:
    return {page.draft_title for page in who.client.get(reverse(LIST), query).context["object_list"]}


def test_filters_in_the_address_are_a_saved_list() -> None:
    officer, late = desk("olle", roles.OFFICERS), timezone.localdate() - timedelta(days=3)
    make(Recommendation, title="Glukosmätare", verdict="can", review_by=late, case_number="MTP 2026-7")
    make(NewsItem, title="Nyhet")
    make(NewsItem, title="News", language="en")
    officer.edit(make(NewsItem, publish=False), title="Utkast på väg")
    assert titles(officer) == {"Glukosmätare", "Nyhet", "News", "Utkast på väg"}
    assert titles(officer, language="en") == {"News"}
    assert titles(officer, verdict="can") == titles(officer, review="overdue") == {"Glukosmätare"}
    assert titles(officer, q="2026-7") == titles(officer, review_by_to=str(late)) == {"Glukosmätare"}
    assert titles(officer, public="no") == titles(officer, writer=str(officer.user.pk)) == {"Utkast på väg"}
    closed = make(NewsItem, title="Stängd", dated_on=None)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert titles(officer, public="no") == {"Utkast på väg", "Stängd"}
    shown = officer.client.get(reverse(LIST)).content.decode()
    assert f"{late} – försenad" in shown and "Kan användas" in shown and "olle" in shown
    for bad in ({"verdict": "x"}, {"ordering": "x.y"}, {"review_by_to": "x"}, {"q": "\x00'"}, {"p": "99"}):
        assert officer.client.get(reverse(LIST), bad).status_code in (200, 404)
    for name in ("writer", "content_type", "language"):
        assert officer.client.get(reverse(LIST), {name: "9" * 30}, follow=True).status_code == 200


def test_nobody_finds_there_what_they_may_not_edit() -> None:
    contact, reader = desk("rita", roles.CONTACTS), desk("rut", roles.READERS)
    make(NewsItem, title="Hemligt utkast", publish=False)
    assert titles(reader) == {"Hemligt utkast"}
    answer = contact.client.get(reverse(LIST), follow=True)
    assert "Hemligt utkast" not in answer.content.decode()
    assert reverse(LIST) not in answer.content.decode()


def test_the_table_opens_in_excel() -> None:
    officer = desk("olle", roles.OFFICERS)
    make(NewsItem, title="Åäö; =1+1")
    make(NewsItem, title="=1+1")
    answer: Any = officer.client.get(reverse(LIST), {"export": "csv"})
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf") and '"Åäö; =1+1";Nyhet;' in content.decode("utf-8-sig")
    assert "\n'=1+1;Nyhet" in content.decode().replace("\r", "")
    # What no cell can hold does not cost everybody the table.
    make(NewsItem, title="Klistrat\x0bur ett brev", review_by=date(2027, 3, 1))
    table = officer.client.get(reverse(LIST), {"export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(b"".join(table))).active.values)
    pasted = next(row for row in rows if row[0] == "Klistratur ett brev")
    assert pasted[5] == date(2027, 3, 1) and isinstance(pasted[9], datetime)
    assert {"Åäö; =1+1", "'=1+1"} <= {row[0] for row in rows}


def test_the_list_costs_the_same_for_many() -> None:
    officer = desk("olle", roles.OFFICERS)

    def cost() -> int:
        make(NewsItem)
        officer.client.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            officer.client.get(reverse(LIST))
        return len(queries)

    first = cost()
    for _each in range(5):
        make(Recommendation, verdict="can")
    assert cost() == first <= 34
