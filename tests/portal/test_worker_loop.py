"""No error in one of its tasks ends the worker or keeps it from the others."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage, send_mail
from django.db import DatabaseError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from news.models import NewsItem
from portal.management.commands import worker
from portal.models import Delivery, OutgoingMail, Publication, PublicationEvent
from portal.scheduling import calendar_changes, periodic_tasks
from recommendations.models import ProcurementNotice
from tests.factories import make

pytestmark = pytest.mark.django_db

PARTS = ("release_dead", "publish_due", "refresh_statuses", "announce_reviews", "do_chores", "drain", "send_waiting")


@pytest.fixture(autouse=True)
def _within_a_transaction(monkeypatch):
    """The test's transaction must outlive a turn, and leaves no room for that of Wagtail's jobs."""
    monkeypatch.setattr(worker, "run_queued_tasks", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


def one_turn() -> None:
    command = worker.Command()
    command.running, command.next_clock = True, 0.0
    command.take_turn()


@pytest.mark.parametrize("error", [RuntimeError("trasig"), DatabaseError("borta"), KeyError("kanal")])
@pytest.mark.parametrize("broken", [*PARTS, "run_queued_tasks"])
def test_whatever_fails_all_the_rest_is_done(monkeypatch, broken, error):
    done: list[str] = []

    def part(name: str):
        def work(*args: object) -> tuple[int, int]:
            if name == broken:
                raise error
            done.append(name)
            return 0, 0

        return work

    for name in (*PARTS, "run_queued_tasks"):
        monkeypatch.setattr(worker, name, part(name))
    one_turn()
    assert {*done, broken} == {*PARTS, "run_queued_tasks"}


def test_a_delivery_to_a_channel_that_is_gone_waits_and_stops_no_other(monkeypatch):
    make(NewsItem)
    event = PublicationEvent.objects.get()
    Delivery.objects.create(event=event, channel="borta")
    one_turn()
    assert set(Delivery.objects.values_list("channel", "state")) == {
        ("alerts", "done"),
        ("borta", "failed"),
        ("feed", "done"),
        ("search", "done"),
    }


def test_a_mail_that_makes_no_sense_stops_no_other(settings, mailoutbox):
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    OutgoingMail.objects.create(subject="Trasigt", content={"nonsense": 1})
    send_mail("Rubrik", "Text", None, ["a@region.example"])
    one_turn()
    assert [mail.subject for mail in mailoutbox] == ["Rubrik"]


def test_a_page_whose_status_or_review_cannot_be_worked_out_stops_no_other(monkeypatch):
    bad, good = make(ProcurementNotice, title="Trasig"), make(ProcurementNotice, title="Hel")
    Publication.objects.update(status="unheard_of", review_by="2020-01-01")
    current = ProcurementNotice.current_status

    def work_out(page):
        if page.pk == bad.pk:
            raise ValueError("datum saknas")
        return current(page)

    record = calendar_changes.record

    def write(page, kind, **more):
        if page.pk == bad.pk:
            raise ValueError("datum saknas")
        return record(page, kind, **more)

    monkeypatch.setattr(ProcurementNotice, "current_status", work_out)
    monkeypatch.setattr(calendar_changes, "record", write)
    one_turn()
    kinds = PublicationEvent.objects.values_list("page_id", "kind").filter(kind__in=("status", "review_due"))
    assert set(kinds) == {(good.pk, "status"), (good.pk, "review_due")}


def test_a_chore_that_fails_stops_no_other(monkeypatch):
    done: list[int] = []
    monkeypatch.setattr(periodic_tasks, "_chores", [lambda: 1 / 0, lambda: done.append(1)])
    one_turn()
    assert done


def test_jobs_that_were_finished_a_month_ago_are_forgotten():
    def job(status: TaskResultStatus, days: int) -> DBTaskResult:
        ended = timezone.now() - timedelta(days=days)
        return DBTaskResult.objects.create(
            status=status, finished_at=ended, args_kwargs={"args": [], "kwargs": {}}, backend_name="default", priority=0
        )

    kept = [job(TaskResultStatus.SUCCESSFUL, 29), job(TaskResultStatus.FAILED, 29), job(TaskResultStatus.READY, 90)]
    job(TaskResultStatus.SUCCESSFUL, 31)
    job(TaskResultStatus.FAILED, 31)
    one_turn()
    assert set(DBTaskResult.objects.filter(task_path="")) == set(kept)


def test_what_could_not_be_published_is_tried_again_after_a_pause_and_what_comes_at_its_moment():
    command = worker.Command()
    assert command.pause() == worker.PAUSE
    command.next_moment = timezone.now() + timedelta(seconds=worker.PAUSE / 2)
    assert 0 < command.pause() < worker.PAUSE
    command.next_moment = timezone.now() - timedelta(hours=1)
    assert command.pause() == worker.PAUSE


def test_many_mails_go_at_the_rate_and_let_pass_what_somebody_waits_for(settings, monkeypatch):
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAILING_RATE = 2
    for name in ("ett", "två", "tre"):
        one_click = {"List-Unsubscribe": "<https://portal.example/end/>"}
        EmailMessage(f"Bevakning {name}", "", None, ["eva@region.example"], headers=one_click).send()
    send_mail("Bekräfta", "", None, ["bo@region.example"])
    clock = iter((100.0, 100.0, 100.5, 101.0, 101.0))
    monkeypatch.setattr(worker.time, "monotonic", lambda: next(clock))
    command = worker.Command()
    sent = []
    for _turn in range(3):
        command.send_mail()
        sent.append([one.subject for one in mail.outbox])
    assert sent[0] == sent[1] == ["Bekräfta", "Bevakning ett"]
    assert sent[2][2:] == ["Bevakning två", "Bevakning tre"] and not OutgoingMail.objects.exists()
