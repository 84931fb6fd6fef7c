"""Cursors of the event log: numbers that come late are told, and nothing is told a second time."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from news.models import NewsItem
from portal.models import PublicationEvent
from portal.open_data.cursors import (
    LIST_PATTERN,
    LOG_PATTERN,
    MOST_GAPS,
    BadCursor,
    Gap,
    LogCursor,
    list_cursor,
    list_position,
)
from portal.outbox.changes import note_change
from tests.factories import make
from tests.portal.open_data import Reader, all_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_from_one")]


def held_back(event: PublicationEvent) -> PublicationEvent:
    """As on PostgreSQL: the number is taken, and its transaction has not ended when later ones have."""
    kept = PublicationEvent.objects.get(pk=event.pk)
    PublicationEvent.objects.filter(pk=event.pk).delete()
    return kept


def test_an_event_that_comes_late_is_told_once_when_it_comes(client):
    make(NewsItem)
    reader = Reader(client).take_all()
    late, last = make(NewsItem), make(NewsItem)
    event = held_back(PublicationEvent.objects.get(page_id=late.pk))
    assert [told["number"] for told in reader.take_changes()] == [3]
    assert reader.take_changes() == []
    event.save(force_insert=True)
    assert [told["number"] for told in reader.take_changes()] == [2]
    assert reader.take_changes() == [] and last.pk
    assert reader.known == all_now(client)


def test_a_snapshot_taken_before_a_late_event_learns_of_it(client):
    late = make(NewsItem)
    make(NewsItem)
    event = held_back(PublicationEvent.objects.get(page_id=late.pk))
    reader = Reader(client).take_all()
    assert len(reader.known) == 1
    event.save(force_insert=True)
    reader.take_changes()
    assert reader.known == all_now(client) and len(reader.known) == 2


def test_a_cursor_from_before_a_backup_was_restored_is_told_to_start_anew(client):
    kept, lost = make(NewsItem), make(NewsItem)
    reader = Reader(client).take_all()
    reader.take_changes()
    since = {"since": LogCursor.now()}
    assert client.get("/data/v1/changes", since).status_code == 200
    PublicationEvent.objects.filter(page_id=lost.pk).delete()
    note_change()
    told = client.get("/data/v1/changes", since)
    assert (told.status_code, told.headers["Content-Type"]) == (410, "application/problem+json")
    anew = client.get(told.json()["publications"]).json()
    assert client.get(anew["changes"]).json()["is_last"] and kept.pk
    (described,) = [client.get("/data/v1/openapi.json").json()["paths"]["/data/v1/changes"]["get"]["responses"]]
    assert "410" in described


def test_after_an_hour_a_missing_number_is_not_waited_for(client):
    for _ in range(3):
        make(NewsItem)
    held_back(PublicationEvent.objects.get(number=2))
    assert LogCursor.now().gaps
    PublicationEvent.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert not LogCursor.now().gaps
    assert not LogCursor().after(PublicationEvent.objects.order_by("pk").values_list("pk", "created_at")).gaps


@given(st.sets(st.integers(1, 300)), st.sets(st.integers(1, 300)))
def test_whatever_is_missing_is_still_asked_for(first, second):
    now = timezone.now()
    cursor = LogCursor().after((number, now) for number in sorted(first))
    late = {number for number in second - first if number < cursor.last}
    cursor = LogCursor.of_text(str(cursor))
    assert len(cursor.gaps) <= MOST_GAPS
    open_numbers = {n for gap in cursor.gaps for n in range(gap.first, gap.last + 1)}
    assert set(range(1, cursor.last)) - first <= open_numbers
    known = cursor.after((number, now) for number in sorted(late))
    missing = {n for gap in known.gaps for n in range(gap.first, gap.last + 1)}
    assert not missing & late and set(range(1, cursor.last)) - first - late <= missing


@given(st.one_of(st.text(max_size=60), st.from_regex(LOG_PATTERN), st.from_regex(LIST_PATTERN)))
def test_a_text_is_a_cursor_or_refused(text):
    for read, write in ((LogCursor.of_text, str), (list_position, list_cursor)):
        try:
            cursor = read(text)
        except BadCursor:
            continue
        assert read(write(cursor)) == cursor


def test_a_cursor_of_one_list_is_none_of_another():
    with pytest.raises(BadCursor):
        list_position(str(LogCursor(3, (Gap(1, 2, 5),))))
    with pytest.raises(BadCursor):
        LogCursor.of_text(list_cursor(3))
