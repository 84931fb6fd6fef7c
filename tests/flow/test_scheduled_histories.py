"""Whatever happens to scheduled pages: each that can be published is, each other one is named, the worker goes on.

PORTAL_HISTORIES=200 tries as many as were tried when this was made.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction, Revision

from portal.management.commands import worker
from portal.models import Organisation, ScheduleFailure
from portal.scheduling.scheduled_publishing import publish_due
from recommendations.models import AssessmentSummary
from tests.factories import OrganisationFactory, make
from tests.portal.scheduled import schedule

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

HISTORIES = int(os.environ.get("PORTAL_HISTORIES", "20"))
SLUGS = ("ett", "tva", "tre")


@dataclass(frozen=True)
class Plan:
    """A live page that is scheduled to get a slug, and what happens to it before that time (nothing, when empty)."""

    slug: str
    mishap: str


plans = st.builds(
    Plan,
    slug=st.sampled_from(SLUGS),
    mishap=st.sampled_from(["", "", "", "assessor gone", "restricted", "called off", "deleted", "expired"]),
)


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(plans, min_size=1, max_size=6))
def test_every_good_page_goes_live_and_every_bad_one_is_named(monkeypatch, history: list[Plan]):
    with transaction.atomic():
        _live_through(history, monkeypatch)
        transaction.set_rollback(True)


def _live_through(history: list[Plan], monkeypatch: Any) -> None:
    bystander = make(AssessmentSummary, slug="bredvid")
    pages = [_scheduled(number, plan) for number, plan in enumerate(history)]
    for page, plan in zip(pages, history, strict=True):
        _befall(page, plan)
    due = list(Revision.objects.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at"))
    plan_of = {str(page.pk): plan for page, plan in zip(pages, history, strict=True)}
    good = _expected(due, plan_of)
    schedule(bystander, title="Sist i kön")
    _one_turn(monkeypatch)
    live = dict(Page.objects.filter(live=True).values_list("pk", "live_revision_id"))
    for revision in due:
        if plan_of[revision.object_id].mishap == "expired":
            continue
        failure = ScheduleFailure.objects.filter(revision=revision).first()
        gone_live = live.get(int(revision.object_id)) == revision.pk
        assert gone_live is (revision.pk in good)
        assert (failure is None) is gone_live
        assert failure is None or (failure.reason and failure.title and failure.attempts)
    assert AssessmentSummary.objects.get(pk=bystander.pk).title == "Sist i kön"
    for page, plan in zip(pages, history, strict=True):
        if plan.mishap == "expired":
            assert page.pk not in live
    ScheduleFailure.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
    assert publish_due() == (0, 0), "nothing is tried again before its wait is over"


def _scheduled(number: int, plan: Plan) -> AssessmentSummary:
    page: AssessmentSummary = make(AssessmentSummary, slug=f"sida-{number}")
    revision = schedule(page, slug=plan.slug, assessor=OrganisationFactory(code=f"o-{number}", name=f"O {number}"))
    # One second after the other, in this order.
    at = timezone.now() - timedelta(minutes=1, seconds=-number)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at)
    return page


def _befall(page: AssessmentSummary, plan: Plan) -> None:
    if plan.mishap == "assessor gone":
        # Past every door: the portal refuses to delete what a draft names.
        gone = Revision.objects.get(object_id=str(page.pk), approved_go_live_at__isnull=False).content["assessor"]
        AssessmentSummary.objects.filter(assessor=gone).update(assessor=None)
        Organisation.objects.filter(pk=gone)._raw_delete("default")
    elif plan.mishap == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    elif plan.mishap == "called off":
        Revision.objects.filter(object_id=str(page.pk)).update(approved_go_live_at=None)
    elif plan.mishap == "deleted":
        AssessmentSummary.objects.get(pk=page.pk).delete()
    elif plan.mishap == "expired":
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


def _expected(due: list[Revision], plan_of: dict[str, Plan]) -> set[int]:
    """The revisions that can be published: those that refer to nothing deleted, and of each slug only the first."""
    taken: set[str] = set()
    good = set()
    for revision in due:
        plan = plan_of[revision.object_id]
        # Wagtail takes down what has expired first, and calls off what was scheduled for it.
        if plan.mishap not in ("assessor gone", "expired") and plan.slug not in taken:
            taken.add(plan.slug)
            good.add(revision.pk)
    return good


def _one_turn(monkeypatch: Any) -> None:
    with monkeypatch.context() as patched:
        for name in ("run_queued_tasks", "close_old_connections", "do_chores"):
            patched.setattr(worker, name, lambda: None)
        patched.setattr(worker, "drain", lambda goes_on: (0, 0))
        command = worker.Command()
        command.running, command.next_clock = True, 0.0
        command.take_turn()
