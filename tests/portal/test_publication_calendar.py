"""The publication calendar: what goes out and what went out, in the admin and at a secret address."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import GroupPagePermission

from news.models import NewsItem
from portal.models import CalendarAddress, Publication
from recommendations.models import ProcurementNotice, Recommendation
from tests.factories import make, make_many
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
PAGE = "portal_publication_calendar"


def told(who: Desk, **query: str) -> list[str]:
    """What happens in a month, as day, what and title."""
    days = who.client.get(reverse(PAGE), query).context["days"]
    return [f"{entry.day:%d} {entry.happens}: {entry.title}" for day in days for entry in day.entries]


def shown(who: Desk, **query: str) -> str:
    return who.client.get(reverse(PAGE), query).content.decode()


def schedule(at: datetime, **fields: Any) -> Any:
    page = make(NewsItem, publish=False, **fields)
    page.save_revision(approved_go_live_at=at)
    return page


def open_address(who: Desk) -> str:
    """The path of a new address."""
    address = who.client.post(reverse(PAGE), {"open": ""}).context["address"]
    return address[address.index("/publication-calendar/") :]


def words(path: str) -> list[str]:
    answer = Client().get(path)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_a_month_has_what_goes_out_what_went_out_and_the_days_of_what_holds() -> None:
    officer = desk("olle", roles.OFFICERS)
    schedule(datetime(2031, 3, 3, 23, 30, tzinfo=timezone.get_current_timezone()), title="Kommer")
    leaving = make(NewsItem, title="Går")
    Publication.objects.filter(pk=leaving.pk).update(
        expire_at=datetime(2031, 3, 31, 23, 59, tzinfo=timezone.get_current_timezone())
    )
    make(Recommendation, title="Sensorn", review_by=date(2031, 3, 1))
    make(Recommendation, title="Borta", review_by=date(2031, 3, 1), standing="withdrawn")
    make(ProcurementNotice, title="Pumpar", tender_deadline=date(2031, 3, 31), publish=False)
    assert told(officer, month="2031-03") == [
        "01 Översyn senast: Sensorn",
        "03 Publiceras: Kommer",
        "31 Sista anbudsdag: Pumpar",
        "31 Avpubliceras: Går",
    ]
    assert told(officer, month="2031-02") == told(officer, month="2031-04") == []
    assert f"{timezone.localdate():%d} Publicerad: Sensorn" in told(officer)
    assert "23:30 Publiceras" in shown(officer, month="2031-03", view="list")
    late = timezone.localdate().replace(day=1) - timedelta(days=1)
    make(Recommendation, title="Sen", review_by=late)
    assert f"{late:%d} Översyn försenad: Sen" in told(officer, month=f"{late:%Y-%m}")


def test_what_was_taken_down_has_no_days_and_a_month_that_is_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = desk("olle", roles.OFFICERS)
    make(ProcurementNotice, title="Nedtagen", tender_deadline=date(2031, 3, 9)).unpublish()
    for number in range(2):
        make(ProcurementNotice, title=f"Pump {number}", tender_deadline=date(2031, 3, 9))
    monkeypatch.setattr("portal.publication_calendar.entries.MOST", 2)
    assert told(officer, month="2031-03") == ["09 Sista anbudsdag: Pump 0", "09 Sista anbudsdag: Pump 1"]
    assert "än vad som får plats" not in shown(officer, month="2031-03")
    monkeypatch.setattr("portal.publication_calendar.entries.MOST", 1)
    for view in ("", "list"):
        assert "än vad som får plats" in shown(officer, month="2031-03", view=view)


def test_the_file_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    path = open_address(desk("olle", roles.OFFICERS))
    monkeypatch.setattr("portal.publication_calendar.entries.MOST", 1)
    for number in range(3):
        schedule(timezone.now() + timedelta(days=1), title=f"Pump {number}")
    assert sorted(words(path)) == [f"Publiceras: Pump {number}" for number in range(3)]


def test_the_month_is_a_table_with_headings_and_leads_on() -> None:
    officer = desk("olle", roles.OFFICERS)
    for number in range(6):
        schedule(datetime(2031, 12, 24, 12, tzinfo=timezone.get_current_timezone()), title=f"Julen {number}")
    page = shown(officer, month="2031-12")
    assert '<th scope="row">52</th>' in page and '<th scope="col">måndag</th>' in page.lower()
    assert "?month=2032-01" in page and "?month=2031-11" in page and "Julen 5" not in page and "2 till" in page
    assert "Julen 5" in shown(officer, month="2031-12", view="list")
    for bad in ("2031-13", "x", "0001-01", "9999-12", "\x00"):
        assert officer.client.get(reverse(PAGE), {"month": bad}).status_code == 200


def test_titles_that_wait_are_told_only_to_those_who_may_read_the_draft() -> None:
    officer, contact = desk("olle", roles.OFFICERS), desk("rita", roles.CONTACTS)
    schedule(timezone.now() + timedelta(hours=1), title="Hemligt utkast")
    path = open_address(officer)
    assert "Publiceras: Hemligt utkast" in words(path)
    assert words(open_address(contact)) == [] and "Hemligt utkast" not in shown(contact)
    elsewhere = make(Recommendation).get_parent()
    GroupPagePermission.objects.filter(group__name=roles.OFFICERS).update(page=elsewhere)
    assert "Publiceras: Hemligt utkast" not in words(path)


def test_an_address_is_closed_by_its_reader_a_newer_one_or_the_end_of_the_account() -> None:
    officer = desk("olle", roles.OFFICERS)
    first = open_address(officer)
    assert words(first) == [] and first.split("/")[-1][:-4] not in str(CalendarAddress.objects.values())
    second = open_address(officer)
    assert Client().get(first).status_code == 404 and words(second) == []
    assert second not in shown(officer) and "Du har en adress sedan" in shown(officer)
    officer.user.groups.clear()
    assert Client().get(second).status_code == 404
    officer.user.groups.set(Group.objects.filter(name=roles.OFFICERS))
    officer.user.is_active = False
    officer.user.save()
    assert Client().get(second).status_code == 404
    officer.user.is_active = True
    officer.user.save()
    officer.client.force_login(officer.user)
    assert words(second) == []
    officer.client.post(reverse(PAGE), {"close": ""})
    assert Client().get(second).status_code == 404
    assert Client().get("/publication-calendar/x.ics").status_code == 404
    assert Client().post(second).status_code == 405


def test_an_entry_of_the_file_stays_the_same_when_its_time_is_moved() -> None:
    officer = desk("olle", roles.OFFICERS)
    path, at = open_address(officer), timezone.now().replace(microsecond=0) + timedelta(days=2)
    page = schedule(at, title="Å; \\ ö")

    def event() -> Any:
        (found,) = Calendar.from_ical(Client().get(path).content).walk("VEVENT")
        return found

    first = event()
    assert str(first["SUMMARY"]) == "Publiceras: Å; \\ ö" and first.decoded("DTSTART") == at
    assert str(first["URL"]).endswith(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    page.latest_revision.approved_go_live_at = at + timedelta(days=1)
    page.latest_revision.save()
    assert event()["UID"] == first["UID"] and event().decoded("DTSTART") == at + timedelta(days=1)


def test_the_calendar_costs_the_same_for_many() -> None:
    officer, today = desk("olle", roles.OFFICERS), timezone.localdate()
    page = make(Recommendation, review_by=today)
    notice = make(ProcurementNotice, tender_deadline=today)
    schedule(timezone.now() + timedelta(minutes=1))

    def cost() -> int:
        shown(officer)
        with CaptureQueriesContext(connection) as queries:
            shown(officer)
        return len(queries)

    few = cost()
    make_many(page, 30)
    make_many(notice, 30)
    for _number in range(3):
        schedule(timezone.now() + timedelta(minutes=1))
    assert cost() == few <= 34
