"""The register of questions with poor answers: what it keeps, what it never keeps, who reads it."""

import csv
import io
import logging
import sqlite3
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.management.commands.worker import Command as Worker
from portal.scheduling.periodic_tasks import do_chores
from portal.selections.selection import Selection
from search.editorial.zero_results import is_personal, note
from search.models import PoorQuestion
from search.query.builder import PARTS, SIMILAR, WORDS
from tests.portal.people import desk, roles

INDEX = "poor-questions_modeladmin_index"


def ask(text: str, total: int = 0, stage: str = SIMILAR, language: str = "sv", **more) -> None:
    note(Selection(q=text, language=language, **more), total, stage)


# --- What the register keeps ---


@pytest.mark.django_db
def test_a_question_without_an_answer_is_counted_by_the_day():
    ask("Sängvarnare  för barn".lower(), 0, SIMILAR)
    ask("SÄNGVARNARE för barn", 3, PARTS)
    ask("sängvarnare för barn", 0, SIMILAR, language="en")
    [swedish, english] = PoorQuestion.objects.order_by("-language")
    assert (swedish.text, swedish.times, swedish.hits, swedish.stage) == ("sängvarnare för barn", 2, 3, PARTS)
    assert swedish.first_day == swedish.last_day == timezone.localdate()
    assert english.times == 1
    columns = {field.name for field in PoorQuestion._meta.get_fields()}
    assert columns == {"id", "text", "language", "times", "hits", "stage", "first_day", "last_day"}


@pytest.mark.django_db
def test_good_answers_empty_questions_and_filters_are_not_counted():
    ask("glukosmätare", 12, WORDS)
    ask("")
    ask("sängvarnare", area=("diabetes",))
    ask("sängvarnare", lang=("19900101-1234",))
    assert PoorQuestion.objects.count() == 0


PERSONAL = [
    *("19900101-1234", "900101-1234", "199001011234", "9001011234", "900101+1234", "19 900101 1234", "900161-1234"),
    *("1990-01-01-1234", "1990 01 01 12 34", "90/01/01 1234", "900101–1234", "900101−1234", "900101 - T234"),
    *("19900101T123", "pnr:900101.1234", "９００１０１-１２３４", "٩٠٠١٠١-١٢٣٤", "90\u200b01\u200b01-1234", "900101"),
    *(
        "fråga anna.b@region.example",
        "anna＠region.example",
        "anna (at) region.example",
        "anna [at] region punkt example",
    ),
    *("anna at region.example", "anna snabel-a region.example"),
    *("070-123 45 67", "+46 70 123 45 67", "0046701234567", "08-12 34 56", "(08) 123 456", "ring 0701234567 nu"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", PERSONAL)
def test_what_looks_like_a_person_is_never_kept(text):
    ask(text)
    ask(f"glukosmätare {text} sensor")
    assert PoorQuestion.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["minimed 670g", "hba1c", "ce-märkt", "mri 3 t 2024", "covid-19", "at home test", "2 st 5 ml"]
)
def test_ordinary_questions_are_not_taken_for_persons(text):
    assert not is_personal(text)


@given(
    st.dates(),
    st.sampled_from(["%Y%m%d", "%y%m%d", "%Y-%m-%d", "%y %m %d", "%d.%m.%Y"]),
    st.sampled_from(["", "-", "+", " ", " - ", "/", "_", "–"]),
    st.integers(0, 9999),
    st.text(alphabet="abcåäö ", max_size=20),
)
def test_no_spelling_of_a_personal_number_gets_through(day, spelling, sign, number, around):
    assert is_personal(f"{around}{day.strftime(spelling)}{sign}{number:04}{around}")


@pytest.mark.django_db
def test_what_is_older_than_ninety_days_is_forgotten_by_the_worker():
    today = timezone.localdate()
    for age in (91, 90, 0):
        PoorQuestion.objects.create(text=f"för {age} dagar sedan", language="sv", first_day=today - timedelta(age))
    do_chores()
    assert set(PoorQuestion.objects.values_list("text", flat=True)) == {"för 90 dagar sedan", "för 0 dagar sedan"}


@pytest.mark.django_db
def test_a_chore_that_fails_stops_neither_the_others_nor_the_worker(monkeypatch, caplog):
    done: list[str] = []

    def fails() -> None:
        raise RuntimeError("sönder")

    monkeypatch.setattr("portal.scheduling.periodic_tasks._chores", [fails, lambda: done.append("gjort")])
    Worker().take_turn()
    assert done == ["gjort"]
    assert "sönder" in caplog.text


@pytest.mark.django_db
def test_the_register_never_outgrows_its_bounds(monkeypatch):
    monkeypatch.setattr(PoorQuestion, "MOST_ROWS", 20)
    ask("ofta")
    ask("ofta")
    for number in range(30):
        ask(f"fråga {number}")
    assert PoorQuestion.objects.count() == 20
    do_chores()
    assert PoorQuestion.objects.count() == 18
    assert PoorQuestion.objects.filter(text="ofta", times=2).exists()
    ask("en ny")
    assert PoorQuestion.objects.filter(text="en ny").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["x" * 500, "İ" * 200, "\x00a\ud800b", "'; drop table", "🜁" * 200])
def test_no_question_breaks_the_register(text):
    ask(text)
    assert all(len(row.text) <= 200 for row in PoorQuestion.objects.all())


@pytest.mark.django_db
def test_a_failure_is_told_without_the_question(monkeypatch, caplog):
    def fail(*args: object) -> None:
        raise RuntimeError("DETAIL: Key (text)=(hemlig fråga)")

    monkeypatch.setattr("search.editorial.zero_results._count", fail)
    with caplog.at_level(logging.WARNING):
        ask("hemlig fråga")
    assert "RuntimeError" in caplog.text and "hemlig" not in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the lock of a whole file is SQLite's")
def test_a_reader_does_not_wait_for_another_who_writes(caplog):
    ask("före")
    holds, done = threading.Event(), threading.Event()

    def write() -> None:
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=5)
        other.execute("BEGIN IMMEDIATE")
        holds.set()
        done.wait(10)
        other.rollback()
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert holds.wait(10)
    began = time.perf_counter()
    ask("medan")
    took = time.perf_counter() - began
    done.set()
    writer.join()
    assert took < 0.5
    assert "OperationalError" in caplog.text
    ask("efter")
    assert set(PoorQuestion.objects.values_list("text", flat=True)) == {"före", "efter"}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] == 20_000  # others of this connection wait as they did


# --- The register in the admin ---


@pytest.fixture
def register(db):
    ask("sängvarnare")
    ask("sängvarnare")
    ask("=cmd()", 2, PARTS, language="en")


def shown(answer) -> list[str]:
    return [row.text for row in answer.context["object_list"]]


def test_officers_read_the_register_and_nobody_writes_in_it(register):
    officer = desk("olle", roles.OFFICERS)
    answer = officer.client.get(reverse(INDEX))
    assert shown(answer) == ["sängvarnare", "=cmd()"]
    assert f"{reverse('search_explain')}?question=s%C3%A4ngvarnare&amp;language=sv" in answer.content.decode()
    assert desk("rita", roles.CONTACTS).client.get(reverse(INDEX)).status_code == 302
    row = PoorQuestion.objects.first()
    chief = desk("chef", chief=True)
    for action in ("create", "edit", "delete"):
        try:
            url = reverse(f"poor-questions_modeladmin_{action}", args=[] if action == "create" else [row.pk])
        except NoReverseMatch:
            continue
        assert chief.client.post(url).status_code in (302, 403), action
    assert PoorQuestion.objects.count() == 2


def test_the_register_is_filtered_and_searched(register):
    client = desk("olle", roles.OFFICERS).client
    assert shown(client.get(reverse(INDEX), {"language": "en"})) == ["=cmd()"]
    assert shown(client.get(reverse(INDEX), {"stage": "nothing"})) == ["sängvarnare"]
    assert shown(client.get(reverse(INDEX), {"stage": PARTS})) == ["=cmd()"]
    assert shown(client.get(reverse(INDEX), {"stage": SIMILAR})) == []
    tomorrow = timezone.localdate() + timedelta(1)
    assert shown(client.get(reverse(INDEX), {"last_day__gte": f"{tomorrow}", "last_day__lt": f"{tomorrow}"})) == []
    assert shown(client.get(reverse(INDEX), {"q": "varnare"})) == ["sängvarnare"]
    for query in ({"p": "abc"}, {"o": "x.y"}, {"nothing": "1"}, {"q": "\x00\"'"}):
        assert client.get(reverse(INDEX), query).status_code in (200, 302)


def test_the_export_holds_no_formula(register):
    client = desk("olle", roles.OFFICERS).client
    answer = client.get(reverse(INDEX), {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert [next(iter(row.values())) for row in rows] == ["sängvarnare", "'=cmd()"]
    assert list(rows[0].values())[1] == "2"


def test_the_reports_menu_leads_to_the_register_for_those_who_may_read_it(register):
    home = reverse("wagtailadmin_home")
    officer, contact = desk("olle", roles.OFFICERS), desk("rita", roles.CONTACTS)
    assert reverse(INDEX) in officer.client.get(home).content.decode()
    assert reverse(INDEX) not in contact.client.get(home).content.decode()
    for person in (officer, contact):
        assert reverse("search_explain") in person.client.get(home).content.decode()
